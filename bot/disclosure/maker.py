"""Makes what a request for public records is answered with: a copy for review, or what is handed out (F19, H23)."""

import hashlib
from dataclasses import replace

from bot.disclosure import document, draft, packing
from bot.disclosure.draft import Draft
from bot.report import told, typeset
from bot.report.press import Press
from commands import ready
from commands.command import Context, Enter, Later, Progress
from commands.disclosure import show_card
from commands.disclosure_review import AGAIN, REVIEW
from core import disclosures, evidence
from core.card import Card, Fact, File
from core.database import Database, take_turn
from core.disclosures import Disclosure
from core.evidence import Kept, Store
from core.words import _, n_, speaking

STEPS = 4
ZIP = "application/zip"


class DisclosureMaker:
    """commands.command.Maker of answers to requests for public records, in the town's language."""

    def __init__(self, database: Database, store: Store, press: Press) -> None:
        self._database = database
        self._store = store
        self._press = press

    def __call__(self, enter: Enter, later: Later, progress: Progress) -> Card:
        """The card with the packet, for whoever asked alone."""
        if later.args["for"] == AGAIN:
            return self._again(enter, later.args["disclosure"])
        progress(0, STEPS, _("Reading what is held"))
        number, is_review = later.args["disclosure"], later.args["for"] == REVIEW
        with self._database.read() as session:
            context = enter(session)
            with speaking(context.workspace.language):
                made = draft.made(context, _found(context, number), is_review=is_review)
                head, parts, data = document.head(made), document.parts(made), dict(packing.data_files(made))
                name = f"{_('copy-for-review') if is_review else _('extract')}.pdf"
        progress(1, STEPS, _("Setting the document"))
        pdf = self._press.run(typeset.report, told.report(head, parts), b"", "", context.now)
        progress(2, STEPS, _("Packing"))
        content, missing = self._packed(made, {name: pdf, **data})
        progress(3, STEPS, _("Keeping it"))
        with self._database.write() as session:
            return self._kept(enter(session), made, content, missing)

    def _again(self, enter: Enter, number: str) -> Card:
        """What was released, as it was: whoever asked may have lost it on the way."""
        with self._database.read() as session:
            context = enter(session)
            found = _found(context, number)
            assert found.file_id is not None  # noqa: S101
            kept = evidence.get(session, found.file_id)
            card = show_card(context, found, _("{number} is released", number=number))
        content = self._store.get(kept.sha256)
        return replace(card, files=(File(kept.name, ZIP, content, private=True, about=number),))

    def _packed(self, made: Draft, files: dict[str, bytes]) -> tuple[bytes, list[str]]:
        """The packet, and the entries whose file the store has lost."""
        missing: list[str] = []
        for record, file, path in made.attachments:
            try:
                files[path] = self._store.get(file.sha256)
            except (FileNotFoundError, ValueError):
                missing.append(record.name)
        content = packing.packed(made, files | {packing.MANIFEST: packing.manifest(made, files, missing)})
        if not made.is_review:
            self._store.put(hashlib.sha256(content).hexdigest(), content)
        return content, missing

    def _kept(self, context: Context, made: Draft, content: bytes, missing: list[str]) -> Card:
        take_turn(context.session, context.workspace_id)
        found = _found(context, made.number)
        if made.is_review:
            disclosures.seen(context, found, made.digest)
            card = _review_card(context, made, found)
        else:
            kept = Kept(hashlib.sha256(content).hexdigest(), len(content), ZIP, made.name)
            disclosures.release(context, found, kept, made.digest)
            card = _release_card(context, made, found, kept)
        return _with_file(card, made, content, missing)


def _found(context: Context, number: str) -> Disclosure:
    found = disclosures.identify(context.session, context.workspace_id, number)
    assert found  # noqa: S101
    return found


def _review_card(context: Context, made: Draft, found: Disclosure) -> Card:
    text = " ".join(
        (
            n_("{count} entry", "{count} entries", len(made.shown.records)) + ",",
            n_("{count} file", "{count} files", len(made.attachments)) + ".",
            _("Go through all of it. Mask what is secret, then confirm; confirm also where nothing is."),
        )
    )
    return show_card(context, found, _("The copy of {number} for review is here", number=found.number), text)


def _release_card(context: Context, made: Draft, found: Disclosure, kept: Kept) -> Card:
    places = n_("{count} place is masked.", "{count} places are masked.", len(made.withheld))
    text = f"{places} {_('It is kept as evidence, with the hash {sha256}…', sha256=kept.sha256[:12])}"
    paste = ready.records(context, found.number, found.lagrum or "", in_part=True)
    return show_card(context, found, _("{number} is released", number=found.number), text, paste)


def _with_file(card: Card, made: Draft, content: bytes, missing: list[str]) -> Card:
    lost = (Fact(_("Files that are gone"), ", ".join(missing)),) if missing else ()
    data = {**card.data, "entries": made.counts, "withheld": len(made.withheld), "missing": missing}
    data["sha256"] = hashlib.sha256(content).hexdigest()
    return replace(
        card,
        facts=(*card.facts, *lost),
        data=data,
        files=(File(made.name, ZIP, content, private=True, about=made.number),),
    )
