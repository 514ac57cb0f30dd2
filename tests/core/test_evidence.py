"""Evidence: a file is what its content says, and what can't be kept is refused before it is stored (F13, S9)."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import media
from core.errors import FieldError
from core.evidence import inspect
from core.media import Unfit, media_type_of
from tests.media import archive, flat, locked, moving, pdf, picture, wacz
from tests.town import png

DATAPACKAGE = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": []}).encode()
WACZ = wacz()
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
BOMB = b"<!DOCTYPE b [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><svg>&b;</svg>"
DEFLATED = WACZ[WACZ.index(b"datapackage.json") + 16 :]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (png(), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("JPEG", progressive=True), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
        (moving("PNG", 3), "image/png"),
        (moving("WEBP", 3), "image/webp"),
        (pdf(), "application/pdf"),
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
    "a drawing that can run scripts": SVG,
    "an XML bomb": BOMB,
    "a GIF": b"GIF89a",
    "a document": archive({"word/document.xml": b"<w/>"}),
    "a zip without a datapackage": archive({"datapackage.txt": DATAPACKAGE}),
    "a datapackage that is no WACZ": archive({"datapackage.json": b'{"profile": "data-package"}'}),
    "a datapackage that is a list": archive({"datapackage.json": b'["wacz_version"]'}),
    "a datapackage that is a number": archive({"datapackage.json": b"1"}),
    "a datapackage that is text": archive({"datapackage.json": b'"wacz_version"'}),
    "a datapackage that is no JSON": archive({"datapackage.json": b"{wacz_version"}),
    "a datapackage in no known alphabet": archive({"datapackage.json": b"\xff\xfe\xff\xff{"}),
    "a datapackage nested without end": archive({"datapackage.json": b"[" * 200_000}),
    "a datapackage that unpacks to ten megabytes": archive(
        {"datapackage.json": DATAPACKAGE + b" " * 10_000_000}
    ),
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


CUT = {
    "a PNG": picture("PNG")[:-40],
    "a PNG with half of its data": picture("PNG", (200, 200))[:900],
    "a JPEG": picture("JPEG", (200, 200))[:1500],
    "a WebP": picture("WEBP", (200, 200))[:-40],
    "the last frame of one that moves": moving("PNG", 3)[:-60],
    "a PDF": pdf()[:-1200],
    "a PDF under a password": locked(),
    "a PDF's first line": b"%PDF-1.7\n",
    "a JPEG's first bytes": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "a WebP's first bytes": b"RIFF\x24\0\0\0WEBPVP8 ",
    "a web archive whose file was changed": wacz(
        resources=[{"path": "pages/pages.jsonl", "hash": f"sha256:{0:064}"}]
    ),
    "a web archive without a file it names": wacz(resources=[{"path": "archive/none.warc.gz"}]),
}


@pytest.mark.parametrize("content", CUT.values(), ids=CUT.keys())
def test_what_is_cut_short_or_damaged_is_refused(content: bytes) -> None:
    """F13: found when it is handed in, while there is something left to take anew."""
    with pytest.raises(FieldError):
        inspect("evidence", "screenshot.png", content, 10)


BOMBS = {
    "a PNG of 200 million pixels": flat("PNG", (20_000, 10_000)),
    "a JPEG of 60 million pixels": flat("JPEG", (10_000, 6_000)),
    "a WebP of 60 million pixels": flat("WEBP", (10_000, 6_000), lossless=True, method=0),
    "a picture that moves for long": moving("PNG", media.MOST_FRAMES + 1),
    "a JPEG that is gone through without end": picture("JPEG") + b"\xff\xda" * (media.MOST_SCANS + 1),
    "a web archive that unpacks to gigabytes": wacz({f"{n}": b"\0" * 30_000_000 for n in range(9)}),
    "a web archive of many files": archive(
        {"datapackage.json": DATAPACKAGE, **{str(n): b"" for n in range(media.MOST_ENTRIES + 1)}}
    ),
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS.keys())
def test_what_unpacks_to_far_too_much_is_refused(content: bytes) -> None:
    """F13: by its header, before it is unpacked; and what to do instead is said."""
    assert len(content) < 10_000_000
    with pytest.raises(FieldError) as refused:
        inspect("evidence", "screenshot.png", content, 10)
    assert "packas upp" in refused.value.text


def test_a_web_archive_says_where_it_comes_from() -> None:
    """F13: nobody is asked what the file tells."""
    said = {"mainPageUrl": "https://www.facebook.com/b/1", "software": "ArchiveWeb.page 0.15"}
    origin = inspect("file", "a.wacz", wacz(created="2026-11-20T13:05:00Z", **said), 10).origin
    assert origin.captured_at == datetime(2026, 11, 20, 13, 5, tzinfo=UTC)
    assert (origin.url, origin.tool) == (said["mainPageUrl"], said["software"])
    odd = inspect("file", "a.wacz", wacz(created="yesterday", software=["x"]), 10).origin
    assert (odd.captured_at, odd.tool) == (None, "['x']")


@given(st.sampled_from(["PNG", "JPEG", "WEBP"]), st.integers(0, 400), st.binary(max_size=8))
def test_no_picture_is_an_error(format: str, at: int, put_in: bytes) -> None:
    """Whatever somebody hands in is kept or refused."""
    content = picture(format)
    try:
        media.look(content[:at] + put_in + content[at + len(put_in) :])
    except Unfit as refused:
        assert str(refused)


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
