"""Makes the extract of what is held of somebody who works with the accounts: a document, open data, a manifest."""

import hashlib
import json
from collections.abc import Mapping

from bot.disclosure import document, packing
from bot.disclosure.draft import Shown
from bot.report import told, typeset
from bot.report.parts import Head, Part
from bot.report.press import Press
from commands.command import Enter, Later, Progress
from core import people, subjects
from core.card import Card, Fact, File
from core.database import Database
from core.extracts import KINDS
from core.extractwords import KIND_LABELS, kind_label
from core.people import Person
from core.words import _, n_, spoken
from core.words.times import moment

STEPS, ZIP = 3, "application/zip"
FORMAT = "somerad-own-data/1"


class OwnExtractMaker:
    """commands.command.Maker of extracts of one's own data (GDPR art. 15), in the language of whoever asked.

    Nothing of it is kept: it is made anew when it is asked for.
    """

    def __init__(self, database: Database, press: Press) -> None:
        self._database = database
        self._press = press

    def __call__(self, enter: Enter, later: Later, progress: Progress) -> Card:
        """The card with the packet, for whoever asked alone."""
        progress(0, STEPS, _("Reading what is held"))
        with self._database.read() as session:
            context = enter(session)
            person = people.identify(session, context.workspace_id, later.args["person"])
            assert person  # noqa: S101
            made = Shown(context=context, wanted=person.slug, shown=subjects.collect(context, person))
            files = dict(packing.data_files(made))
            report = told.report(_head(made, person), _parts(made, person))
        progress(1, STEPS, _("Setting the document"))
        pdf = self._press.run(typeset.report, report, b"", "", context.now)
        progress(2, STEPS, _("Packing"))
        files = {f"{_('personal-data')}.pdf": pdf, **files}
        content = packing.packed(made, files | {packing.MANIFEST: _manifest(made, files)})
        return _card(made, person, content)


def _head(made: Shown, person: Person) -> Head:
    context = made.context
    facts = ((_("Person"), person.name), (_("As it was held"), moment(context.now, context.calendar)))
    return Head(
        context.workspace.name, _("What is held of you"), person.name, facts, made.local(context.now), spoken(),
        {"logo": "", "about": ""}, person.slug, context.workspace.colour or "",
    )  # fmt: skip


def _parts(made: Shown, person: Person) -> tuple[Part, ...]:
    """What it is and what is left out, then everything by kind: the person's own first, the log last."""
    of_accounts = {kind.name for kind in KINDS}
    there = (kind for kind in KIND_LABELS if kind != "audit" and kind in made.counts)
    kinds = sorted(there, key=lambda kind: kind in of_accounts)
    log = document.of_log(made)
    about = Part(_("About this extract"), (_about(made, person), _left_out()))
    return (about, *(document.of_kind(made, kind) for kind in kinds), *([log] if log else []))


def _about(made: Shown, person: Person) -> str:
    return " ".join((
        _("This is all that {town}'s bot holds of {name}.", town=made.context.workspace.name, name=person.name),
        n_("It is {count} entry.", "It is {count} entries.", len(made.shown.records)),
        _("The same stands in the folder data, as JSON Lines and as CSV, and what the fields are in data/fields.csv."),
        _("manifest.json names every file with its SHA-256."),
    ))  # fmt: skip


def _left_out() -> str:
    return _(
        "What you have recorded is told by kind, number and time. What others are called and what citizens have "
        "written is left out, and free text that may tell of them: ask for that as public records, by its number. Why "
        "it is held, on what basis and for how long stands in the register of personal data; ask the data protection "
        "officer."
    )


def _manifest(made: Shown, files: Mapping[str, bytes]) -> bytes:
    told = {
        "format": FORMAT, "town": made.context.workspace.name, "person": made.wanted,
        "made_at": made.plain(made.context.now), "entries": made.counts, "files": packing.hashed(files),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def _card(made: Shown, person: Person, content: bytes) -> Card:
    counts = ", ".join(f"{kind_label(kind)}: {count}" for kind, count in made.counts.items())
    name = f"{_('personal-data')}-{person.slug}.zip"
    sha256 = hashlib.sha256(content).hexdigest()
    return Card(
        _("Here is what I hold of {name}", name=person.name),
        _left_out(),
        (Fact(_("Entries"), counts), Fact("SHA-256", sha256)),
        data={"person": person.slug, "entries": made.counts, "sha256": sha256},
        files=(File(name, ZIP, content, private=True),),
    )
