"""Evidence: a file is what its content says, and what can't be kept is refused before it is stored (F13, S9)."""

import hashlib
import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FieldError
from core.evidence import inspect, media_type_of
from tests.town import png

JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0"
WEBP = b"RIFF\x24\0\0\0WEBPVP8 "
PDF = b"%PDF-1.7\n"


def archive(**files: bytes) -> bytes:
    """A zip of files by name, without their dots: `datapackage_json`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


DATAPACKAGE = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": []}).encode()
WACZ = archive(datapackage_json=DATAPACKAGE, pages_jsonl=b"{}")


DEFLATED = WACZ[WACZ.index(b"datapackage.json") + 16 :]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (png(), "image/png"),
        (JPEG, "image/jpeg"),
        (WEBP, "image/webp"),
        (PDF, "application/pdf"),
        (WACZ, "application/wacz"),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, media_type: str) -> None:
    """F13: whatever its name is."""
    kept = inspect("evidence", "holiday.exe", content, 10)
    assert (kept.media_type, kept.size, kept.name) == (media_type, len(content), "holiday.exe")
    assert kept.sha256 == hashlib.sha256(content).hexdigest()


OTHERS = {
    "a program": b"MZ\x90\0",
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a drawing that can run scripts": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a GIF": b"GIF89a",
    "a document": archive(word_document_xml=b"<w/>"),
    "a zip without a datapackage": archive(datapackage_txt=DATAPACKAGE),
    "a datapackage that is no WACZ": archive(datapackage_json=b'{"profile": "data-package"}'),
    "a datapackage that is a list": archive(datapackage_json=b'["wacz_version"]'),
    "a datapackage that is a number": archive(datapackage_json=b"1"),
    "a datapackage that is text": archive(datapackage_json=b'"wacz_version"'),
    "a datapackage that is no JSON": archive(datapackage_json=b"{wacz_version"),
    "a datapackage in no known alphabet": archive(datapackage_json=b"\xff\xfe\xff\xff{"),
    "a datapackage nested without end": archive(datapackage_json=b"[" * 200_000),
    "a datapackage that unpacks to ten megabytes": archive(datapackage_json=DATAPACKAGE + b" " * 10_000_000),
    "a WACZ cut short": WACZ[:-30],
    "a WACZ with its beginning only": WACZ[:60],
    "the first bytes of a picture": png()[:6],
    "something that only begins as a WebP": b"RIFF\x24\0\0\0WAVEfmt ",
    "a WACZ damaged inside": WACZ.replace(DEFLATED[8:16], b"\xff" * 8),
    "two letters": b"PK",
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS.keys())
def test_anything_else_is_refused(content: bytes) -> None:
    """F13: with what to do instead."""
    with pytest.raises(FieldError) as refused:
        inspect("evidence", "screenshot.png", content, 10)
    assert refused.value.field == "evidence"


@given(st.binary(max_size=12), st.integers(0, len(WACZ)), st.integers(0, 12))
def test_no_content_is_an_error(put_in: bytes, at: int, instead_of: int) -> None:
    """Whatever somebody hands in is typed or refused: a damaged archive must not stop the bot."""
    content = b"PK" + WACZ[2:at] + put_in + WACZ[at + instead_of :]
    assert media_type_of(content) in {None, "application/wacz"}


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(FieldError):
        inspect("file", "a.png", b"", 10)


def test_a_file_is_at_most_as_large_as_the_policy_says() -> None:
    """S10 offers a place instead; megabytes are a million bytes."""
    exactly = png() + b"\0" * (1_000_000 - len(png()))
    assert inspect("file", "a.png", exactly, 1).size == 1_000_000
    with pytest.raises(FieldError):
        inspect("file", "a.png", exactly + b"\0", 1)


def test_a_long_name_keeps_its_end() -> None:
    """The end has the extension."""
    kept = inspect("file", "a" * 300 + ".png", png(), 1)
    assert len(kept.name) == 255 and kept.name.endswith(".png")
