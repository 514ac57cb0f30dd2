"""Citizens' words at rest: a bot that runs has a key for them, and what is stored is put under the newest one (S5)."""

from collections import Counter
from collections.abc import Iterator

from bot.app import App, check_schema
from core import atrest, walls, workspace
from core.cipher import Cipher, State
from core.database import Database
from core.errors import Refused
from core.words import N_, _, n_

BATCH = 200  # rows a transaction: others wait for it no longer than for a command
NO_KEY = N_("DATA_KEY is not set: what citizens write would lie readable in the database.")
MAKE_ONE = N_(
    "Make a key with somerad key, put it in .env as DATA_KEY=… and keep a copy elsewhere: without it their words "
    "are lost. DATA_KEY=off leaves them readable."
)


def lacks_key(app: App) -> bool:
    """Whether there is something real to keep, no key for it, and nobody has said that there is to be none."""
    if app.settings.data_key:
        return False
    with app.database.read() as session:
        return any(not home.is_demo for home in workspace.everyone(session))


def check_key(app: App) -> None:
    """Refused where citizens' words would be kept readable and nobody has said that they may."""
    if lacks_key(app):
        raise Refused(_(NO_KEY), _(MAKE_ONE))


def look(app: App) -> Counter[State]:
    """How many texts are stored how, in all workspaces."""
    found = Counter[State]()
    for workspace_id in _workspaces(app.database):
        with app.database.read() as session:
            found += atrest.look(session, workspace_id, app.database.cipher)
    return found


def _workspaces(database: Database) -> list[int]:
    with database.read() as session:
        return [home.id for home in workspace.everyone(session)]


def findings(app: App) -> Iterator[tuple[bool, str]]:
    """Whether citizens' words are encrypted, with which key, and can be read."""
    if lacks_key(app):
        yield False, f"{_(NO_KEY)} {_(MAKE_ONE)}"
        return
    found = look(app)
    if lost := found[State.UNREADABLE]:
        yield False, " ".join(_unreadable(lost))
    elif app.database.cipher is None:
        yield True, _("Citizens' words: readable in the database, there is no key.")
    elif clear := found[State.CLEAR]:
        yield (
            False,
            n_(
                "Citizens' words: {count} text is readable in the database. Encrypt it: somerad db rotate",
                "Citizens' words: {count} texts are readable in the database. Encrypt them: somerad db rotate",
                clear,
            ),
        )
    else:
        yield True, _newest(found)


def _newest(found: Counter[State]) -> str:
    if older := found[State.OLDER]:
        return n_(
            "Citizens' words: encrypted, {count} text with an older key. Before that key goes: somerad db rotate",
            "Citizens' words: encrypted, {count} texts with an older key. Before that key goes: somerad db rotate",
            older,
        )
    return _("Citizens' words: encrypted with the newest key.")


def _unreadable(count: int) -> tuple[str, str]:
    return (
        n_(
            "{count} text that citizens wrote can't be read with the keys in DATA_KEY.",
            "{count} texts that citizens wrote can't be read with the keys in DATA_KEY.",
            count,
        ),
        _("Add the key they were written with last in DATA_KEY."),
    )


def rotate(app: App) -> str:
    """Puts every text under the first of DATA_KEY, also while the bot runs; says how many, and whether others may go.

    Refused without a key, and, before anything is changed, where one text can't be read. Stopped midway it goes on
    when called again.
    """
    check_schema(app.database)
    cipher = app.database.cipher
    if cipher is None:
        raise Refused(_("DATA_KEY is not set."), _("Make a key: somerad key"))
    if lost := look(app)[State.UNREADABLE]:
        raise Refused(*_unreadable(lost))
    done = sum(batches(app.database, cipher))
    if done:
        app.database.scrub(*(place.table.name for place in atrest.places()))
    return _said(done, look(app))


def batches(database: Database, cipher: Cipher, size: int = BATCH) -> Iterator[int]:
    """Puts everything under the newest key, a transaction of so many rows at a time; how many texts each."""
    for workspace_id in _workspaces(database):
        for place in atrest.places():
            last = None
            while True:
                with database.write() as session:
                    walls.narrow(session, workspace_id)
                    count, last = atrest.renew(session, workspace_id, place, cipher, last, size)
                if last is None:
                    break
                yield count


def _said(done: int, found: Counter[State]) -> str:
    anew = n_("{count} text is encrypted anew.", "{count} texts are encrypted anew.", done)
    left = found.total() - found[State.NEWEST]
    then = (
        n_(
            "{count} is still to be done, somebody had their hands on it: give the command again.",
            "{count} are still to be done, somebody had their hands on them: give the command again.",
            left,
        )
        if left
        else _(
            "All {count} are encrypted with the first key in DATA_KEY. The others may be taken out of it; "
            "keep them for as long as there are copies from before.",
            count=found.total(),
        )
    )
    return f"{anew} {then}"
