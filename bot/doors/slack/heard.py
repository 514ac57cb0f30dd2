"""What Slack sends, as requests: typed lines, presses, forms sent in, shortcuts, files, the Home tab opened."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.doors.held import Held
from bot.doors.slack import inputs, pieces
from bot.doors.slack.files import Files, told_of
from bot.doors.slack.memo import Memo, Origin
from bot.doors.slack.texts import unescape
from bot.doors.slack.ways import SHORTCUTS
from commands.command import Caller, Request

DOOR = "slack"
PRESS, REMIND, FILE, MORE, OPEN = "press", "remind", "file", "more", "open"
HOME = "home"
_WRITTEN = {None, "file_share", "thread_broadcast"}  # the subtypes of what a person wrote
_CODE = re.compile(r"^(`+)([^`]+)\1$")
_AGAIN = re.compile(r"^again:\d+:(?P<command>.+)$", re.DOTALL)


class Surface(StrEnum):
    """What a button was pressed on."""

    CHAT = "chat"
    CARD = "card"
    FORM = "form"
    HOME = "home"


@dataclass(frozen=True)
class Message:
    """A message in Slack: its channel and time stamp, and its address as the workspace's name gives it."""

    channel: str
    ts: str
    address: str


@dataclass(frozen=True)
class Pressed:
    """A button: what kind, where it stood, and when (epoch seconds, Slack's).

    `kind` is how its action_id begins: an answer's or a reminder's button (`press`, `remind`), one that takes along a
    file (`file`), goes on in a long answer (`more`), opens the form a message can't hold (`open`); empty where nothing
    was pressed. `button` names this one among all there are.

    `start` is where to go on in a long answer; `file` is Slack's id of the file it takes along, to `field`.
    """

    kind: str = ""
    surface: Surface = Surface.CHAT
    button: str = ""
    at: float = 0
    start: int = 0
    file: str = ""
    field: str = ""


@dataclass(frozen=True)
class Heard:
    """A request with where it came from: what can be opened with it, and where it can be answered.

    `origin` is what stands in Slack and is to be told what comes of it. `view` is the id of the view it was said in,
    `shown` that view as submitted; `held` files by field name; `file` Slack's id of the file it is about; `about` the
    message a shortcut was chosen on; `asked_in` the channel that files are handed over in.
    """

    request: Request
    trigger: str = ""
    origin: Origin = field(default_factory=Origin)
    channel: str = ""
    thread: str = ""
    view: str = ""
    shown: Mapping[str, Any] = field(default_factory=dict)
    held: Mapping[str, Held] = field(default_factory=dict)
    file: str = ""
    pressed: Pressed = Pressed()
    about: Message | None = None
    asked_in: str = ""

    @property
    def user(self) -> str:
        """Whose direct message to fall back on."""
        return self.request.caller.user


def slash(body: Mapping[str, Any], at: datetime) -> Heard:
    """`/some …`, typed anywhere."""
    key, text = f"slack:{body['trigger_id']}", unescape(body.get("text", ""))
    request = Request(_caller(body, body["user_id"]), key, at, text=text, door=DOOR)
    return Heard(
        request,
        trigger=_text(body["trigger_id"]),
        origin=Origin(_text(body.get("response_url", ""))),
        asked_in=_text(body.get("channel_id", "")),
    )


def press(body: Mapping[str, Any], at: datetime) -> Heard:
    """A button: a command already typed."""
    action, trigger = body["actions"][0], _text(body["trigger_id"])
    request = Request(
        _interacting(body),
        f"slack:{trigger}",
        at,
        text=unescape(action.get("value", "")),
        asks=action["action_id"].endswith(pieces.ASKS),
        door=DOOR,
    )
    pressed = _pressed(body, action)
    return Heard(
        request,
        trigger=trigger,
        origin=_origin(body, action, pressed),
        view=_text((body.get("view") or {}).get("id", "")),
        pressed=pressed,
        asked_in=_text((body.get("channel") or {}).get("id", "")),
    )


def _pressed(body: Mapping[str, Any], action: Mapping[str, Any]) -> Pressed:
    kind, _colon, rest = action["action_id"].partition(":")
    _number, _colon, taken = rest.partition(":")
    name, _colon, file = taken.partition(":") if kind == FILE else ("", "", "")
    where = body.get("container") or {}
    stood = where.get("view_id") or f"{where.get('channel_id')}:{where.get('message_ts')}"
    return Pressed(
        kind,
        _surface(body.get("view") or {}),
        button=f"{stood}:{action['action_id']}:{action.get('value', '')}",
        at=float(action.get("action_ts") or 0),
        start=int(rest) if kind == MORE and rest.isdecimal() else 0,
        file=file,
        field=name,
    )


def _surface(view: Mapping[str, Any]) -> Surface:
    if not view:
        return Surface.CHAT
    if view.get("type") == "home":
        return Surface.HOME
    return Surface.FORM if view.get("callback_id") == "form" else Surface.CARD


def _origin(body: Mapping[str, Any], action: Mapping[str, Any], pressed: Pressed) -> Origin:
    """What the button stood in, or what its view came from. A reminder's message is the outbox's to redraw."""
    if pressed.surface is Surface.HOME:
        return Origin(home=True)
    if pressed.surface is not Surface.CHAT:
        return Memo.load(body["view"].get("private_metadata", "")).origin
    url, again = _text(body.get("response_url", "")), _AGAIN.match(action.get("block_id", ""))
    if pressed.kind not in {PRESS, FILE, OPEN}:
        return Origin(url)
    return Origin(url, replaces=True, again=unescape(again["command"]) if again else "")


def submission(body: Mapping[str, Any], at: datetime, files: Files) -> Heard:
    """A form sent in. Sent in twice it has the same key: the view's id and the hash of how it looked."""
    view, memo = body["view"], Memo.load(body["view"]["private_metadata"])
    held = {**memo.files, **inputs.files(view["state"])}
    request = Request(
        _interacting(body),
        f"slack:{view['id']}:{view['hash']}",
        at,
        command=memo.command,
        data={**memo.values, **inputs.words(view)},
        files={name: files.ref(name, file) for name, file in held.items()},
        step=memo.step,
        door=DOOR,
    )
    return Heard(request, origin=memo.origin, view=view["id"], shown=view, held=held)


def shortcut(body: Mapping[str, Any], at: datetime) -> Heard:
    """An entry of a shortcut menu: a command's form, with the message's address where it was chosen on one."""
    chosen = next(known for known in SHORTCUTS if known.command == body["callback_id"])
    request = Request(
        _interacting(body),
        f"slack:{body['trigger_id']}",
        at,
        command=chosen.command,
        asks=True,
        wants=chosen.wants,
        door=DOOR,
    )
    about = _message_of(body) if chosen.link and body.get("message") else None
    return Heard(
        request,
        trigger=_text(body["trigger_id"]),
        origin=Origin(_text(body.get("response_url", ""))),
        about=about,
    )


def link_field(command: str) -> str:
    """The field a message's address goes to."""
    return next(known.link for known in SHORTCUTS if known.command == command)


def _message_of(body: Mapping[str, Any]) -> Message:
    channel, ts = _text(body["channel"]["id"]), _text(body["message"]["ts"])
    domain = (body.get("team") or {}).get("domain", "")
    address = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}" if domain else ""
    return Message(channel, ts, address)


def line(body: Mapping[str, Any], at: datetime) -> Heard | None:
    """A line a person wrote to the bot, in its own conversation or by its name; None for any other message."""
    event = body["event"]
    is_mention = event["type"] == "app_mention"
    is_line = is_mention or (event.get("channel_type") == "im" and event.get("subtype") in _WRITTEN)
    if not is_line or event.get("bot_id") or not event.get("user") or event.get("edited"):
        return None
    theirs = event.get("user_team") or event.get("source_team") or event.get("team") or ""
    caller = _caller(body, event["user"], theirs)
    request = Request(caller, f"slack:{body['event_id']}", at, text=_typed(body, event), door=DOOR)
    channel, thread = _text(event["channel"]), _text(event.get("thread_ts", ""))
    return Heard(request, channel=channel, thread=thread, asked_in=channel)


def _typed(body: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """The text without the bot's own name, what divides it from that, and marks that set it as code."""
    bots = {given["user_id"] for given in body.get("authorizations") or () if given.get("is_bot")}
    text = event.get("text") or ""
    for bot in bots:
        text = re.sub(rf"<@{re.escape(bot)}(\|[^>]*)?>", " ", text)
    return _CODE.sub(r"\2", unescape(text).strip().lstrip(",: ")).strip()


def files_of(body: Mapping[str, Any]) -> list[tuple[str, Held]]:
    """The files sent with a line: Slack's id and where each lies."""
    found = body["event"].get("files") or ()
    return [(file["id"], told_of(file)) for file in found if file.get("mode") != "tombstone"]


def opened_home(body: Mapping[str, Any], at: datetime) -> Heard | None:
    """The Home tab opened; None for the other tabs."""
    event = body["event"]
    if event.get("tab") != "home":
        return None
    caller = _caller(body, event["user"])
    return Heard(Request(caller, f"slack:{body['event_id']}", at, command=HOME, door=DOOR))


def typing(body: Mapping[str, Any], at: datetime) -> tuple[Request, str]:
    """What is typed in a picker so far, as the form's request, and the field it is typed in."""
    memo = Memo.load(body["view"]["private_metadata"])
    request = Request(_interacting(body), "", at, text=body.get("value", ""), command=memo.command, door=DOOR)
    return request, inputs.field_of(body["block_id"])


def _interacting(body: Mapping[str, Any]) -> Caller:
    return _caller(body, body["user"]["id"], body["user"].get("team_id") or "")


def _caller(body: Mapping[str, Any], user: str, theirs: str = "") -> Caller:
    """Who asks, in the team the bot is installed in; a guest where Slack says their own team is another."""
    team = body.get("team_id") or (body.get("team") or {}).get("id") or theirs or body.get("enterprise_id")
    return Caller(team=str(team or "-"), user=_text(user), guest=bool(theirs) and theirs != team)


def _text(told: object) -> str:
    """What Slack says is text. TypeError when it is not: work that goes on after its answer would break on it."""
    if not isinstance(told, str):
        raise TypeError
    return told
