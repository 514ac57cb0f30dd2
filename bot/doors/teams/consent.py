"""A long list as a file: offered in one's own chat, made and handed over when the person makes room for it."""

import csv
import io
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.doors.teams import heard
from bot.doors.teams.files import Files
from bot.doors.teams.heard import DOOR, Place
from bot.doors.teams.web import TROUBLE, Web, reason
from bot.doors.teams.work import Work
from bot.doors.texts import Json, clean, clip
from bot.doors.web.register.formats import FORMULAS
from commands.command import Reply, Request
from core.card import Table
from core.slugs import slug_of
from core.words import _, speaking

log = logging.getLogger("somerad.teams")

CARD, INFO = (f"application/vnd.microsoft.teams.{name}" for name in ("card.file.consent", "card.file.info"))


class Consent:
    """Offers the answer to a line as a file, and hands it over, made anew from the line: it is kept nowhere."""

    def __init__(self, web: Web, work: Work, files: Files, now: Callable[[], datetime]) -> None:
        self._web = web
        self._work = work
        self._files = files
        self._now = now

    async def offer(self, said: heard.Heard, reply: Reply) -> None:
        """Asks whether to put the answer's table in the person's own files."""
        if reply.card.table is None:
            return
        content = as_csv(reply.card.table)
        with speaking(reply.language):
            described = _("The whole list, to open in a spreadsheet.")
        offered = {
            "content_type": CARD,
            "name": f"{clip(slug_of(reply.card.title), 60) or 'lista'}.csv",
            "content": {
                "description": described,
                "sizeInBytes": len(content),
                "acceptContext": {"line": said.request.text},
                "declineContext": {"line": ""},
            },
        }
        await self._tried(said.place, {"type": "message", "attachments": [offered]})

    async def answered(self, body: Json) -> None:
        """Somebody takes the file, or does not: the offer goes either way."""
        value = body.get("value") or {}
        place, offer = heard.place_of(body), str(body.get("replyToId") or "")
        if value.get("action") == "accept":
            await self._hand_over(body, value, place)
        if offer:
            text = _("The list is in your files.") if value.get("action") == "accept" else _("No file, then.")
            await self._tried(place, {"type": "message", "text": text, "text_format": "plain"}, offer)

    async def _hand_over(self, body: Json, value: Mapping[str, Any], place: Place) -> None:
        room = value.get("uploadInfo") or {}
        line = str((value.get("context") or {}).get("line") or "")
        request = Request(heard.caller_of(body), "", self._now(), text=line, door=DOOR)
        _said, reply = await self._work.begin(heard.Heard(request, place))
        url = str(room.get("uploadUrl") or "")
        if not reply.ok or reply.card.table is None or not self._files.is_known(url):
            log.warning("a file was not handed over: nothing to hand over, or nowhere to")
            return
        try:
            await self._web.upload(url, as_csv(reply.card.table))
        except TROUBLE as trouble:
            log.warning("a file was not handed over: %s", reason(trouble))
            return
        info = {"uniqueId": str(room.get("uniqueId", "")), "fileType": str(room.get("fileType", "csv"))}
        there = {"content_type": INFO, "content_url": str(room.get("contentUrl", "")),
                 "name": str(room.get("name", "")), "content": info}  # fmt: skip
        await self._tried(place, {"type": "message", "attachments": [there]})

    async def _tried(self, place: Place, activity: Json, message: str = "") -> None:
        try:
            await self._web.call(place, activity, message)
        except TROUBLE as trouble:
            log.warning("a file could not be offered: %s", reason(trouble))


def as_csv(table: Table) -> bytes:
    """The table as a spreadsheet reads it in Sweden; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerows([_cell(cell) for cell in row] for row in (table.columns, *table.rows))
    return text.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    shown = clean(text)
    return f"'{shown}" if shown.startswith(FORMULAS) else shown
