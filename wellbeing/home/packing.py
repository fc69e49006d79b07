"""A copy of everything as one zip, and back: pure, bounded, and wary of every file that comes from outside."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

FORMAT = "wellbeing-copy-1"
INDEX, README = "index.json", "README.md"
MOST_BYTES = 32 << 20
"""Of the zip, as it is uploaded."""
MOST_FILES = 5_000
MOST_UNPACKED = 160 << 20
"""Of all files together, counted while they are read and never believed from their headers."""

MOST_PIECES = 5_000_000
"""Of values in one JSON file: each takes many times its few letters once it is read. 50,000 long entries have fewer."""
LONGEST_INDEX = 1 << 20

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*){1,3}")
_SYMBOLIC_LINK, _KIND_OF_FILE = 0o120000, 0o170000
_ENCRYPTED = 0x1
_PIECE = 1 << 16
_EARLIEST = (1980, 1, 1, 0, 0, 0)

Parts = Mapping[str, Mapping[str, str]]
"""Files by the name of their part and their name below its folder."""


@dataclass(eq=False)
class BrokenCopy(Exception):
    """Why a file is no copy of ours: a code for the words, and the file inside that it is about."""

    code: str
    file: str = ""


def pack(parts: Parts, *, readme: str, made_at: datetime) -> bytes:
    """The zip: a README to begin with, an index for programs, a folder a part; the same files give the same bytes."""
    files = {f"{part}/{name}": text for part, held in sorted(parts.items()) for name, text in sorted(held.items())}
    if odd := [name for name in files if not _NAME.fullmatch(name)]:
        raise ValueError(f"no such name could be brought in again: {odd[0]}")
    index = {"format": FORMAT, "made_at": made_at.isoformat(), "files": list(files)}
    whole = {README: readme, INDEX: json.dumps(index, ensure_ascii=False, indent=2), **files}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in whole.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            folder.writestr(entry, text.encode("utf-8", "surrogatepass"))
    return packed.getvalue()


def unpack(content: bytes) -> dict[str, dict[str, str]]:
    """The files of a copy by part; raises BrokenCopy for whatever `pack` could not have made."""
    if len(content) > MOST_BYTES:
        raise BrokenCopy("too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            texts = _texts(folder)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, zlib.error) as error:
        raise BrokenCopy("not_zip") from error
    _check_index(texts)
    parts: dict[str, dict[str, str]] = {}
    for name, text in texts.items():
        if name not in {INDEX, README}:
            part, _slash, below = name.partition("/")
            parts.setdefault(part, {})[below] = text
    return parts


def _texts(folder: zipfile.ZipFile) -> dict[str, str]:
    entries = folder.infolist()
    if len(entries) > MOST_FILES:
        raise BrokenCopy("too_many")
    times = Counter(entry.filename for entry in entries)
    texts: dict[str, str] = {}
    left = MOST_UNPACKED
    for entry in entries:
        _check_entry(entry, times[entry.filename])
        read = _read(folder, entry, left)
        left -= len(read)
        try:
            texts[entry.filename] = read.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise BrokenCopy("not_text", entry.filename) from error
        if entry.filename.endswith(".json") and _pieces(read) > MOST_PIECES:
            raise BrokenCopy("unfit", entry.filename)
    return texts


def _pieces(read: bytes) -> int:
    return sum(map(read.count, (b",", b"{", b"[")))


def _check_entry(entry: zipfile.ZipInfo, times: int) -> None:
    name = entry.filename
    shown = name[:80]
    if name not in {INDEX, README} and not _NAME.fullmatch(name):
        raise BrokenCopy("strange_name", shown)
    if times > 1:
        raise BrokenCopy("twice", shown)
    if entry.flag_bits & _ENCRYPTED or (entry.external_attr >> 16) & _KIND_OF_FILE == _SYMBOLIC_LINK:
        raise BrokenCopy("strange_file", shown)
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise BrokenCopy("strange_file", shown)


def _read(folder: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    found = bytearray()
    try:
        with folder.open(entry) as stream:
            while piece := stream.read(_PIECE):
                found += piece
                if len(found) > most:
                    raise BrokenCopy("too_large_inside", entry.filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise BrokenCopy("damaged", entry.filename) from error
    return bytes(found)


def _check_index(texts: Mapping[str, str]) -> None:
    try:
        if len(texts[INDEX]) > LONGEST_INDEX:
            raise BrokenCopy("no_index", INDEX)
        index = json.loads(texts[INDEX])
        files = set(index["files"])
        known = index["format"] == FORMAT
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise BrokenCopy("no_index", INDEX) from error
    if not known:
        raise BrokenCopy("other_format", INDEX)
    there = set(texts) - {INDEX, README}
    for name in sorted(there ^ files, key=str):
        raise BrokenCopy("not_in_index" if name in there else "missing", str(name)[:80])
