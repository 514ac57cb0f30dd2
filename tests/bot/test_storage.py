"""The store: content under its hash, kept once, and never taken for what it is not (F13)."""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import boto3
import fsspec
import pytest
from moto.server import ThreadedMotoServer

from bot.storage import FileStore
from core.errors import Refused
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


def test_what_was_damaged_is_mended_by_handing_it_in_again(store: FileStore, tmp_path: Path) -> None:
    store.put(sha(png()), png())
    files(tmp_path)[0].write_bytes(b"")
    store.put(sha(png()), png())
    assert store.get(sha(png())) == png()


def test_it_tells_what_there_is(store: FileStore, tmp_path: Path) -> None:
    """Also what a crash left half-written; and takes away what it is told to."""
    assert list(store.addresses()) == []
    store.put(sha(png()), png())
    (path, at), *others = store.addresses()
    assert (path, others) == (f"{sha(png())[:2]}/{sha(png())}", [])
    assert at is not None and at.tzinfo is not None
    half = files(tmp_path)[0].with_name("x.part")
    half.write_bytes(b"x")
    os.utime(half, (86_400, 86_400))
    (stray,) = ((path, at) for path, at in store.addresses() if path.endswith(".part"))
    assert stray == (f"{half.parent.name}/x.part", datetime(1970, 1, 2, tzinfo=UTC))
    store.remove(stray[0])
    store.remove(stray[0])
    assert [path for path, _at in store.addresses()] == [path]


# An object store


@pytest.fixture(scope="module")
def amazon() -> Iterator[str]:
    """The address of a server that speaks S3, with a bucket."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    _host, port = server.get_host_and_port()
    url = f"http://127.0.0.1:{port}"
    client = boto3.client(
        "s3", endpoint_url=url, region_name="eu-north-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    client.create_bucket(Bucket="kommun", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    yield url
    server.stop()


def bucket(amazon: str, folder: str) -> FileStore:
    """A store in a folder of the bucket."""
    return FileStore(f"s3://kommun/{folder}", {"endpoint_url": amazon, "key": "a", "secret": "b"})


def test_an_object_store_keeps_and_gives(amazon: str) -> None:
    """F13: as a disk does, over its own protocol."""
    store = bucket(amazon, "underlag")
    assert list(store.addresses()) == []
    store.put(sha(png()), png())
    store.put(sha(png()), png())
    assert store.get(sha(png())) == png()
    ((path, at),) = store.addresses()
    assert path == f"{sha(png())[:2]}/{sha(png())}"
    assert at is not None and at.tzinfo is not None
    with pytest.raises(FileNotFoundError):
        store.get(sha(b"nothing"))
    store.remove(path)
    with pytest.raises(FileNotFoundError):
        bucket(amazon, "underlag").get(sha(png()))


def test_an_object_that_was_changed_is_not_handed_out(amazon: str) -> None:
    """F13."""
    store = bucket(amazon, "ändrat")
    store.put(sha(png()), png())
    ((path, _at),) = store.addresses()
    fsspec.filesystem("s3", endpoint_url=amazon, key="a", secret="b").pipe_file(
        f"kommun/ändrat/{path}", b"else"
    )
    with pytest.raises(ValueError, match=sha(png())):
        store.get(sha(png()))


def test_an_object_store_that_does_not_answer_keeps_nothing(amazon: str) -> None:
    """Nobody is there, or the bucket is not: the person is told, and reading says it is no loss."""
    silent = FileStore(
        "s3://kommun/x",
        {
            "endpoint_url": "http://127.0.0.1:9",
            "key": "a",
            "secret": "b",
            "config_kwargs": {"retries": {"max_attempts": 0}},
        },
    )
    with pytest.raises(Refused):
        silent.put(sha(png()), png())
    with pytest.raises(OSError) as error:
        silent.get(sha(png()))
    assert not isinstance(error.value, FileNotFoundError)
    nowhere = FileStore("s3://annan/x", {"endpoint_url": amazon, "key": "a", "secret": "b"})
    with pytest.raises(Refused):
        nowhere.put(sha(png()), png())
