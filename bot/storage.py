"""Keeps evidence by its hash through fsspec: a local folder by default, or any URL fsspec knows."""

import hashlib
from contextlib import suppress
from typing import Any
from uuid import uuid4


class FileStore:
    """core.evidence.Store over an fsspec URL. A file is written whole, then moved to its name."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opened: tuple[Any, str] | None = None

    def put(self, sha256: str, content: bytes) -> None:
        """Keeps the content under its hash; the same content twice is kept once."""
        files, root = self._open()
        path = _path(root, sha256)
        if files.exists(path):
            return
        files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        part = f"{path}.{uuid4().hex}.part"
        try:
            files.pipe_file(part, content)
            files.mv(part, path)
        except BaseException:
            with suppress(OSError):  # a full disk keeps what it took
                files.rm(part)
            raise

    def get(self, sha256: str) -> bytes:
        """The content. FileNotFoundError when it is gone, ValueError when it is not what its hash says."""
        files, root = self._open()
        content: bytes = files.cat_file(_path(root, sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError(f"the stored file {sha256} has been changed")
        return content

    def _open(self) -> tuple[Any, str]:
        if self._opened is None:
            import fsspec

            self._opened = fsspec.core.url_to_fs(self.url)
        return self._opened


def _path(root: str, sha256: str) -> str:
    return f"{root}/{sha256[:2]}/{sha256}"
