"""Slack's side of a talk: signs payloads and posts them, fills in views as a person would."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.clock import now
from tests.bot.slack.payloads import payload
from tests.bot.slack.standin import StandIn

Json = dict[str, Any]

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
EDITOR = "U0EDITOR"
_triggers = count(1)


@dataclass
class Talk:
    """A person in Slack, and the bot's address."""

    http: aiohttp.ClientSession
    url: str
    slack: StandIn
    secret: str = SECRET
    headers: dict[str, str] = field(default_factory=dict)
    pressed_at: float = 1795430460.0

    async def slash(self, text: str, *, user: str = EDITOR, **changes: str) -> Json:
        """`/some …` typed; what the acknowledgement says."""
        return await self._form(slash(self.slack, text, user_id=user, **changes))

    async def press(self, command: str, *, view: str = "", action: str = "press:0", **changes: Any) -> Json:
        """A button pressed, in a message or in a view."""
        body = self._pressing("block_actions_modal" if view else "block_actions")
        body |= {"response_url": self._response_url} | changes
        body["actions"][0] |= {"value": command, "action_id": action}
        if view:
            del body["response_url"]
            body["view"] |= {"id": view, "hash": "2.b"} | (self.slack.views.get(view) or {})
        return await self._interaction(body)

    async def push(
        self, shown: Json, label: str, *, user: str = EDITOR, after: float = 60, **changes: Any
    ) -> Json:
        """A button pressed by what it says, in a message; so many seconds after the press before."""
        body = self._pressing("block_actions", *found(shown, label), user=user, after=after)
        return await self._interaction(body | {"response_url": self._response_url} | changes)

    async def push_at_home(self, label: str, *, user: str = EDITOR, after: float = 60) -> Json:
        """A button pressed by what it says, on the Home tab as it was drawn last."""
        shown = next(b for b in reversed(self.slack.made("views.publish")) if b["user_id"] == user)["view"]
        body = self._pressing("block_actions_home", *found(shown, label), user=user, after=after)
        return await self._interaction(body)

    async def push_in_view(self, view: Json, label: str, *, view_id: str, user: str = EDITOR) -> Json:
        """A button pressed by what it says, in a view."""
        body = self._pressing("block_actions_modal", *found(view, label), user=user)
        body["view"] |= view | {"id": view_id}
        return await self._interaction(body)

    def _pressing(self, name: str, *block_and_button: Json, user: str = EDITOR, after: float = 60) -> Json:
        """A press as it was recorded, of that button of that block."""
        self.pressed_at += after
        body = payload(name) | {"trigger_id": _trigger()}
        body["user"]["id"] = user
        (action,) = body["actions"]
        action["action_ts"] = f"{self.pressed_at:.6f}"
        if block_and_button:
            block, button = block_and_button
            action |= {name: button[name] for name in ("value", "action_id")}
            action["block_id"] = block.get("block_id", "=a1b")
        return body

    async def open_home(self, *, user: str = EDITOR, tab: str = "home") -> Json:
        """The Home tab opened."""
        return await self.event("app_home_opened", user=user, tab=tab)

    async def choose(self, callback: str, *, message: bool = False, user: str = EDITOR) -> Json:
        """An entry chosen in a message's menu of shortcuts, or in the global one."""
        body = payload("message_action" if message else "shortcut")
        body |= {"callback_id": callback, "trigger_id": _trigger()}
        body |= {"response_url": self._response_url} if message else {}
        body["user"]["id"] = user
        return await self._interaction(body)

    async def type_in(self, view: Json, name: str, text: str) -> list[str]:
        """Text typed in a view's picker; the values that come up."""
        body = payload("block_suggestion") | {"value": text}
        body["block_id"] = next(b["block_id"] for b in view["blocks"] if _name(b) == name)
        body["view"] |= view
        answer = await self._interaction(body)
        return [option["value"] for option in answer["options"]]

    async def event(self, name: str, **changes: Any) -> Json:
        """An event, with an id of its own."""
        body = payload(name)
        body["event"] |= changes
        return await self._post(
            json.dumps(body | {"event_id": f"Ev{next(_triggers):08}"}), "application/json"
        )

    async def send(self, name: str, **changes: Any) -> Json:
        """An interaction as it was recorded."""
        return await self._interaction(payload(name) | changes)

    async def submit(
        self, view: Json, answers: Json, *, view_id: str = "V0", hash: str = "2.b", user: str = EDITOR
    ) -> Json:
        """A form sent in: what is answered, over what stood there; what the acknowledgement says."""
        body = submission(view, answers, view_id, hash)
        body["user"]["id"] = user
        return await self._interaction(body)

    async def write(self, text: str, **event: Any) -> Json:
        """A line written to the bot."""
        return await self.event("message_im", text=text, **event)

    async def post(self, body: Json) -> Json:
        """An event as it stands."""
        return await self._post(json.dumps(body), "application/json")

    @property
    def _response_url(self) -> str:
        return f"{self.slack.url}/respond"

    async def _interaction(self, body: Json) -> Json:
        return await self._form({"payload": json.dumps(body)})

    async def _form(self, fields: dict[str, str]) -> Json:
        return await self._post(urlencode(fields), "application/x-www-form-urlencoded")

    async def _post(self, body: str, content_type: str) -> Json:
        timestamp = str(int(now().timestamp()))
        signed = hmac.new(self.secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={signed}",
            **self.headers,
        }
        async with self.http.post(f"{self.url}/slack/events", data=body.encode(), headers=headers) as answer:
            said = await answer.text()
            kept = json.loads(said) if said.startswith("{") else {"text": said}
            return {"status": answer.status, **kept}


def slash(slack: StandIn, text: str, **changes: str) -> dict[str, str]:
    """A slash command's payload, with a trigger of its own."""
    made: dict[str, str] = payload("slash_command")
    return made | {"text": text, "trigger_id": _trigger(), "response_url": f"{slack.url}/respond"} | changes


def _trigger() -> str:
    return f"13345224609.738474920.{next(_triggers):032x}"


def submission(view: Json, answers: Json, view_id: str, hash: str) -> Json:
    """A view's payload when it is sent in: what stood in its fields, and what was answered instead."""
    body = payload("view_submission")
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    unknown = answers.keys() - {_name(block) for block in inputs}
    assert not unknown, f"no such field on the view: {unknown}"
    values = {
        b["block_id"]: {b["element"]["action_id"]: _state(b["element"], answers.get(_name(b)))}
        for b in inputs
    }
    body["view"] |= {**view, "id": view_id, "hash": hash, "state": {"values": values}}
    return body


def _name(block: Json) -> str:
    return str(block.get("block_id", "")).split("@")[0]


SELECTED = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "file_input": ("files", "no initial"),
}


_PICKED = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
}


def _state(element: Json, answer: Any) -> Json:
    """An element's state: the answer, else what stood there."""
    kind = element["type"]
    if kind in {"static_select", "external_select", "radio_buttons"}:
        chosen = element.get("initial_option") if answer is None else _option(element, answer)
        return {"type": kind, "selected_option": chosen}
    if kind in {"multi_static_select", "multi_external_select", "checkboxes"}:
        initial = element.get("initial_options", [])
        return {
            "type": kind,
            "selected_options": initial if answer is None else [_option(element, a) for a in answer],
        }
    if kind in _PICKED:
        picked, initial = _PICKED[kind]
        return {"type": kind, picked: answer or element.get(initial)}
    if kind == "file_input":
        return {"type": kind, "files": answer or []}
    return {"type": kind, "value": element.get("initial_value") if answer is None else answer}


def _option(element: Json, value: str) -> Json | None:
    """One of the element's options; of a list that is searched in, one that came up there; none for an empty word."""
    if not value:
        return None
    if "external" in element["type"]:
        return {"text": {"type": "plain_text", "text": value, "emoji": False}, "value": value}
    return next(option for option in element["options"] if option["value"] == value)


def fields(view: Json) -> list[str]:
    """The names of a view's fields, in order; a time has two blocks and is one field."""
    names = (_name(block).split(":")[0] for block in view["blocks"] if block["type"] == "input")
    return list(dict.fromkeys(names))


def element(view: Json, name: str) -> Json:
    """A field's element."""
    return next(b["element"] for b in view["blocks"] if b["type"] == "input" and _name(b) == name)


def said(view_or_message: Json) -> str:
    """All text of a view or a message."""
    return json.dumps(view_or_message["blocks"], ensure_ascii=False)


def buttons(view_or_message: Json) -> list[Json]:
    """The buttons of a view or a message."""
    return [e for b in view_or_message["blocks"] if b["type"] == "actions" for e in b["elements"]]


def found(shown: Json, label: str) -> tuple[Json, Json]:
    """The first button that says so, and its block."""
    for block in shown["blocks"]:
        for each in block["elements"] if block["type"] == "actions" else ():
            if each["text"]["text"] == label:
                return block, each
    raise AssertionError(f"no button {label} among {[e['text']['text'] for e in buttons(shown)]}")


def file_on(slack: StandIn, name: str) -> Json:
    """A file that lies on the stand-in."""
    return payload("file") | {"name": name, "url_private_download": f"{slack.url}/files/{name}"}
