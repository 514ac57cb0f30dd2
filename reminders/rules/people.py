"""Notes about people: a chat user linked to nobody, a person who can't be reached. They hold until it is mended."""

from core.outbox import DEPARTMENT, Reminder
from reminders.facts import LinkFacts
from reminders.plan import Plan, Planned, later
from reminders.setting import Setting


def link(facts: LinkFacts, setting: Setting) -> Plan:
    """The notes as they were made, but for identities linked by now and recipients who have left."""
    notes = [note for note in facts.notes if note.matter not in facts.linked and _is_here(note, setting)]
    send_at = later(setting.now, setting)
    return Plan(
        tuple(Planned(n.key, n.rule, n.matter, n.recipient, send_at, None, n.data) for n in notes),
        frozenset(note.matter for note in notes),
    )


def _is_here(note: Reminder, setting: Setting) -> bool:
    return note.recipient == DEPARTMENT or int(note.recipient) in setting.staff.people
