"""What is handed out as a document to read: every entry field by field, in words."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from bot.disclosure.draft import Draft, Shown, laws
from bot.report.parts import Cell, Column, Grid, Head, Part
from commands import choices, ready
from commands.command import ROLE_NAMES
from core.accounts import Access
from core.approvals import Decision
from core.digests import Place
from core.evaluations import Verdict
from core.extracts import Record
from core.extractwords import KIND_LABELS, field_label, kind_label
from core.logbook import Author
from core.masking import Extent
from core.meetings import Answer
from core.moderation import Action, FollowUp
from core.people import Role
from core.policy.accounts import Step
from core.policy.moderation import Judgement
from core.policy.posting import Basis
from core.policy.questions import Kind as Asked
from core.posts import Pictured
from core.reports import Format
from core.snapshots import Cause
from core.words import N_, _, n_, spoken
from core.words.times import moment

WORDS: Mapping[type[Enum], Mapping[Any, tuple[str, str, str]]] = {
    Action: choices.ACTION_WORDS, Judgement: choices.JUDGEMENT_WORDS, FollowUp: choices.FOLLOW_UP_WORDS,
    Author: choices.AUTHOR_WORDS, Pictured: choices.PICTURED_WORDS, Basis: choices.BASIS_WORDS,
    Asked: choices.KIND_WORDS, Cause: choices.CAUSE_WORDS, Access: choices.ACCESS_WORDS, Verdict: choices.VERDICT_WORDS,
    Role: choices.ROLE_WORDS, Place: choices.PLACE_WORDS, Answer: choices.MEETING_ANSWER_WORDS,
    Format: choices.FORMAT_WORDS,
}  # fmt: skip
STATES: Mapping[Any, str] = {
    **choices.STATUS_LABELS, Decision.APPROVED: N_("approved"), Decision.REJECTED: N_("rejected"),
    **{Step(role.value): label for role, label in ROLE_NAMES.items() if role.value in set(Step)},
}  # fmt: skip
EXTENTS = {
    Extent.ENTRY: N_("the whole entry"),
    Extent.FIELD: N_("the whole field"),
    Extent.PASSAGE: N_("a passage"),
    Extent.FILE: N_("the file"),
    Extent.COPY: N_("parts of the file"),
}


def head(draft: Draft) -> Head:
    """What stands at the top: whose records, of what, held when."""
    found, calendar = draft.disclosure, draft.context.calendar
    facts = (
        (_("Request"), found.number),
        (_("Diary number"), found.diary_number or ""),
        (_("It is about"), draft.wanted),
        (_("As it was held"), moment(found.registered_at, calendar)),
        (_("Made"), moment(draft.context.now, calendar)),
    )
    title = _("Copy for review – not to be handed out") if draft.is_review else _("Public records handed out")
    home = draft.context.workspace
    return Head(
        home.name, title, draft.wanted, tuple(fact for fact in facts if fact[1]), draft.local(draft.context.now),
        spoken(), {"logo": "", "about": ""}, found.number, home.colour or "",
    )  # fmt: skip


def parts(draft: Draft) -> tuple[Part, ...]:
    """What it is, what is masked, then everything by kind, the log last."""
    kinds = [kind for kind in KIND_LABELS if kind != "audit" and kind in draft.counts]
    entries = tuple(of_kind(draft, kind) for kind in kinds)
    found = (_about(draft), _masked(draft), _files(draft), *entries, of_log(draft))
    return tuple(part for part in found if part)


def _about(draft: Draft) -> Part:
    count = len(draft.shown.records)
    said = [
        _(
            "This is what {town} held of {what} when it was asked for.",
            town=draft.context.workspace.name,
            what=draft.wanted,
        ),
        n_("It is {count} entry.", "It is {count} entries.", count),
        _(
            "The same stands in the folder data, as JSON Lines and as CSV, and what the fields are in data/fields.csv."
        ),
        _("manifest.json names every file with its SHA-256."),
    ]
    if not count:
        said = [
            _(
                "{town} held nothing of {what} when it was asked for.",
                town=draft.context.workspace.name,
                what=draft.wanted,
            )
        ]
    if draft.withheld and not draft.is_review:
        said += [
            _("Some of it is masked, as it is secret by {law}.", law=laws(draft)),
            ready.appeal(draft.context, draft.number),
        ]
    return Part(_("About what is handed out"), (" ".join(said),))


def _masked(draft: Draft) -> Part | None:
    columns = (
        Column(_("Entry"), width=4), Column(_("Field"), width=3), Column(_("How much"), width=3),
        Column(_("By which law"), width=4),
    )  # fmt: skip
    rows = tuple((w.record, field_label(w.field), _(EXTENTS[w.extent]), w.lagrum) for w in draft.withheld)
    heading = _("What will be masked") if draft.is_review else _("What is masked")
    caption = n_("{count} place", "{count} places", len(rows))
    return Part(heading, grids=(Grid(heading, caption, columns, rows),)) if rows else None


def _files(draft: Draft) -> Part | None:
    columns = (Column(_("Entry"), width=2), Column(_("File"), width=4), Column("SHA-256", width=6))
    rows = tuple((record.name, path, file.sha256) for record, file, path in draft.attachments)
    heading, caption = _("Files beside"), n_("{count} file", "{count} files", len(rows))
    return Part(heading, grids=(Grid(heading, caption, columns, rows),)) if rows else None


def of_kind(draft: Shown, kind: str) -> Part:
    columns = (Column(_("Entry"), width=3), Column(_("Field"), width=3), Column(_("Content"), width=8))
    rows = tuple(row for record in draft.shown.of(kind) for row in _rows(draft, record))
    return _part(draft, kind, columns, rows)


def _part(draft: Shown, kind: str, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...]) -> Part:
    heading, count = kind_label(kind), draft.counts[kind]
    return Part(heading, grids=(Grid(heading, n_("{count} entry", "{count} entries", count), columns, rows),))


def _rows(draft: Shown, record: Record) -> Iterator[tuple[Cell, ...]]:
    """Every field but those that the first column, or the request itself, tells."""
    for name, value in record.values.items():
        if name not in {"number", "file"} and not (name == "account" and value == draft.wanted):
            yield record.name, field_label(name), cell(draft, value)


def of_log(draft: Shown) -> Part | None:
    columns = (
        Column(_("Entry"), width=2), Column(_("When"), width=3), Column(_("Who did it"), width=3),
        Column(_("What was changed"), width=4), Column(_("Changes"), width=6),
    )  # fmt: skip
    rows = tuple(_log_row(draft, record) for record in draft.shown.of("audit"))
    return _part(draft, "audit", columns, rows) if rows else None


def _log_row(draft: Shown, record: Record) -> tuple[Cell, ...]:
    said = {name: cell(draft, value) for name, value in record.values.items()}
    what = f"{said['action']} {said['subject']}"
    return record.name, said["recorded_at"], said.get("actor"), what, said.get("changes")


def cell(draft: Shown, value: Any) -> Cell:
    """A value in words."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Enum):
        return _word(value)
    if isinstance(value, datetime):
        return draft.local(value)
    if isinstance(value, Mapping):
        said = {field_label(name): cell(draft, each) for name, each in value.items() if each is not None}
        return "; ".join(f"{name}: {each}" for name, each in said.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(str(cell(draft, each)) for each in value)
    return value if isinstance(value, (int, float, date)) else str(value)


def _word(value: Enum) -> str:
    words = WORDS.get(type(value))
    label = STATES.get(value)
    return _(words[value][2]) if words else _(label) if label else str(value.value)
