"""Every code that matching can give has a sentence."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from wellbeing.pairings import explain, matching, wording
from wellbeing.pairings.terms import LeftOut, Reason

VALUES = {"topics": "rest, focus", "count": "2", "hours": "3.5", "languages": "de, en", "rounds": "1"}


def test_every_reason_and_cause_has_a_sentence(app: Flask) -> None:
    source = Path(explain.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'"([a-z_]+)"', source)) & set(
        re.findall(r'(?:Reason\(|if |else |code = )"([a-z_]+)"', source)
    )
    assert {"shared_topics", "met_lately", "met_long_ago", "trio", "complementary_seniority"} <= codes
    causes = set(re.findall(r'"(no[a-z_]+)"', Path(matching.__file__).read_text(encoding="utf-8")))
    assert causes == {"no_partner_fits", "nobody_else"}
    with app.test_request_context():
        sentences = [wording.reason(Reason(code, VALUES)) for code in sorted(codes)]
        sentences += [wording.cause(LeftOut("a", each)) for each in sorted(causes)]
    assert len(set(sentences)) == len(codes) + len(causes)
    assert all(sentence.endswith(".") and "%(" not in sentence for sentence in sentences)
    assert "rest, focus" in " ".join(sentences)
