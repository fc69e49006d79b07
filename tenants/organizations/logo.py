"""Logos: an uploaded picture is looked at, taken apart and written anew, so that only pixels are kept."""

from __future__ import annotations

import io
import warnings

from PIL import Image, UnidentifiedImageError

MOST_BYTES = 200 * 1024
MOST_PIXELS = 2000
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}


class NotALogo(Exception):
    """The bytes are not a picture we take; `code` is too_large, not_a_picture or too_many_pixels."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cleaned(content: bytes) -> tuple[bytes, str]:
    """Return a fresh PNG or JPEG of the same pixels, without metadata, and its media type; raises NotALogo."""
    if len(content) > MOST_BYTES:
        raise NotALogo("too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture = Image.open(io.BytesIO(content), formats=list(_TYPES))
            if max(picture.size) > MOST_PIXELS:
                raise NotALogo("too_many_pixels")
            kind = str(picture.format)
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        raise NotALogo("not_a_picture") from error
    return _written(picture, kind), _TYPES[kind]


def _written(picture: Image.Image, kind: str) -> bytes:
    modes = {"PNG": ("RGBA", "RGB", "L", "LA"), "JPEG": ("RGB", "L")}[kind]
    plain = picture if picture.mode in modes else picture.convert(modes[0])
    fresh = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    for quality in (90, 75, 50):
        written = io.BytesIO()
        fresh.save(written, kind, optimize=True, **({"quality": quality} if kind == "JPEG" else {}))
        if len(written.getvalue()) <= MOST_BYTES:
            return written.getvalue()
    raise NotALogo("too_large")
