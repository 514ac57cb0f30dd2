"""Real files of every kind that is kept, and some that only look so."""

import hashlib
import io
import json
import zipfile
from typing import Any

from PIL import Image

TITLE = "En sida om böcker"


def picture(format: str, size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    """A picture as Pillow writes it, with something in it to lose."""
    drawn = Image.radial_gradient("L").resize(size).convert("RGB")
    made = io.BytesIO()
    drawn.save(made, format, **more)
    return made.getvalue()


def flat(format: str, size: tuple[int, int], **more: Any) -> bytes:
    """A picture of one colour: little to keep, much to unpack."""
    made = io.BytesIO()
    Image.new("1" if format == "PNG" else "L", size).save(made, format, **more)
    return made.getvalue()


def moving(format: str, frames: int, size: tuple[int, int] = (8, 8)) -> bytes:
    """A picture that moves."""
    made = io.BytesIO()
    first, *rest = (Image.new("RGB", size, (n % 256, n // 256, 0)) for n in range(frames))
    first.save(made, format, save_all=True, append_images=rest)
    return made.getvalue()


def archive(files: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", kind) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return buffer.getvalue()


def wacz(files: dict[str, bytes] | None = None, **more: Any) -> bytes:
    """A web archive whose datapackage tells the hash of each of its files."""
    files = files or {
        "archive/data.warc.gz": b"WARC/1.1\r\n",
        "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n',
    }
    resources = [
        {
            "name": path.rpartition("/")[2],
            "path": path,
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        }
        for path, content in files.items()
    ]
    package = {"profile": "data-package", "wacz_version": "1.1.1", "resources": resources} | more
    return archive({"datapackage.json": json.dumps(package).encode(), **files})


def pdf() -> bytes:
    """A PDF of one page, as Typst makes it."""
    import typst

    return typst.compile(TITLE.encode())


def locked() -> bytes:
    """The same under a password."""
    from pypdf import PdfWriter

    writer, made = PdfWriter(io.BytesIO(pdf())), io.BytesIO()
    writer.encrypt("hemligt")
    writer.write(made)
    return made.getvalue()
