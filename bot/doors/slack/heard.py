"""What Slack sends, as requests: a slash command, a press, a form sent in, a line in the bot's own conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.doors.slack import inputs
from bot.doors.slack.files import Files
from bot.doors.slack.memo import Held, Memo
from bot.doors.slack.texts import unescape
from commands.command import Caller, Request

DOOR = "slack"
FILL = "fill"


@dataclass(frozen=True)
class Heard:
    """A request with where it came from: what can be opened with it, and where it can be answered.

    `view` is the id of the view it was said in, `shown` that view as submitted; `held` files by field name.
    """

    request: Request
    trigger: str = ""
    response_url: str = ""
    channel: str = ""
    view: str = ""
    shown: Mapping[str, Any] = field(default_factory=dict)
    held: Mapping[str, Held] = field(default_factory=dict)
    wants_form: bool = False

    @property
    def user(self) -> str:
        """Whose direct message to fall back on."""
        return self.request.caller.user


def slash(body: Mapping[str, Any], at: datetime) -> Heard:
    """`/some …`, typed anywhere."""
    caller = Caller(team=_team(body), user=body["user_id"])
    key, text = f"slack:{body['trigger_id']}", unescape(body.get("text", ""))
    request = Request(caller, key, at, text=text, door=DOOR)
    return Heard(request, trigger=body["trigger_id"], response_url=body.get("response_url", ""))


def press(body: Mapping[str, Any], at: datetime) -> Heard:
    """A button: a command already typed."""
    action, trigger = body["actions"][0], body["trigger_id"]
    caller = Caller(team=_team(body), user=body["user"]["id"])
    request = Request(caller, f"slack:{trigger}", at, text=unescape(action.get("value", "")), door=DOOR)
    return Heard(
        request,
        trigger=trigger,
        response_url=body.get("response_url", ""),
        view=(body.get("view") or {}).get("id", ""),
        wants_form=action["action_id"].startswith(FILL),
    )


def submission(body: Mapping[str, Any], at: datetime, files: Files) -> Heard:
    """A form sent in. Sent in twice it has the same key: the view's id and the hash of how it looked."""
    view, memo = body["view"], Memo.load(body["view"]["private_metadata"])
    held = {**memo.files, **inputs.files(view["state"])}
    request = Request(
        Caller(team=_team(body), user=body["user"]["id"]),
        f"slack:{view['id']}:{view['hash']}",
        at,
        command=memo.command,
        data={**memo.values, **inputs.words(view)},
        files={name: files.ref(name, file) for name, file in held.items()},
        step=memo.step,
        door=DOOR,
    )
    return Heard(request, response_url=memo.response_url, view=view["id"], shown=view, held=held)


def line(body: Mapping[str, Any], at: datetime) -> Heard | None:
    """A line a person wrote in the bot's own conversation; None for anything else that is a message there."""
    event = body["event"]
    if event.get("channel_type") != "im" or event.get("subtype") or event.get("bot_id"):
        return None
    caller = Caller(team=_team(body), user=event["user"])
    text = unescape(event.get("text", ""))
    request = Request(caller, f"slack:{body['event_id']}", at, text=text, door=DOOR)
    return Heard(request, channel=event["channel"])


def _team(body: Mapping[str, Any]) -> str:
    """The team it was said in; of an organisation without a team, the person's own."""
    user = body.get("user")
    theirs = user.get("team_id") if isinstance(user, dict) else None
    team = body.get("team_id") or (body.get("team") or {}).get("id")
    return str(team or theirs or body.get("enterprise_id") or "-")
