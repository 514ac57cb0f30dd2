"""Evidence that the store no longer holds as it was handed in: told to who can bring it back (F13)."""

import hashlib
from collections.abc import Iterable

from reminders.facts import EvidenceFacts
from reminders.plan import Matter, Plan, Rung, later, merge
from reminders.setting import Setting

MOST_NAMED = 20


def evidence(facts: EvidenceFacts, setting: Setting) -> Plan:
    """Every administrator is told, once for what is wrong now; with more or less of it, again (F13)."""
    if not facts.faults:
        return Plan()
    return merge([_matter(facts, setting)], setting)


def _matter(facts: EvidenceFacts, setting: Setting) -> Matter:
    said = [f"{number}:{fault}" for number, fault, _about in facts.faults]
    name = f"evidence:{_digest(said)}"
    to = tuple(map(str, setting.staff.admins)) or setting.department
    data = {
        "files": [{"number": n, "fault": f, "about": about} for n, f, about in facts.faults[:MOST_NAMED]],
        "more": max(0, len(said) - MOST_NAMED),
    }
    return Matter(name, (Rung(name, later(facts.found_at, setting), to, "evidence_fault"),), None, data)


def _digest(said: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]
