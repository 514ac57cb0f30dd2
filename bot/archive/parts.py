"""The files a package is made of, each with its hash, size and kind; and the preservation copies of some of them."""

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.archive.holdings import Holding

# What archives ask for, by name and media type; the type is one IANA knows.
FORMATS = {
    ".csv": ("CSV", "text/csv"), ".xml": ("XML", "application/xml"), ".xsd": ("XML Schema", "application/xml"),
    ".txt": ("Text, UTF-8", "text/plain"), ".json": ("JSON", "application/json"), ".png": ("PNG", "image/png"),
    ".jpg": ("JPEG", "image/jpeg"), ".webp": ("WebP", "image/webp"), ".pdf": ("PDF", "application/pdf"),
    ".wacz": ("WACZ", "application/zip"),
}  # fmt: skip
MIGRATED = "image/webp"  # on no list of formats to keep for good


@dataclass(frozen=True)
class Part:
    """A file of the package by its path in it; `holding` where it is evidence, `copy_of` the path it was made from."""

    path: str
    content: bytes
    made_at: datetime
    holding: Holding | None = None
    copy_of: str = ""

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]

    @property
    def format(self) -> tuple[str, str]:
        """The format's name and media type."""
        suffix = "." + self.path.rpartition(".")[2]
        return FORMATS.get(suffix, ("okänt", "application/octet-stream"))

    @cached_property
    def sha256(self) -> str:
        """The content's hash, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def id(self) -> str:
        """The part's name in METS, from its path: the same package gives the same."""
        return f"fil-{hashlib.sha256(self.path.encode()).hexdigest()[:32]}"


def preserved(part: Part, made_at: datetime) -> Part | None:
    """A PNG of a picture in a format that is not kept for good, pixel by pixel the same; None where none is needed."""
    if part.holding is None or part.holding.row.media_type != MIGRATED:
        return None
    from PIL import Image

    made = io.BytesIO()
    with Image.open(io.BytesIO(part.content), formats=("WEBP",)) as picture:
        moves = getattr(picture, "is_animated", False)
        picture.save(made, "PNG", save_all=moves)
    path = part.path.removesuffix(".webp") + ".bevarande.png"
    return Part(path, made.getvalue(), made_at, part.holding, copy_of=part.path)
