"""What the page posts, read: texts, files handed in now or on an earlier page, and where it was said."""

import secrets
from collections.abc import Iterator
from functools import partial
from pathlib import PurePath

from starlette.datastructures import FormData, UploadFile

from bot.doors.web.demo.room import Room
from commands.command import Command, FileRef, Kind, kind_of

HELD, FILE = "held.", "file."

Files = dict[str, tuple[str, str]]


class Posted:
    """A posted form of one browser session. Files are handles and names, by field; their content is in the room."""

    def __init__(self, room: Room, session: str, form: FormData) -> None:
        self._room = room
        self._session = session
        self._form = form

    def text(self, name: str) -> str:
        """One text; empty when it is not there."""
        value = self._form.get(name, "")
        return value if isinstance(value, str) else ""

    def texts(self) -> Iterator[tuple[str, str]]:
        """All texts by name, in order."""
        return ((name, value) for name, value in self._form.multi_items() if isinstance(value, str))

    async def files(self) -> Files:
        """Those handed in now, and those held since an earlier page."""
        handles = {n.removeprefix(HELD): handle for n, handle in self.texts() if n.startswith(HELD)}
        held = {name: (handle, self._room.file(self._session, handle)) for name, handle in handles.items()}
        files = {name: (handle, file[0]) for name, (handle, file) in held.items() if file}
        for name in self._form:
            if name.startswith(FILE) and (sent := await self.file(name)):
                files[name.removeprefix(FILE)] = sent
        return files

    async def file(self, name: str) -> tuple[str, str] | None:
        """A file handed in now: it is held, and its handle and name given."""
        file = self._form.get(name)
        if not isinstance(file, UploadFile) or not file.filename:
            return None
        handle, called = secrets.token_hex(8), PurePath(file.filename.replace("\\", "/")).name or "fil"
        self._room.keep_file(self._session, handle, called, await file.read())
        return handle, called

    def refs(self, files: Files) -> dict[str, FileRef]:
        """The files as a request takes them."""
        return {
            field: FileRef(name, partial(self._content, handle)) for field, (handle, name) in files.items()
        }

    def _content(self, handle: str) -> bytes:
        held = self._room.file(self._session, handle)
        return held[1] if held else b""


def file_fields(command: Command) -> list[str]:
    """The names of a command's fields that take a file."""
    form = command.form
    kinds = {name: kind_of(key, form.model_fields[name].annotation) for name, key in form.keys().items()}
    return [name for name, kind in kinds.items() if kind is Kind.FILE]
