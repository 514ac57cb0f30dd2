"""Typesets in a process of its own: nothing here knows the rest of the house, so that the process starts fast."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

HERE = Path(__file__).parent
STANDARDS: Any = [
    "a-2a",
    "ua-1",
]  # to be kept for good, and to be read by everybody
PIXELS_PER_INCH = 192


def report(data: str, logo: bytes, suffix: str, made: datetime) -> bytes:
    """The report as PDF/A-2a and PDF/UA-1, from its JSON; `logo` is a picture's content with its `suffix`, or none."""
    return _compiled("council.typ", data, "pdf", made, {f"logo.{suffix}": logo} if logo else {})


def picture(data: str, made: datetime) -> bytes:
    """A chart as PNG."""
    return _compiled("picture.typ", data, "png", made, {})


def _compiled(
    template: str, data: str, format: Literal["pdf", "png"], made: datetime, beside: dict[str, bytes]
) -> bytes:
    import typst

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for source in HERE.glob("*.typ"):
            (root / source.name).write_bytes(source.read_bytes())
        for name, content in beside.items():
            (root / name).write_bytes(content)
        (root / "data.json").write_text(data, encoding="utf-8")
        return typst.compile(
            root / template, root=root, format=format, ignore_system_fonts=True,
            timestamp=made.replace(microsecond=0),
            pdf_standards=STANDARDS if format == "pdf" else None, ppi=PIXELS_PER_INCH,
        )  # fmt: skip
