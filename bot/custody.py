"""What is done with the store beside keeping: a file is handed over, and each night all of them are looked at (F13)."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session

from commands.command import Context, Enter, Later, Progress
from core import audit, custody, evidence, workspace
from core.card import Card, Fact, File
from core.database import Database, take_turn
from core.errors import Refused
from core.evidence import Fault, Store, StoredFile
from core.policy import Policy
from core.scope import Scope
from core.words import _
from core.workspace import Workspace

log = logging.getLogger("somerad.custody")

NIGHT = (1, 5)  # local hours
Piece = dict[int, str]  # hashes by file id


class Fetch:
    """commands.command.Maker of evidence to look at: it is checked as it is read, and the log says who read it."""

    def __init__(self, database: Database, store: Store) -> None:
        self._database = database
        self._store = store

    def __call__(self, enter: Enter, later: Later, progress: Progress) -> Card:
        """The card with the file. Refused when it is not whole, which goes to whoever can mend it."""
        progress(0, 1, _("Reading the file"))
        with self._database.read() as session:
            file = _file(enter(session), later)
        fault, content = None, b""
        try:
            content = self._store.get(file.sha256)
        except (OSError, ValueError) as error:
            fault = custody.fault_of(error)
        with self._database.write() as session:
            context = enter(session)
            take_turn(session, context.workspace_id)
            custody.settle(context, {file.id: fault})
            if not fault:
                audit.record(context, "evidence.read", evidence.subject(file), sha256=file.sha256)
        if fault:
            raise _not_whole(file)
        return _card(file, content)


def _file(context: Context, later: Later) -> StoredFile:
    found = evidence.identify(context.session, context.workspace_id, later.args["evidence"])
    assert found  # noqa: S101
    return found


def _not_whole(file: StoredFile) -> Refused:
    return Refused(
        _("{number} is not in the store as it was handed in.", number=file.number),
        _("The administrators are told. It can be brought back from a backup."),
    )


def _card(file: StoredFile, content: bytes) -> Card:
    return Card(
        _("{number} is here", number=file.number),
        _("It is exactly what was handed in. It may hold what somebody wrote: take care where you save it."),
        facts=(Fact(_("File"), file.name), Fact("SHA-256", file.sha256)),
        data={"evidence": file.number, "sha256": file.sha256},
        files=(File(file.name, file.media_type, content),),
    )


class Night:
    """Looks at every file each night, a piece at a time, so that nothing else waits for it."""

    def __init__(self, database: Database, store: Store, policy_of: Callable[[Workspace], Policy]) -> None:
        self._database = database
        self._store = store
        self._policy_of = policy_of
        self._searched: datetime | None = None

    def run(self, now: datetime, workspace_id: int | None = None) -> int:
        """A piece of each workspace where it is night, or of one; how many files were looked at."""
        with self._database.read() as session:
            homes = [home for home in workspace.everyone(session) if workspace_id in {None, home.id}]
            nights = {home.id: _began(self._scope(session, home.id, now)) for home in homes}
        looked = sum(self.look(now, id, began) for id, began in nights.items() if began)
        began = min(filter(None, nights.values()), default=None)
        if began and not looked and (self._searched is None or self._searched < began):
            self._searched = now
            self._tell_of_strays(now)
        return looked

    def look(self, now: datetime, home_id: int, since: datetime) -> int:
        """Looks at a piece of a workspace's files not seen since then; of how many it is known how they are."""
        with self._database.read() as session:
            piece = {file.id: file.sha256 for file in custody.due(session, home_id, since)}
        found = self._looked_at(piece)
        if found:
            with self._database.write() as session:
                take_turn(session, home_id)
                custody.settle(self._scope(session, home_id, now), found)
        return sum(fault is not Fault.UNREACHABLE for fault in found.values())

    def look_at_all(self, now: datetime) -> None:
        """Every file of every workspace, until the store no longer answers."""
        with self._database.read() as session:
            homes = [home.id for home in workspace.everyone(session)]
        for id in homes:
            while self.look(now, id, now):
                pass

    def _looked_at(self, piece: Piece) -> dict[int, Fault | None]:
        """Up to the first that can't be read: the store would answer the others neither."""
        found: dict[int, Fault | None] = {}
        for id, sha256 in piece.items():
            found[id] = custody.look(self._store, sha256)
            if found[id]:
                log.error("evidence %s is %s", sha256, found[id])
            if found[id] is Fault.UNREACHABLE:
                break
        return found

    def _scope(self, session: Session, home_id: int, now: datetime) -> Scope:
        home = session.get_one(Workspace, home_id)
        policy = self._policy_of(home)
        return Scope(session, home, policy, workspace.calendar_of(home, policy), now)

    def _tell_of_strays(self, now: datetime) -> None:
        """The log names them; only a person takes them away, who knows whether rows were lost."""
        try:
            if found := strays(self._database, self._store, now):
                log.warning(
                    "%s files in the evidence store are on no record: somerad evidence verify", len(found)
                )
        except OSError:
            log.exception("the evidence store could not be listed")


def strays(database: Database, store: Store, now: datetime) -> list[str]:
    """The names of files in the store that nothing on record names. OSError when the store does not answer."""
    with database.read() as session:
        known = {file.sha256 for file in evidence.registered(session)}
    return custody.strays(store, known, now)


def _began(scope: Scope) -> datetime | None:
    """When this night began, while it is night."""
    local = scope.calendar.local(scope.now)
    if not NIGHT[0] <= local.hour < NIGHT[1]:
        return None
    return scope.now - timedelta(hours=local.hour - NIGHT[0], minutes=local.minute, seconds=local.second)
