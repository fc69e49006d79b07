"""How well hints find what hurts, beside VADER, and how fast: printed as a table; the limits are those of the bar.

    python bench/hints.py [FOLDER]     FOLDER holds hint_seed.jsonl and dev_emails.csv (../shared/data/warmth)

Invented sentences and notes of `bench/hint_sentences` carry their harsh spans in brackets. A hint counts as right when
it touches such a span, a span as found when a hint touches it. VADER is measured in the same run when it is installed.
Of three timings of a draft the shortest counts, since other work on the machine only adds.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wellbeing.feedback import hints

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = ROOT / "bench" / "hint_sentences"
WEIGHT = {"low": 1, "medium": 2, "high": 3}
WARM, SLOWEST_MS, AIM_MS, DRAFT = 4.0, 50.0, 5.0, 1_000
LEAST_PRECISION, LEAST_RECALL, MOST_WARM = 0.75, 0.55, 0.07
NOTES = {
    "harsh": "sentences",
    "notes_first": "notes, first set",
    "notes_second": "notes, second set",
    "notes_third": "notes, third set",
    "notes_fourth": "notes, fourth set",
    "notes_fifth": "notes, fifth set",
    "notes_sixth": "notes, sixth set",
    "notes_seventh": "notes, seventh set",
    "notes_eighth": "notes, eighth set, by another hand",
    "notes_ninth": "notes, ninth set, by another hand",
    "notes_tenth": "notes, tenth set, by another hand",
    "notes_eleventh": "notes, eleventh set, by another hand",
    "notes_twelfth": "notes, twelfth set, by another hand",
}


@dataclass(frozen=True)
class Marked:
    """A text with the spans a person would call harsh."""

    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass
class Counted:
    """Hints that touch a harsh span or none, and harsh spans that were found."""

    right: int = 0
    wrong: int = 0
    found: int = 0
    spans: int = 0

    @property
    def precision(self) -> float:
        """Share of hints that touch a harsh span."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of harsh spans that a hint touches."""
        return self.found / max(1, self.spans)


def read(file: Path) -> list[Marked]:
    """The marked texts of a file, one a line; brackets surround what is harsh."""
    return [_marked(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def count(texts: Iterable[Marked], categories: frozenset[str] = hints.HARSH) -> Counted:
    """Precision and recall of the hints of some categories."""
    counted = Counted()
    for marked in texts:
        given = [(hint.start, hint.end) for hint in hints.find(marked.text) if hint.category in categories]
        right = [hint for hint in given if any(_touch(hint, span) for span in marked.spans)]
        counted.right += len(right)
        counted.wrong += len(given) - len(right)
        counted.found += sum(any(_touch(hint, span) for hint in given) for span in marked.spans)
        counted.spans += len(marked.spans)
    return counted


def auc(scores: Sequence[float], harsh: Sequence[bool]) -> float:
    """Chance that a harsh text scores above one that is not; ties count half."""
    high = [score for score, is_harsh in zip(scores, harsh, strict=True) if is_harsh]
    low = [score for score, is_harsh in zip(scores, harsh, strict=True) if not is_harsh]
    return sum((one > other) + 0.5 * (one == other) for one in high for other in low) / (len(high) * len(low))


def _marked(line: str) -> Marked:
    text, spans, begin = "", [], 0
    for part in re.split(r"(\[|\])", line):
        if part == "[":
            begin = len(text)
        elif part == "]":
            spans.append((begin, len(text)))
        else:
            text += part
    return Marked(text, tuple(spans))


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and one[1] > other[0]


def _vader() -> Callable[[str], float] | None:
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - may be absent
    except ImportError:
        print("VADER is not installed (pip install vaderSentiment); its column is left out.")
        return None
    analyser = SentimentIntensityAnalyzer()
    return lambda text: -float(analyser.polarity_scores(text)["compound"])


def _severity(text: str) -> float:
    return sum(WEIGHT[hint.severity] for hint in hints.find(text))


def _row(name: str, value: str, bar: str = "", good: bool = True) -> bool:
    print(f"| {name} | {value} | {bar} |{'' if good else ' <-- missed'}")
    return good


def _seed(file: Path) -> bool:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    right = 0
    for row in rows:
        found = hints.find(row["text"])
        start = row["text"].lower().find(row["span"].lower())
        span = (start, start + len(row["span"]))
        hit = any(each.category == row["category"] and _touch((each.start, each.end), span) for each in found)
        right += hit if row["span"] else not found
    return _row("seed rows right", f"{right} of {len(rows)}", "all", right == len(rows))


def _emails(file: Path, vader: Callable[[str], float] | None) -> bool:
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    harsh = [row["harsh"] == "1" for row in rows]
    _row("e-mails: AUC of number and severity of hints", f"{auc([_severity(row['text']) for row in rows], harsh):.3f}")
    if vader is not None:
        _row("e-mails: AUC of VADER", f"{auc([vader(row['text']) for row in rows], harsh):.3f}")
    warm = [hints.find(row["text"]) for row in rows if float(row["tone"]) >= WARM]
    flagged = sum(any(hint.category in hints.HARSH for hint in found) for found in warm) / len(warm)
    _row("e-mails: warm ones with any hint", f"{sum(map(bool, warm)) / len(warm):.1%}")
    return _row("e-mails: warm ones with a harsh hint", f"{flagged:.1%}", f"≤ {MOST_WARM:.0%}", flagged <= MOST_WARM)


def _sentences(vader: Callable[[str], float] | None) -> bool:
    good = True
    for name, title in NOTES.items():
        counted = count(read(SENTENCES / f"{name}.txt"))
        good &= _row(f"{title}: precision", f"{counted.precision:.2f}", "≥ .75", counted.precision >= LEAST_PRECISION)
        good &= _row(f"{title}: recall", f"{counted.recall:.2f}", "≥ .55", counted.recall >= LEAST_RECALL)
    harsh = [marked.text for marked in read(SENTENCES / "harsh.txt")]
    plain = [marked.text for name in ("plain", "plain_notes") for marked in read(SENTENCES / f"{name}.txt")]
    flagged = sum(any(hint.category in hints.HARSH for hint in hints.find(text)) for text in plain) / len(plain)
    good &= _row(
        "ordinary and kind sentences with a harsh hint", f"{flagged:.1%}", f"≤ {MOST_WARM:.0%}", flagged <= MOST_WARM
    )
    labels = [True] * len(harsh) + [False] * len(plain)
    _row("sentences: AUC of hints", f"{auc([_severity(text) for text in harsh + plain], labels):.3f}")
    if vader is not None:
        _row("sentences: AUC of VADER", f"{auc([vader(text) for text in harsh + plain], labels):.3f}")
    return good


def _speed() -> bool:
    texts = [marked.text for name in (*NOTES, "plain", "plain_notes") for marked in read(SENTENCES / f"{name}.txt")]
    whole = " ".join(text for place in range(7) for text in texts[place::7])
    drafts = [whole[begin : begin + DRAFT] for begin in range(0, len(whole) - DRAFT, DRAFT // 5)]
    took = sorted(min(_once(draft) for _ in range(3)) for draft in drafts)
    middle, slow = took[len(took) // 2], took[int(len(took) * 0.95)]
    _row(f"draft of {DRAFT:,} characters: median", f"{middle:.1f} ms", f"aim {AIM_MS:.0f} ms")
    return _row(f"draft of {DRAFT:,} characters: p95", f"{slow:.1f} ms", f"< {SLOWEST_MS:.0f} ms", slow < SLOWEST_MS)


def _once(draft: str) -> float:
    began = time.perf_counter()
    hints.find(draft)
    return (time.perf_counter() - began) * 1_000


def main() -> int:
    """Print the table; 1 when a limit is missed."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data" / "warmth"
    vader = _vader()
    hints.find("The first call reads the rules.")
    print("| what | measured | bar |\n|---|---|---|")
    good = _sentences(vader)
    if (folder / "hint_seed.jsonl").exists():
        good &= _seed(folder / "hint_seed.jsonl")
        good &= _emails(folder / "dev_emails.csv", vader)
    else:
        print(f"There is no hint_seed.jsonl in {folder.name}; seed and e-mails are left out.")
    return 0 if _speed() and good else 1


if __name__ == "__main__":
    sys.exit(main())
