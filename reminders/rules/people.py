"""Notes of what only a person can mend: a chat user linked to nobody, somebody out of reach, a channel that is gone."""

from collections.abc import Sequence

from core.outbox import DEPARTMENT, Reminder, State
from reminders.facts import LinkFacts
from reminders.plan import Plan, Planned
from reminders.setting import Setting

ADMINISTRATORS = frozenset({"link", "admin", "audit"})  # what only an administrator can mend


def link(facts: LinkFacts, setting: Setting) -> Plan:
    """The notes as they were made, but for what is mended by now.

    What waits for somebody who has left, or for a channel that is gone, goes to who stands in.
    """
    notes = [note for note in facts.notes if not _is_mended(note, facts, setting)]
    heard = {note.id: _recipients(note, notes, setting) for note in notes}
    planned = {p.key: p for note in notes for p in _planned(note, heard[note.id], setting)}
    return Plan(tuple(planned.values()), frozenset(note.matter for note in notes if heard[note.id]))


def _is_mended(note: Reminder, facts: LinkFacts, setting: Setting) -> bool:
    if note.data["kind"] == "channel":
        return all(getattr(setting.home, f"{name}_channel") for name in note.data["lost"])
    return facts.log_holds if note.data["kind"] == "audit" else note.matter in facts.mended


def _recipients(note: Reminder, notes: Sequence[Reminder], setting: Setting) -> tuple[str, ...]:
    """Who has the note or is to have it. Only an administrator can link or confirm; the rest is the department's.

    That somebody could not be reached is told once; what is to be mended, until somebody is there who knows.
    """
    if _is_there(note, setting):
        return (note.recipient,)
    others = (each for each in notes if each.matter == note.matter and _is_there(each, setting))
    is_told = note.state is State.SENT and note.data["kind"] == "unreached"
    if is_told or any(others):
        return ()
    return (
        tuple(map(str, setting.staff.admins)) if note.data["kind"] in ADMINISTRATORS else setting.department
    )


def _is_there(note: Reminder, setting: Setting) -> bool:
    if note.recipient == DEPARTMENT:
        return note.state is State.SENT or DEPARTMENT in setting.department
    return setting.staff.is_here(int(note.recipient))


def _planned(note: Reminder, recipients: tuple[str, ...], setting: Setting) -> list[Planned]:
    send_at = setting.speaks_at
    return [
        Planned(_key(note, to, setting), note.rule, note.matter, to, send_at, None, note.data)
        for to in recipients
    ]


def _key(note: Reminder, to: str, setting: Setting) -> str:
    return note.key if to == note.recipient else f"{note.matter}@{setting.staff.slug(to)}"
