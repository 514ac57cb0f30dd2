"""The public register as files, for a town that puts them on a web server of its own (F6)."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

from bot.app import App, check_schema, policy_of
from bot.doors.web.look import content
from bot.doors.web.register import formats
from bot.doors.web.register.formats import Addresses, Town
from bot.doors.web.register.pages import town_of
from core import register, workspace
from core.errors import Refused
from core.register import Register
from core.words import _, speaking

PAGE = "konton.html"


def export_register(app: App, folder: Path, home: str = "", url: str = "") -> tuple[str, ...]:
    """Writes a workspace's register into the folder, in the workspace's language; the files' names. Refused.

    `home` names the workspace where there are several, `url` is the folder's address on the web.
    """
    if url and not url.startswith(("https://", "http://")):
        raise Refused(
            _("{url} is no address.", url=url), _("Write the whole address, beginning with https://")
        )
    check_schema(app.database)
    with app.database.read() as session:
        town_home = workspace.find(session, home)
        found = register.published(session, town_home)
    with speaking(town_home.language):
        made = files(town_of(town_home, policy_of(town_home)), found, url)
    write(folder, made)
    return tuple(made)


def files(town: Town, found: Register, url: str = "") -> dict[str, bytes]:
    """The files by name, in the language spoken, the page last. `url` is where they will lie, if that is known."""
    at = Addresses(
        json="konton.json",
        csv="konton.csv",
        fragment="konton.fragment.html",
        sheets=("konton.css",),
        script="konton.js",
        icon="konton.svg",
        canonical=f"{url.rstrip('/')}/{PAGE}" if url else "",
    )
    return {
        "konton.css": content("style.css") + content("register.css"),
        "konton.js": content("register.js"),
        "konton.svg": content("mark.svg"),
        "konton.json": formats.as_json(town, found).encode(),
        "konton.csv": formats.as_csv(found).encode(),
        "konton.fragment.html": formats.fragment(town, found).encode(),
        PAGE: formats.page(town, found, at).encode(),
    }


def write(folder: Path, made: Mapping[str, bytes]) -> None:
    """Writes the files into the folder, all or none: first beside the old ones, then in their place.

    Refused when the folder can't be written to; what was there stays as it was.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder, made)
    except OSError as error:
        raise Refused(
            _(
                "The register could not be written to {folder}: {why}.",
                folder=folder,
                why=error.strerror or error,
            ),
            _("Nothing there has been changed. Give a folder that can be written to, with room in it."),
        ) from None


def _replace(folder: Path, made: Mapping[str, bytes]) -> None:
    mark = token_hex(4)
    beside = {folder / name: folder / f".{name}.{mark}.new" for name in made}
    kept = {folder / name: folder / f".{name}.{mark}.old" for name in made}
    try:
        for name, text in made.items():
            _write_through(beside[folder / name], text)
        _swap(beside, kept)
    finally:
        for path in (*beside.values(), *kept.values()):
            path.unlink(missing_ok=True)


def _swap(beside: Mapping[Path, Path], kept: Mapping[Path, Path]) -> None:
    """Puts the new in place of the old; on any trouble the old is put back, and what was not there goes."""
    done: list[Path] = []
    try:
        for path, new in beside.items():
            if path.exists():
                shutil.copy2(path, kept[path])
            done.append(path)
            new.replace(path)
    except OSError:
        for path in done:
            if kept[path].exists():
                kept[path].replace(path)
            else:
                path.unlink(missing_ok=True)
        raise


def _write_through(path: Path, text: bytes) -> None:
    with path.open("xb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
