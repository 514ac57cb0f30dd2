"""The disk is full while evidence is kept: nothing half-written stays, neither file nor row."""

import errno
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem

from bot.storage import FileStore
from tests.records import contents
from tests.town import ACCOUNT, EDITOR, Town, png


class Full(LocalFileSystem):
    """A disk that takes half of a file, and then no more."""

    protocol = "full"

    def pipe_file(self, path: str, value: bytes, **_more: Any) -> None:
        """Writes half."""
        Path(path).write_bytes(value[: len(value) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def full(tmp_path: Path) -> FileStore:
    """A store on a full disk."""
    fsspec.register_implementation("full", Full, clobber=True)
    return FileStore(f"full://{tmp_path}/evidence")


def test_evidence_that_finds_no_room_leaves_nothing(town: Town, full: FileStore, tmp_path: Path) -> None:
    """F13: the person is told, and what to do; what they typed can be sent again."""
    line = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold"
    before = contents(town.database)
    crowded = Town(town.database, full, town.now)
    reply = crowded.try_say(EDITOR, line, files={"evidence": png()})
    assert not reply.ok
    assert reply.card.title == "Det finns ingen plats för filen, och inget har registrerats."
    assert "administratör" in reply.card.text
    assert contents(town.database) == before
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []
    town.say(EDITOR, line, files={"evidence": png()})
    (row,) = contents(town.database)["stored_file"]
    assert row is not None
