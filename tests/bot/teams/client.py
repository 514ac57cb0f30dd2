"""Teams' side of a talk: signs activities and posts them, presses buttons and fills in dialogs as a person would."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp

from tests.bot.teams import keyserver, limits
from tests.bot.teams.payloads import payload
from tests.bot.teams.standin import TENANT, Call, StandIn

Json = dict[str, Any]

EDITOR = "8d3f0c2e-5b1a-4c7e-9f60-2a41c9d07b11"
MANAGERS, COMMUNICATORS = "0b7e2f44-9a1c-4d5e-8f60-1c2d3e4f5a6b", "4c9d8e7f-6a5b-4c3d-9e2f-1a0b9c8d7e6f"
CHANNEL, TEAM = (
    "19:Kx9aB3vQ2tZ8pL0wR5yU7iO1sD4fG6hJ@thread.tacv2",
    "19:Tm4n8b1Vc6Xz0lKj3hGf5dSa7pOi9uYt@thread.tacv2",
)
_ids = count(1)


def own(user: str = EDITOR) -> str:
    """Somebody's own conversation with the bot."""
    return f"a:1own-{user}-0123456789"


@dataclass
class Talk:
    """A person in Teams, and the bot's address."""

    http: aiohttp.ClientSession
    url: str
    teams: StandIn
    headers: dict[str, str] = field(default_factory=dict)
    pressed_at: int = 0

    async def write(
        self, text: str, *, name: str = "message_personal", user: str = EDITOR, **changes: Any
    ) -> Json:
        """A line written to the bot."""
        return await self.send(name, user=user, text=text, **changes)

    async def say(self, text: str, *, user: str = EDITOR) -> Json:
        """A line in one's own chat; the card it is answered by."""
        before = len(self.teams.messages(own(user)))
        assert (await self.write(text, user=user))["status"] == 200
        return card(await self.teams.written(before + 1, own(user)))

    async def press(
        self, shown: Json, label: str, *, user: str = EDITOR, message: str = "1789459199000"
    ) -> Json:
        """A button pressed by what it says: a card's, at once, or one that opens a dialog; Teams' answer to it."""
        action = found(shown, label)
        self.pressed_at += 60
        stamp = {
            "timestamp": f"2026-09-15T{7 + self.pressed_at // 3600:02}:{self.pressed_at // 60 % 60:02}:00.000Z"
        }
        if action["type"] == "Action.Submit":
            return await self.dialog("task_fetch", action["data"], user=user, replyToId=message, **stamp)
        value = {
            "action": {name: action[name] for name in ("type", "title", "verb", "data")},
            "trigger": "manual",
        }
        return await self.send("card_action", user=user, value=value, replyToId=message, **stamp)

    async def push_in_dialog(self, task: Json, label: str, *, user: str = EDITOR) -> Json:
        """A button of a card in a dialog."""
        return await self.dialog("task_submit", found(content(task), label)["data"], user=user)

    async def dialog(self, name: str, data: Json, **changes: Any) -> Json:
        """A dialog opened, or sent in, with that data."""
        body = payload(name)
        answer = await self.send(name, value=body["value"] | {"data": data}, **changes)
        if "task" in answer:
            self.teams.faults += limits.of_dialog(answer["task"])
        return answer

    async def submit(
        self, task: Json, answers: Json, *, user: str = EDITOR, name: str = "task_submit", press: str = ""
    ) -> Json:
        """A form sent in: what is answered, over what stood there."""
        shown = content(task)
        named = {found["id"]: found.get("value", "") for found in inputs(shown)}
        unknown = {key for key, value in answers.items() if value is not None} - named.keys()
        assert not unknown, f"no such field in the dialog: {unknown}, but {[*named]}"
        given = {key: value for key, value in answers.items() if value is not None}
        sends = limits.actions(shown)[-1] if not press else found(shown, press)
        return await self.dialog(name, {**sends["data"], **_as_sent(named), **given}, user=user)

    async def send(self, recorded: str, *, user: str = EDITOR, **changes: Any) -> Json:
        """An activity as it was recorded, from somebody, with an id of its own."""
        return await self.post(self.activity(recorded, user=user, **changes))

    def activity(self, recorded: str, *, user: str = EDITOR, **changes: Any) -> Json:
        """An activity as it was recorded, but for who, where the service is, and its id."""
        body: Json = (
            payload(recorded) | {"id": f"{next(_ids)}", "serviceUrl": self.teams.service_url} | changes
        )
        body["from"] |= {"aadObjectId": user, "id": f"29:{user}"}
        body["from"]["name"] = "eva-editor" if user == EDITOR else ""  # as the town calls them
        if body["conversation"]["conversationType"] == "personal":
            body["conversation"]["id"] = own(user)
        return body

    async def post(self, body: Json | bytes, *, token: str | None = None) -> Json:
        """An activity as it stands."""
        signed = keyserver.token(serviceurl=self.teams.service_url) if token is None else token
        headers = {
            "Content-Type": "application/json",
            **({"Authorization": f"Bearer {signed}"} if signed else {}),
        }
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.http.post(
            f"{self.url}/api/messages", data=content, headers=headers | self.headers
        ) as answer:
            said = await answer.text()
            kept = json.loads(said) if said.startswith("{") else {"text": said}
            return {"status": answer.status, **kept}

    async def settle(self) -> None:
        """Lets what was begun come to its end."""
        await asyncio.sleep(0)


def _as_sent(named: Json) -> Json:
    return {name: str(value) if value is not None else "" for name, value in named.items()}


def card(call: Call | Json) -> Json:
    """The card of a message."""
    body = call.body if isinstance(call, Call) else call
    made: Json = body["attachments"][0]["content"]
    return made


def content(task: Json) -> Json:
    """The card of a dialog."""
    made: Json = task["task"]["value"]["card"]["content"]
    return made


def inputs(shown: Json) -> Iterator[Json]:
    """The inputs of a card."""
    return (part for part in limits.elements(shown) if part["type"].startswith("Input."))


def fields(task: Json) -> list[str]:
    """The names of a form's fields, in order; a time has two inputs and is one field."""
    return list(dict.fromkeys(part["id"].partition(":")[0] for part in inputs(content(task))))


def input_of(task: Json, name: str) -> Json:
    """A field's input."""
    return next(part for part in inputs(content(task)) if part["id"] == name)


def said(shown: Json) -> str:
    """All text of a card or a dialog."""
    return "\n".join(limits.texts(shown))


def labels(shown: Json) -> list[str]:
    """What a card's buttons say."""
    return [action["title"] for action in limits.actions(shown)]


def found(shown: Json, label: str) -> Json:
    """The first button that says so."""
    for action in limits.actions(shown):
        if action["title"] == label:
            return action
    raise AssertionError(f"no button {label} among {labels(shown)}")


__all__ = ["TENANT"]
