"""Which groups of a tree may be shown so that no difference of shown groups is a group under the threshold.

The rule for counts of people (participation), where everybody invited has a value and the groups are units only: the
threshold itself, and complementary suppression over each unit and the one above. For every shown group the people
who are in none of the shown groups below it must be nobody or at least ``threshold`` people; otherwise the next
smallest group below is hidden as well. Because the groups nest, everything that can be computed by adding and
subtracting shown groups is a union of such remainders, so the rule covers every difference.
Source: complementary cell suppression in hierarchical tables (Hundepool et al., Statistical Disclosure Control,
Wiley 2012, chapter 4), simplified to one additive breakdown.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping


def hidden_groups(
    people: Mapping[str, frozenset[str]], parents: Mapping[str, str | None], threshold: int
) -> frozenset[str]:
    """Keys that must stay hidden; every other key may be shown.

    ``people`` holds for each key those who have a value (nested as ``parents`` says). Groups of exactly the same
    people share one fate. A root with at least ``threshold`` people is never hidden. The answer depends on sizes,
    nesting and keys only, never on values or on the order given. Cost: O(groups x log groups) after counting.
    """
    size = {key: len(group) for key, group in people.items()}
    hidden = {key for key, count in size.items() if count < threshold}
    same_as = _same_people(size, parents)
    tree: dict[str, str | None] = {}
    for key in size:
        if key in hidden or same_as[key] != key:
            continue
        parent = parents[key]
        tree[key] = None if parent is None else same_as[parent]
    below = _children_of(tree)
    waiting = list(below.get(None, []))
    while waiting:
        group = waiting.pop()
        kept, dropped = _settle(group, size, below, threshold)
        hidden.update(dropped)
        waiting.extend(kept)
    return frozenset(key for key in size if same_as[key] in hidden)


def _settle(
    group: str, size: Mapping[str, int], below: Mapping[str | None, list[str]], threshold: int
) -> tuple[list[str], list[str]]:
    """The shown groups right below ``group`` and those hidden so that its remainder is nobody or enough."""
    dropped: list[str] = []
    heap = [(size[key], key) for key in below.get(group, [])]
    heapq.heapify(heap)
    remainder = size[group] - sum(count for count, _ in heap)
    while heap and 0 < remainder < threshold:
        count, smallest = heapq.heappop(heap)
        dropped.append(smallest)
        remainder += count
        for key in below.get(smallest, []):
            heapq.heappush(heap, (size[key], key))
            remainder -= size[key]
    return [key for _, key in heap], dropped


def _children_of(parents: Mapping[str, str | None]) -> dict[str | None, list[str]]:
    """Keys of the children of every key, the roots under None."""
    children: dict[str | None, list[str]] = {}
    for key, parent in parents.items():
        children.setdefault(parent, []).append(key)
    return children


def _same_people(size: Mapping[str, int], parents: Mapping[str, str | None]) -> dict[str, str]:
    """For every key the topmost group with exactly the same people (groups nest, so equal size is equality)."""
    same_as: dict[str, str] = {}
    for start in size:
        path = [start]
        while path[-1] not in same_as:
            parent = parents[path[-1]]
            if parent is None or size[parent] != size[path[-1]]:
                same_as[path[-1]] = path[-1]
            else:
                path.append(parent)
        for key in path:
            same_as[key] = same_as[path[-1]]
    return same_as
