"""What reminders of requests for public records say (H23, H25)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.card import Button, Section, Style
from core.disclosures import Stage
from core.extractwords import concerns
from core.words import _
from core.words.times import moment
from core.worktime import Calendar


def disclosure(data: Mapping[str, Any], calendar: Calendar, _recipient: str) -> Section:
    """Somebody asks for public records, which are handed out promptly."""
    number = data["disclosure"]
    said = _(
        "{number}: somebody asks for public records ({what}). It came {time} and is handled promptly, "
        "before other work.",
        number=number, what=concerns(data["account"], data["period"], data["item"]),
        time=moment(datetime.fromisoformat(data["received_at"]), calendar),
    )  # fmt: skip
    on = (
        Button(_("Release"), f"utlämnande lämna-ut {number}", Style.PRIMARY)
        if data["stage"] == Stage.REVIEWED
        else Button(_("Go through"), f"utlämnande granska {number}", Style.PRIMARY)
    )
    return Section(said, (on, Button(_("Show"), f"utlämnande visa {number}")))
