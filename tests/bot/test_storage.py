"""The store: content under its hash, kept once, and never taken for what it is not (F13)."""

import hashlib
from functools import partial
from pathlib import Path

import pytest

from bot.storage import FileStore
from core.evidence import Store
from tests.records import together
from tests.town import png


def sha(content: bytes) -> str:
    """Its address."""
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    """A store in a folder that does not exist yet."""
    return FileStore(f"file://{tmp_path}/new/evidence")


def files(tmp_path: Path) -> list[Path]:
    """Every file on disk."""
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_is_put_is_got(store: FileStore) -> None:
    keeps: Store = store
    keeps.put(sha(png()), png())
    assert keeps.get(sha(png())) == png()


def test_the_same_content_is_kept_once(store: FileStore, tmp_path: Path) -> None:
    for _again in range(2):
        store.put(sha(png()), png())
    assert [path.name for path in files(tmp_path)] == [sha(png())]


def test_two_who_put_the_same_at_the_same_time_leave_one_whole_file(store: FileStore, tmp_path: Path) -> None:
    content = b"%PDF-" + b"x" * 1_000_000
    together(*[partial(store.put, sha(content), content)] * 4)
    assert [path.name for path in files(tmp_path)] == [sha(content)]
    assert store.get(sha(content)) == content


def test_a_file_that_is_gone_says_so(store: FileStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.get(sha(b"nothing"))


def test_a_file_that_was_changed_is_not_handed_out(store: FileStore, tmp_path: Path) -> None:
    """F13: evidence is what was handed in, or it is none."""
    store.put(sha(png()), png())
    files(tmp_path)[0].write_bytes(png(3, 3))
    with pytest.raises(ValueError, match=sha(png())):
        store.get(sha(png()))


def test_any_address_fsspec_knows_is_a_store() -> None:
    """An object store needs no code of ours."""
    store = FileStore("memory://evidence")
    store.put(sha(png()), png())
    assert store.get(sha(png())) == png()


def test_making_a_store_opens_nothing() -> None:
    """Importing and wiring connect to nothing."""
    assert FileStore("nonsense://nowhere").url == "nonsense://nowhere"
