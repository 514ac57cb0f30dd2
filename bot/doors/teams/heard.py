"""What Teams sends, as requests: typed lines, presses, dialogs opened and sent in, entries of a menu, files."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

from bot.doors.held import Held
from bot.doors.lines import named
from bot.doors.teams import inputs, pieces
from bot.doors.teams.memo import Memo, Origin, held_of
from bot.doors.teams.told import each, part, word
from bot.doors.teams.ways import EXTENSIONS
from bot.doors.texts import Json, clean
from commands.command import Caller, Request
from core.slugs import slug_of

DOOR = "teams"
PERSONAL = "personal"
CHANNEL_ID = "msteams"
_NAME = re.compile(r"^/?some(?:\s+|$)", re.IGNORECASE)
_CODE = re.compile(r"^(`+)([^`]+)\1$")
FILE_INFO = "application/vnd.microsoft.teams.file.download.info"


@dataclass(frozen=True)
class Place:
    """A conversation, a thread of a channel where it has one, and the address of the service that has it."""

    conversation: str
    service_url: str
    kind: str = PERSONAL

    @property
    def is_own(self) -> bool:
        """Whether it is the bot's own conversation with one person."""
        return self.kind == PERSONAL


@dataclass(frozen=True)
class Pressed:
    """A button: what it does, this one among all there are, and when (epoch seconds, Teams').

    `start` is where to go on in a long answer; `confirm` is asked first.
    """

    do: str = ""
    button: str = ""
    at: float = 0
    start: int = 0


@dataclass(frozen=True)
class Heard:
    """A request with where it came from. `origin` is the message that is to be told what comes of it.

    `held` are files by field name, `file` is the one it is about. `viewer` is who asks, by the id that cards know;
    `memo` is that of a form sent in.
    """

    request: Request
    place: Place
    origin: Origin = field(default_factory=Origin)
    held: Mapping[str, Held] = field(default_factory=dict)
    file: Held | None = None
    pressed: Pressed = Pressed()
    viewer: str = ""
    memo: Memo | None = None

    @property
    def user(self) -> str:
        """Whose own conversation to fall back on: an Entra object id."""
        return self.request.caller.user


def place_of(body: Mapping[str, Any]) -> Place:
    """Where an activity happened."""
    conversation = part(body, "conversation")
    kind = word(conversation, "conversationType") or PERSONAL
    return Place(word(conversation, "id"), word(body, "serviceUrl"), kind)


def tenant_of(body: Mapping[str, Any]) -> str:
    """The tenant an activity is of."""
    told = word(part(body, "channelData", "tenant"), "id")
    return (told or word(part(body, "conversation"), "tenantId")).lower()


def user_of(body: Mapping[str, Any]) -> str:
    """The Entra object id of who did it; empty where it was no person."""
    return word(part(body, "from"), "aadObjectId").lower()


def message(body: Mapping[str, Any], at: datetime) -> Heard:
    """A line, or a button of a client that knows no other way: its data comes with the message."""
    data = body.get("value")
    if isinstance(data, dict) and not body.get("text"):
        return pressed(body, data, at)
    return _heard(body, at, text=typed(body))


def typed(body: Mapping[str, Any]) -> str:
    """The text without the bot's own name and `/some`, and with other people named so that commands know them."""
    text, bot = word(body, "text"), word(part(body, "recipient"), "id")
    for entity in each(body, "entities"):
        said = word(entity, "text") if entity.get("type") == "mention" else ""
        if said:
            who = part(entity, "mentioned")
            text = text.replace(said, "" if word(who, "id") == bot else _person(who))
    plain = clean(unescape(text).replace("\xa0", " ")).strip().lstrip(",: ")
    return _NAME.sub("", _CODE.sub(r"\2", plain)).strip()


def _person(who: Mapping[str, Any]) -> str:
    """Somebody who was mentioned: by their object id, else by their name."""
    user = word(who, "aadObjectId")
    return f"<@{user}>" if user else slug_of(word(who, "name"))


def files_of(body: Mapping[str, Any]) -> list[Held]:
    """The files that were sent along: those uploaded, and pictures set in the text."""
    found = []
    for attachment in each(body, "attachments"):
        kind = word(attachment, "contentType")
        url = word(part(attachment, "content"), "downloadUrl") if kind == FILE_INFO else ""
        if kind.startswith("image/"):
            url = word(attachment, "contentUrl")
        if url:
            found.append(Held(clean(word(attachment, "name") or "bild.png").strip() or "fil", url))
    return found


def execute(body: Mapping[str, Any], at: datetime) -> Heard:
    """A button of a card."""
    return pressed(body, part(body, "value", "action", "data"), at)


def dialog(body: Mapping[str, Any], at: datetime) -> Heard:
    """A button that opens a dialog, or one in it that is no form's."""
    return pressed(body, data_of(body), at)


def pressed(body: Mapping[str, Any], data: Json, at: datetime) -> Heard:
    """A button, by the data it bears: a command already typed."""
    line, do = word(data, "line"), word(data, "do")
    stood = word(body, "replyToId")
    held, name = held_of(data.get("held")), word(data, "field")
    said = _heard(body, at, text=line, asks=data.get("asks") is True)
    origin = Origin.load(data.get("origin")) if "origin" in data else _origin(stood, data, do)
    start = data.get("start")
    press = Pressed(
        do,
        button=f"{said.place.conversation}:{stood}:{do}:{line}:{name}:{start}",
        at=_seconds(body),
        start=start if isinstance(start, int) and start > 0 else 0,
    )
    return Heard(
        said.request, said.place, origin, {name: held} if held and name else {}, held, press, said.viewer
    )


def _origin(message: str, data: Json, do: str) -> Origin:
    """What the button stood in. A reminder's message is the outbox's to redraw."""
    is_answers = do in {pieces.PRESS, pieces.FILE, pieces.OPEN}
    return Origin(message, replaces=bool(message) and is_answers, again=word(data, "again"))


def submission(body: Mapping[str, Any], at: datetime) -> Heard:
    """A form sent in. Sent in twice it has the same key: that of its page."""
    data = data_of(body)
    memo = Memo.load(data.get("memo"))
    said = _heard(body, at)
    names = _names(memo.command)
    request = Request(
        said.request.caller, f"teams:{memo.nonce or said.request.key}"[:200], at, command=memo.command,
        data={**memo.values, **inputs.words(data, names)}, step=memo.step, door=DOOR,
    )  # fmt: skip
    return Heard(request, said.place, memo.origin, memo.files, viewer=said.viewer, memo=memo)


def _names(command: str) -> list[str]:
    found = named(command)
    return [*found.form.keys()] if found else []


def extension(body: Mapping[str, Any], at: datetime) -> Heard | None:
    """An entry of a message's menu: a command's form, with the message's address; None for one that is no more."""
    value = part(body, "value")
    chosen = next((known for known in EXTENSIONS if known.command == value.get("commandId")), None)
    if chosen is None:
        return None
    link = word(part(value, "messagePayload"), "linkToMessage")
    said = _heard(body, at)
    request = Request(
        said.request.caller, said.request.key, at, command=chosen.command, data={chosen.link: link} if link else {},
        asks=True, wants=chosen.wants, door=DOOR,
    )  # fmt: skip
    return Heard(request, said.place, viewer=said.viewer)


def search(body: Mapping[str, Any], at: datetime) -> tuple[Request, str]:
    """What is typed in a list so far, as the form's request, and the field it is typed in."""
    value = part(body, "value")
    command, _colon, name = word(value, "dataset").partition(":")
    text = word(value, "queryText")
    return Request(caller_of(body), "", at, text=text, command=command, door=DOOR), name


def caller_of(body: Mapping[str, Any]) -> Caller:
    """Who asks, in the tenant the bot serves; a guest where Teams says their own tenant is another."""
    who, tenant = part(body, "from"), tenant_of(body)
    theirs = (word(who, "tenantId") or tenant).lower()
    name = clean(word(who, "name")).strip()
    return Caller(team=tenant or "-", user=user_of(body), guest=theirs != tenant, name=name[:120])


def _heard(body: Mapping[str, Any], at: datetime, *, text: str = "", asks: bool = False) -> Heard:
    key = f"teams:{body.get('id')}"[:200]
    request = Request(caller_of(body), key, at, text=text, asks=asks, door=DOOR)
    return Heard(request, place_of(body), viewer=word(part(body, "from"), "id"))


def data_of(body: Mapping[str, Any]) -> Json:
    """The data a dialog came with."""
    return part(body, "value", "data")


def _seconds(body: Mapping[str, Any]) -> float:
    """When Teams says it happened."""
    try:
        return datetime.fromisoformat(str(body.get("timestamp"))).timestamp()
    except ValueError:
        return 0.0
