"""Keeps evidence by its hash through fsspec: a local folder by default, an object store, or any URL fsspec knows."""

import errno
import hashlib
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from core.errors import Refused
from core.words import _

log = logging.getLogger("somerad.storage")

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class FileStore:
    """core.evidence.Store over an fsspec URL, with fsspec's own `options` for it (a key, an endpoint).

    On a disk a file is written whole, then moved to its name; an object store does so by itself.
    """

    def __init__(self, url: str, options: Mapping[str, Any] = MappingProxyType({})) -> None:
        self.url = url
        self._options = options
        self._opened: tuple[Any, str] | None = None

    def put(self, sha256: str, content: bytes) -> None:
        """Keeps the content under its hash; the same content twice is kept once. Refused when there is no room."""
        try:
            files, root = self._open()
            if not self._has(sha256):
                _write(files, _path(root, sha256), content)
        except Exception as error:  # each kind of store has errors of its own
            log.exception("%s could not keep a file", self.url)
            raise _refusal(error) from error

    def get(self, sha256: str) -> bytes:
        """The content. FileNotFoundError when it is gone, ValueError when it was changed; else OSError."""
        try:
            files, root = self._open()
            content: bytes = files.cat_file(_path(root, sha256))
        except OSError:
            raise
        except Exception as error:  # as above
            raise OSError(str(error)) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError(f"the stored file {sha256} has been changed")
        return content

    def _has(self, sha256: str) -> bool:
        """Whether it is there and whole: what was damaged is mended by handing it in again."""
        try:
            self.get(sha256)
        except (FileNotFoundError, ValueError):
            return False
        return True

    def addresses(self) -> Iterator[tuple[str, datetime | None]]:
        """Every file by its path in the store, and when it was put there. OSError when the store does not answer."""
        files, root = self._open()
        with suppress(FileNotFoundError):
            for path, about in files.find(root, detail=True).items():
                yield path.removeprefix(root).strip("/"), _since(about)

    def remove(self, path: str) -> None:
        """Takes away a file that `addresses` named, if it is there."""
        files, root = self._open()
        with suppress(FileNotFoundError):
            files.rm_file(f"{root}/{path}")

    def _open(self) -> tuple[Any, str]:
        if self._opened is None:
            import fsspec

            self._opened = fsspec.core.url_to_fs(self.url, **self._options)
        return self._opened


def _write(files: Any, path: str, content: bytes) -> None:
    """On a disk beside its name first: what is half-written is never taken for the file."""
    from fsspec.implementations.local import LocalFileSystem

    if not isinstance(files, LocalFileSystem):
        files.pipe_file(path, content)
        return
    files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
    part = f"{path}.{uuid4().hex}.part"
    try:
        files.pipe_file(part, content)
        _settle(part)
        files.mv(part, path)
    except BaseException:
        with suppress(OSError):  # a full disk keeps what it took
            files.rm(part)
        raise


def _settle(path: str) -> None:
    """The disk has it before a row says so."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _refusal(error: Exception) -> Refused:
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return Refused(
            _("There is no room for the file, and nothing was saved."),
            _("Tell your administrator that the evidence store is full, and send it again then. What is urgent "
              "you can record now, with the place where the file is kept."),
        )  # fmt: skip
    return Refused(
        _("The file could not be kept, and nothing was saved."),
        _("Try again. If it happens again, tell your administrator that the evidence store does not answer."),
    )


def _since(about: Mapping[str, Any]) -> datetime | None:
    """When a file was put there, as its kind of store says it."""
    said = about.get("LastModified") or about.get("mtime") or about.get("created")
    return datetime.fromtimestamp(said, UTC) if isinstance(said, (int, float)) else said


def _path(root: str, sha256: str) -> str:
    return f"{root}/{sha256[:2]}/{sha256}"
