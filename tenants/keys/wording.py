"""How the command line tells of keys: ids and counts, never a key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tenants.keys.service import REMOVE_OLD, RESEAL_URNS, ROTATE_MASTER, ROTATE_ORGANIZATION, UnderWay
from tenants.master_keys import UNNAMED, Keyring

_STEPS = {
    ROTATE_ORGANIZATION: "members' keys and values are sealed anew",
    RESEAL_URNS: "the keys of urns wait for the tally worker",
    REMOVE_OLD: "the old key is removed ten minutes after the last value left it",
    ROTATE_MASTER: "organizations' keys are wrapped anew",
}


def masters(newest: str, counted: Mapping[str, int], keyring: Keyring) -> Iterator[str]:
    """One line for each master key that wraps something or would."""
    for key_id in sorted({newest, *counted}, key=lambda one: (one != newest, one)):
        told = "wraps from now on" if key_id == newest else "still wraps" if _here(key_id, keyring) else "IS MISSING"
        yield f"Master key {key_id or '(before ids)'}: {told}, {counted.get(key_id, 0)} keys"
    if set(counted) - {newest}:
        yield "Not every key is wrapped by the newest: wellbeing keys rotate-master"


def rotations(slug: str, versions: Sequence[int], steps: Sequence[UnderWay]) -> Iterator[str]:
    """Lines for an organization whose key is being changed; for others none."""
    if steps or len(versions) > 1:
        yield f"{slug}: keys {', '.join(map(str, versions))}"
    for one in steps:
        yield f"{slug}: {step(one)}"


def step(owed: UnderWay) -> str:
    """One step and how far it is."""
    far = f" ({owed.progress} of {owed.total})" if owed.total else ""
    ended = f"; it gave up ({owed.reason}), try it again on /operator/health" if owed.state == "dead" else ""
    return f"{_STEPS[owed.kind]}{far}, {owed.state}{ended}"


def _here(key_id: str, keyring: Keyring) -> bool:
    return any(key.knows(key_id) for key in keyring.keys) or key_id == UNNAMED
