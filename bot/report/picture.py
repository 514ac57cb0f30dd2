"""A card's chart as a picture, for the chats that carry one."""

from datetime import UTC, datetime

from bot.report import told, typeset
from bot.report.press import PRESS, Press
from core.card import Chart

UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # a picture says nothing of when it was made
NAME, MEDIA_TYPE = "diagram.png", "image/png"


def png(chart: Chart, press: Press = PRESS) -> bytes:
    """The chart as PNG. Takes a moment: never while somebody waits for an acknowledgement."""
    return press.run(typeset.picture, told.picture(chart), UNDATED)
