"""What a file is by its content alone, and whether it is whole and safe to open: nothing in it is ever run or drawn."""

import hashlib
import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.words import _

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 50_000_000  # of all frames together; a long page on a sharp screen has about forty million
MOST_FRAMES = 100
MOST_SCANS = 64  # a progressive JPEG has about ten; each is a walk through the whole picture
MOST_ENTRIES = 20_000
MOST_UNPACKED = 250_000_000  # bytes
LONGEST_PACKAGE = 1_000_000  # bytes of a datapackage.json
PIECE = 1_000_000
SOFTWARE = 0x0131  # the EXIF tag

_one_at_a_time = threading.Lock()  # a decoded picture takes four bytes a pixel


class Unfit(ValueError):
    """The file can't be kept; the text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of how a file came about: when it was captured, where from, and with which tool."""

    captured_at: datetime | None = None
    url: str | None = None
    tool: str | None = None


UNSAID = Origin()


@dataclass(frozen=True, slots=True)
class Media:
    """What a file is, with what it says itself of where it comes from."""

    media_type: str
    origin: Origin = UNSAID


def look(content: bytes) -> Media:
    """What the file is. Unfit when it is none of the kinds kept, damaged, cut short, or unpacks to far too much."""
    media_type = media_type_of(content)
    if media_type is None:
        raise Unfit(_("The file is none of PNG, JPEG, WebP, PDF or WACZ. Take a screenshot and attach that."))
    return Media(media_type, _LOOKS[media_type](content))


def media_type_of(content: bytes) -> str | None:
    """PNG, JPEG, WebP, PDF or WACZ by its first bytes, a WACZ by its datapackage too; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    return "application/wacz" if content.startswith(b"PK") and _package(content) else None


# Pictures


def _picture(content: bytes) -> Origin:
    from PIL import Image

    if content.startswith(b"\xff\xd8") and content.count(b"\xff\xda") > MOST_SCANS:
        raise Unfit(_too_large())
    try:
        with _one_at_a_time, Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as picture:
            return _decoded(picture)
    except (Unfit, Image.DecompressionBombError) as fault:
        raise fault if isinstance(fault, Unfit) else Unfit(_too_large()) from None
    except Exception:  # a damaged picture raises nearly anything (OSError, SyntaxError, struct.error, …)
        raise Unfit(
            _("The picture is damaged or cut short. Take a new screenshot and attach that.")
        ) from None


def _decoded(picture: "Image") -> Origin:
    """Every frame is decoded, after the header has said how large they are."""
    frames = getattr(picture, "n_frames", 1)
    if frames > MOST_FRAMES or frames * picture.width * picture.height > MOST_PIXELS:
        raise Unfit(_too_large())
    for number in range(frames):
        picture.seek(number)
        picture.load()
    return Origin(tool=_short(picture.info.get("Software") or picture.getexif().get(SOFTWARE)))


def _too_large() -> str:
    return _("The picture unpacks to far more than its file is. Take a screenshot of it and attach that.")


# Documents and archives


_LOCKED = re.compile(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)")  # in its trailer, which is never itself encrypted


def _pdf(content: bytes) -> Origin:
    """Its end is there, as every reader demands, and it is not encrypted, which no archive takes."""
    if b"%%EOF" not in content[-1024:]:
        raise Unfit(_("The PDF is cut short. Save it again and attach that."))
    if _LOCKED.search(content):
        raise Unfit(
            _("The PDF is locked: it can't be read in years to come. Print it to a new PDF and attach that.")
        )
    return UNSAID


def _wacz(content: bytes) -> Origin:
    """Each of its files is what the datapackage says, and all of them are of a size that can be opened."""
    described = _package(content) or {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_sizes(archive)
            for each in described.get("resources") or ():
                _check_resource(archive, each)
    except Unfit:
        raise
    except Exception:  # a damaged archive raises nearly anything (zlib.error, EOFError, KeyError, …)
        raise Unfit(_("The WACZ is damaged: it does not hold what it says. Make it anew.")) from None
    return Origin(
        _time(described.get("mainPageDate")) or _time(described.get("created")),
        _short(described.get("mainPageUrl") or described.get("mainPageURL"), 1000),
        _short(described.get("software")),
    )


def _package(content: bytes) -> dict[str, Any] | None:
    """A WACZ is a zip whose datapackage.json says so; only that small file is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entry = archive.getinfo("datapackage.json")
            if entry.file_size > LONGEST_PACKAGE:
                return None
            described = json.loads(archive.read(entry))
    except Exception:  # as above; it is no WACZ
        return None
    return described if isinstance(described, dict) and "wacz_version" in described else None


def _check_sizes(archive: zipfile.ZipFile) -> None:
    """zipfile unpacks no more of an entry than it says it has."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unfit(_("The WACZ unpacks to far too much. Capture less, or say where it is kept instead."))


def _check_resource(archive: zipfile.ZipFile, described: Mapping[str, Any]) -> None:
    counted = hashlib.sha256()
    with archive.open(described["path"]) as entry:
        while piece := entry.read(PIECE):
            counted.update(piece)
    kind, _colon, digest = str(described.get("hash", "")).partition(":")
    if kind == "sha256" and digest != counted.hexdigest():
        raise ValueError(described["path"])


def _time(said: object) -> datetime | None:
    """An ISO time with its offset; nothing for what is none."""
    try:
        at = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _short(said: object, most: int = 120) -> str | None:
    return str(said).replace("\0", "").strip()[:most] or None if said else None


_LOOKS: Mapping[str, Callable[[bytes], Origin]] = {
    "image/png": _picture,
    "image/jpeg": _picture,
    "image/webp": _picture,
    "application/pdf": _pdf,
    "application/wacz": _wacz,
}
