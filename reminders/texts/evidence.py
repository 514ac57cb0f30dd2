"""What reminders of evidence say (F13)."""

from collections.abc import Mapping
from typing import Any

from core.card import Button, Section
from core.words import N_, _, n_
from core.worktime import Calendar

FAULTS = {
    "missing": N_("{number} is gone"),
    "changed": N_("{number} is not what was handed in"),
    "unreachable": N_("{number} can't be read: the store does not answer"),
}


def evidence_fault(data: Mapping[str, Any], _calendar: Calendar, _recipient: str) -> Section:
    """Which files are not whole, what they are evidence of, and what to do (F13)."""
    lines = [_line(file) for file in data["files"]]
    if data["more"]:
        lines.append(n_("and {count} more", "and {count} more", data["more"]))
    said = _("The nightly check found evidence that is not whole:")
    then = _("Bring it back from a backup, and see that nothing else is wrong: somerad doctor")
    first = data["files"][0]["number"]
    return Section("\n".join((said, *lines, then)), (Button(_("Show"), f"underlag visa {first}"),))


def _line(file: Mapping[str, Any]) -> str:
    number = f"{file['number']} ({file['about']})" if file["about"] else str(file["number"])
    return f"– {_(FAULTS[file['fault']], number=number)}"
