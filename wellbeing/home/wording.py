"""Words for what is wrong with a copy that is brought in."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from wellbeing.home.packing import MOST_BYTES, MOST_FILES, MOST_UNPACKED, BrokenCopy

_SENTENCES: dict[str, Callable[[str], str]] = {
    "too_large": lambda _f: _(
        "This file is larger than %(count)s MB, more than we can take in.", count=MOST_BYTES >> 20
    ),
    "not_zip": lambda _f: _("This is not a zip file, or it is damaged. Choose the file that was downloaded here."),
    "too_many": lambda _f: _("There are more than %(count)s files in it, more than we can take in.", count=MOST_FILES),
    "strange_name": lambda f: _("“%(file)s” is no name that a copy made here has.", file=f),
    "twice": lambda f: _("“%(file)s” is in it twice.", file=f),
    "strange_file": lambda f: _("“%(file)s” is locked, a link, or packed in a way that is not ours.", file=f),
    "not_text": lambda f: _("“%(file)s” is not text.", file=f),
    "too_large_inside": lambda f: _(
        "Unpacked it is larger than %(count)s MB, at “%(file)s”. That is more than we can take in.",
        count=MOST_UNPACKED >> 20,
        file=f,
    ),
    "damaged": lambda f: _("“%(file)s” is damaged.", file=f),
    "no_index": lambda f: _("“%(file)s” is missing or cannot be read, so this is no copy that was made here.", file=f),
    "other_format": lambda f: _("“%(file)s” says that this copy is of another kind.", file=f),
    "not_in_index": lambda f: _("“%(file)s” was added to the copy later.", file=f),
    "missing": lambda f: _("“%(file)s” is missing.", file=f),
    "unknown_part": lambda f: _("“%(file)s” is a folder that is not known here.", file=f),
    "unfit": lambda f: _("“%(file)s” cannot be read.", file=f),
}


def broken(found: BrokenCopy) -> str:
    """One sentence about a copy that is not as it was made here."""
    return str(_SENTENCES[found.code](found.file))
