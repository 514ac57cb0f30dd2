"""Files, and long lists as files: offered in one's own chat, handed over when the person makes room for them."""

import csv
import io
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.doors import lines
from bot.doors.teams import heard
from bot.doors.teams.files import Files
from bot.doors.teams.heard import DOOR, Place
from bot.doors.teams.told import part, word
from bot.doors.teams.web import TROUBLE, Web, reason
from bot.doors.teams.work import Work
from bot.doors.texts import Json, clean, clip
from bot.doors.web.register.formats import FORMULAS
from commands.command import Reply, Request
from core.card import Card, File, Table
from core.slugs import slug_of
from core.words import _, speaking

log = logging.getLogger("somerad.teams")

CARD, INFO = (f"application/vnd.microsoft.teams.{name}" for name in ("card.file.consent", "card.file.info"))
MOST_KEPT = 50


class Consent:
    """Offers an answer's files, or its list as one, and hands them over.

    What only reads is made anew from its line, and kept nowhere. What came of something that is not done twice is kept
    here until it is answered: `MOST_KEPT` offers, the oldest forgotten first.
    """

    def __init__(self, web: Web, work: Work, files: Files, now: Callable[[], datetime]) -> None:
        self._web = web
        self._work = work
        self._files = files
        self._now = now
        self._kept: OrderedDict[str, tuple[str, File]] = OrderedDict()

    async def offer(self, said: heard.Heard, reply: Reply, place: Place) -> bool:
        """Asks in somebody's own chat whether to put the answer's files among their own; whether all were offered."""
        with speaking(reply.language):
            files = files_of(reply.card)
            described = (
                reply.card.title if reply.card.files else _("The whole list, to open in a spreadsheet.")
            )
        offers = [
            _offer(file, described, self._context(said, reply, number, file))
            for number, file in enumerate(files)
        ]
        return all([await self._tried(place, offer) for offer in offers])

    def _context(self, said: heard.Heard, reply: Reply, number: int, file: File) -> Json:
        """What Teams gives back with the answer, by which the file is found again."""
        if line := lines.again(said.request, reply):
            return {"line": line, "number": number}
        token = secrets.token_urlsafe(16)
        self._kept[token] = (said.user, file)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return {"kept": token}

    async def answered(self, body: Json) -> None:
        """Somebody takes the file, or does not: the offer goes either way."""
        value = part(body, "value")
        place, offer = heard.place_of(body), word(body, "replyToId")
        file = await self._found(body, part(value, "context"), place)
        text = _("No file, then.")
        if value.get("action") == "accept":
            is_there = await self._hand_over(file, part(value, "uploadInfo"), place)
            text = (
                _("The file is among your files.")
                if is_there
                else _("The file did not get there. Ask for it again.")
            )
        if offer:
            await self._tried(place, {"type": "message", "text": text, "text_format": "plain"}, offer)

    async def _found(self, body: Json, context: Mapping[str, Any], place: Place) -> File | None:
        """What was offered: kept for who answers, else made of their line; none of anything else."""
        user, file = self._kept.pop(word(context, "kept"), ("", None))
        if file:
            return file if user == heard.user_of(body) else None
        line, number = word(context, "line"), context.get("number", 0)
        if not line:
            return None
        request = Request(heard.caller_of(body), "", self._now(), text=line, door=DOOR)
        _said, reply = await self._work.begin(heard.Heard(request, place))
        files = files_of(reply.card) if reply.ok else ()
        return files[number] if isinstance(number, int) and 0 <= number < len(files) else None

    async def _hand_over(self, file: File | None, room: Mapping[str, Any], place: Place) -> bool:
        """Whether the file got where there was made room for it."""
        url = word(room, "uploadUrl")
        if file is None or not self._files.is_known(url):
            log.warning("a file was not handed over: nothing to hand over, or nowhere to")
            return False
        try:
            await self._web.upload(url, file.content)
        except TROUBLE as trouble:
            log.warning("a file was not handed over: %s", reason(trouble))
            return False
        kind = file.name.rpartition(".")[2]
        info = {"uniqueId": word(room, "uniqueId"), "fileType": word(room, "fileType") or kind}
        there = {"content_type": INFO, "content_url": word(room, "contentUrl"),
                 "name": word(room, "name"), "content": info}  # fmt: skip
        await self._tried(place, {"type": "message", "attachments": [there]})
        return True

    async def _tried(self, place: Place, activity: Json, message: str = "") -> bool:
        """Whether it got through."""
        try:
            await self._web.call(place, activity, message)
        except TROUBLE as trouble:
            log.warning("a file could not be offered: %s", reason(trouble))
            return False
        return True


def _offer(file: File, described: str, context: Json) -> Json:
    content = {
        "description": clip(clean(described), 200),
        "sizeInBytes": len(file.content),
        "acceptContext": context,
        "declineContext": {"kept": context.get("kept", "")},
    }
    offered = {"content_type": CARD, "name": file.name, "content": content}
    return {"type": "message", "attachments": [offered]}


def files_of(card: Card) -> tuple[File, ...]:
    """The card's files; without any, its list as one."""
    if card.files or card.table is None:
        return card.files
    name = f"{clip(slug_of(card.title), 60) or 'lista'}.csv"
    return (File(name, "text/csv", as_csv(card.table)),)


def as_csv(table: Table) -> bytes:
    """The table as a spreadsheet reads it in Sweden; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerows([_cell(cell) for cell in row] for row in (table.columns, *table.rows))
    return text.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    shown = clean(text)
    return f"'{shown}" if shown.startswith(FORMULAS) else shown
