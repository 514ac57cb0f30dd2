"""Carries out a deletion: rows, then files, then the protocol; asked again it goes on where it stopped."""

import hashlib

from bot.deletion import protocol
from bot.report import told, typeset
from bot.report.press import Press
from commands.command import Context, Enter, Later, Progress
from commands.deletion_card import card as shown
from core import deleting, deletions, evidence
from core.card import Card, File
from core.database import Database, take_turn
from core.deletions import Deletion, DeletionStage
from core.evidence import Kept, Store
from core.words import _, speaking

STEPS, PDF = 3, "application/pdf"
EMPTIED = (
    "question", "post", "moderation_case", "snapshot", "disclosure_mask", "stored_file", "reminder", "audit",
    "stored_reply", "person", "chat_identity", "contact", "conversation", "digest_choice", "page_link", "absence",
    "delivery", "sending",
)  # fmt: skip


class DeletionMaker:
    """commands.command.Maker of deletions."""

    def __init__(self, database: Database, store: Store, press: Press) -> None:
        self._database = database
        self._store = store
        self._press = press

    def __call__(self, enter: Enter, later: Later, progress: Progress) -> Card:
        """The card with the protocol, where there is to be one."""
        number = later.args["deletion"]
        progress(0, STEPS, _("Deleting"))
        with self._database.write() as session:
            context = enter(session)
            take_turn(session, context.workspace_id)
            found = _found(context, number)
            if found.stage is not DeletionStage.DONE:
                deleting.carry_out(context, found)
            waiting = [
                (e.id, e.sha256) for e in deletions.erasures(session, found) if e.sha256 and not e.done_at
            ]
        progress(1, STEPS, _("Taking files away"))
        for erasure_id, sha256 in waiting:
            self._remove(enter, erasure_id, sha256)
        self._database.scrub(*EMPTIED)
        progress(2, STEPS, _("Setting the document"))
        files = () if found.standing else (self._protocol(enter, number),)
        with self._database.read() as session:
            return _card(enter(session), number, files)

    def _remove(self, enter: Enter, erasure_id: int, sha256: str) -> None:
        """One file's content, unless somebody has handed in the same since; one that can't be reached is left."""
        with self._database.read() as session:
            is_back = evidence.registered_by_content(session, sha256)
        error = ""
        if not is_back:
            try:
                self._store.remove(f"{sha256[:2]}/{sha256}")
            except Exception as trouble:  # each kind of store has errors of its own
                error = type(trouble).__name__
        with self._database.write() as session:
            deletions.settle(session, erasure_id, enter(session).now, error)

    def _protocol(self, enter: Enter, number: str) -> File:
        """The protocol, made once and kept; given again as it was."""
        with self._database.read() as session:
            context = enter(session)
            if (file_id := _found(context, number).file_id) is not None:
                before = evidence.get(session, file_id)
                return File(before.name, PDF, self._store.get(before.sha256))
            with speaking(context.workspace.language):
                found = _found(context, number)
                data = told.report(protocol.head(context, found), protocol.parts(context, found))
                name = f"{_('protocol')}-{number}.pdf"
        content = self._press.run(typeset.report, data, b"", "", context.now)
        kept = Kept(hashlib.sha256(content).hexdigest(), len(content), PDF, name)
        self._store.put(kept.sha256, content)
        with self._database.write() as session:
            context = enter(session)
            take_turn(session, context.workspace_id)
            deletions.keep_protocol(context, _found(context, number), kept)
        return File(name, PDF, content)


def _found(context: Context, number: str) -> Deletion:
    found = deletions.identify(context.session, context.workspace_id, number)
    assert found  # noqa: S101
    return found


def _card(context: Context, number: str, files: tuple[File, ...]) -> Card:
    found = _found(context, number)
    said = (
        _("It needs no protocol: the decision is standing.")
        if found.standing
        else _("The protocol is kept as evidence.")
    )
    return shown(context, found, _("{number} is carried out", number=number), said, files)
