"""The manifest: what Slack takes, what the door answers, and no scope more than is used."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web import client as sdk
from typer.testing import CliRunner

from bot.cli import app
from bot.clock import now
from bot.doors.slack.manifest import NAME, manifest
from bot.doors.slack.scopes import METHODS, SCOPES
from bot.doors.slack.ways import COMMAND, EVENTS, SHORTCUTS, Shortcut
from core.errors import Refused
from core.words import LANGUAGES, speaking
from tests.bot.slack.client import EDITOR, SECRET, Talk
from tests.bot.slack.standin import TEAM

Json = dict[str, Any]

HOUSE = Path(__file__).parents[3]
URL = "https://some.kommun.se"
EVENTS_URL = f"{URL}/slack/events"

# Slack's own limits, by place: (fewest, most) of a text's characters or a list's items, or what a value may be.
TAKEN: dict[str, tuple[int, int] | type[bool] | re.Pattern[str]] = {
    "display_information.name": (1, 35),
    "display_information.description": (1, 140),
    "display_information.long_description": (175, 4000),
    "display_information.background_color": re.compile("#[0-9a-f]{6}"),
    "features.app_home.home_tab_enabled": bool,
    "features.app_home.messages_tab_enabled": bool,
    "features.app_home.messages_tab_read_only_enabled": bool,
    "features.bot_user.display_name": re.compile(r"[a-z0-9._-]{1,80}"),
    "features.bot_user.always_online": bool,
    "features.shortcuts": (1, 10),
    "features.shortcuts[].name": (1, 24),
    "features.shortcuts[].type": re.compile("message|global"),
    "features.shortcuts[].callback_id": (1, 255),
    "features.shortcuts[].description": (1, 150),
    "features.slash_commands": (1, 50),
    "features.slash_commands[].command": re.compile("/.{1,31}"),
    "features.slash_commands[].url": re.compile("https://.{1,2992}"),
    "features.slash_commands[].description": (1, 2000),
    "features.slash_commands[].usage_hint": (1, 1000),
    "features.slash_commands[].should_escape": bool,
    "oauth_config.scopes.bot": (1, 255),
    "oauth_config.scopes.bot[]": (1, 50),
    "settings.event_subscriptions.request_url": re.compile("https://.{1,3492}"),
    "settings.event_subscriptions.bot_events": (1, 100),
    "settings.event_subscriptions.bot_events[]": (1, 50),
    "settings.interactivity.is_enabled": bool,
    "settings.interactivity.request_url": re.compile("https://.{1,3492}"),
    "settings.interactivity.message_menu_options_url": re.compile("https://.{1,3492}"),
    "settings.org_deploy_enabled": bool,
    "settings.socket_mode_enabled": bool,
    "settings.token_rotation_enabled": bool,
}


def placed(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Every text, flag and list in a manifest, with its place."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from placed(part, f"{place}.{key}".lstrip("."))
        return
    yield place, value
    for part in value if isinstance(value, list) else []:
        yield from placed(part, f"{place}[]")


def fits(value: object, taken: tuple[int, int] | type[bool] | re.Pattern[str] | None) -> bool:
    """Whether Slack takes a value there; nothing is taken in a place it doesn't know."""
    if isinstance(taken, tuple):
        return isinstance(value, str | list) and taken[0] <= len(value) <= taken[1]
    if isinstance(taken, re.Pattern):
        return isinstance(value, str) and taken.fullmatch(value) is not None
    return taken is bool and isinstance(value, bool)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("url", ["", URL])
def test_slack_takes_every_value_and_knows_every_key(url: str, language: str) -> None:
    """Either way in, in either language."""
    with speaking(language):
        found = list(placed(manifest(url)))
    assert [(place, value) for place, value in found if not fits(value, TAKEN.get(place))] == []
    addresses = {place for place in TAKEN if place.endswith("url")}
    assert {place for place, _value in found} >= TAKEN.keys() - (set() if url else addresses)


def test_socket_mode_has_no_address() -> None:
    made = manifest()
    assert made["settings"]["socket_mode_enabled"] is True
    assert not [place for place, _value in placed(made) if place.endswith("url")]


def test_over_http_slack_is_told_where_to_send_everything() -> None:
    """To one address: commands, events, what is pressed and what is searched."""
    made = manifest(f"{URL}/")
    assert made["settings"]["socket_mode_enabled"] is False
    addresses = [value for place, value in placed(made) if place.endswith("url")]
    assert addresses == [EVENTS_URL] * 4


def test_a_shortcut_is_on_messages_where_it_takes_an_address_along() -> None:
    made = {shortcut["callback_id"]: shortcut["type"] for shortcut in manifest()["features"]["shortcuts"]}
    assert made == {"question.new": "message", "moderation.new": "message", "account.new": "global"}


def test_it_is_printed_in_swedish_to_paste() -> None:
    """UTF-8, not escaped."""
    result = CliRunner().invoke(app, ["manifest", "slack"])
    assert (result.exit_code, json.loads(result.output)) == (0, manifest())
    assert '"Registrera fråga"' in result.output
    assert manifest()["display_information"]["name"] == NAME


def test_a_name_of_ones_own() -> None:
    """The bot is mentioned by it, without what Slack takes in no bot's name."""
    result = CliRunner().invoke(app, ["manifest", "slack", "--url", URL, "--name", "SoMe Hallstahammar ☎"])
    made = json.loads(result.output)
    assert made["display_information"]["name"] == "SoMe Hallstahammar ☎"
    assert made["features"]["bot_user"]["display_name"] == "some-hallstahammar"
    assert manifest(name="☎")["features"]["bot_user"]["display_name"] == "somerad"


@pytest.mark.parametrize(
    "url",
    [
        "http://some.kommun.se",
        "some.kommun.se",
        "https://",
        "https://localhost",
        f"{URL}/slack",
        f"{URL}//",
        f"{URL}?a=b",
        f"{URL}#a",
        "https://me:secret@some.kommun.se",
        f"{URL} ",
        f"{URL}\nhttps://b.se",
    ],
)
def test_an_address_slack_could_not_use_is_refused(url: str) -> None:
    """Saying what to write."""
    result = CliRunner().invoke(app, ["manifest", "slack", "--url", url])
    assert result.exit_code == 2
    assert "--url https://some.kommun.se" in result.output


@pytest.mark.parametrize("name", [" ", "S" * 36])
def test_a_name_slack_would_not_take_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        manifest(name=name)
    assert "--name" in refused.value.what_to_do


def web_api() -> dict[str, str]:
    """What slack_sdk's client can do: each function's name with the method it calls."""
    tree = ast.parse(Path(sdk.__file__).read_text(encoding="utf-8"))
    found = {}
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        named = [c.args[0] for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == "api_call"]
        literal = [str(name.value) for name in named if isinstance(name, ast.Constant)]
        if not function.name.startswith("_"):
            found[function.name] = literal[0] if literal else function.name
    return found


def called() -> set[str]:
    """The Web API's methods that the door names anywhere in its source."""
    api, found = web_api(), set()
    for path in (HOUSE / "bot" / "doors" / "slack").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in api:
                found.add(api[node.attr])
            if isinstance(node, ast.Attribute) and node.attr == "api_call":
                found.add(f"api_call in {path.name}")
    return found


def test_every_method_the_door_calls_is_listed_and_no_other() -> None:
    """The list is what the scopes are made from."""
    assert called() == METHODS.keys()


def test_no_scope_is_asked_for_that_nothing_needs_and_none_is_missing() -> None:
    """Least privilege: the command and the shortcuts, the events, the methods."""
    of_events = {scope for scope in EVENTS.values() if scope}
    of_methods = {scope for method in called() for scope in METHODS[method]}
    asked = manifest()["oauth_config"]["scopes"]
    assert list(asked) == ["bot"]
    assert set(asked["bot"]) == {"commands"} | of_events | of_methods
    assert list(SCOPES) == asked["bot"]


def test_the_manual_says_what_each_scope_is_for() -> None:
    """The table in docs/slack.md, word for word."""
    manual = (HOUSE / "docs" / "slack.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `([a-z_:]+)` \| (.+) \|$", manual, re.MULTILINE)) == SCOPES


USER = {
    "id": EDITOR,
    "team_id": TEAM,
    "name": "eva",
    "deleted": False,
    "is_bot": False,
    "tz": "Europe/Stockholm",
}
PARTS: dict[str, Json] = {
    "app_home_opened": {"user": EDITOR, "channel": "D0EDITOR", "tab": "home"},
    "app_mention": {"user": EDITOR, "channel": "C0KOMM", "ts": "1795430400.000100", "text": "<@U0SOMERAD> hjälp"},
    "message.im": {"user": EDITOR, "channel": "D0EDITOR", "ts": "1.2", "text": "hjälp", "channel_type": "im"},
    "file_shared": {"user_id": EDITOR, "channel_id": "D0EDITOR", "file_id": "F1", "file": {"id": "F1"}},
    "user_change": {"user": {**USER, "profile": {"real_name": "Eva Editor"}}},
    "member_joined_channel": {"user": EDITOR, "channel": "C0KOMM", "channel_type": "C", "team": TEAM},
    "tokens_revoked": {"tokens": {"oauth": [EDITOR], "bot": []}},
    "app_uninstalled": {},
}  # fmt: skip
OF_A_CHANNEL = {"channel": "C0OTHER", "user": EDITOR, "actor_id": EDITOR}


async def post(talk: Talk, body: str, content_type: str) -> int:
    """Posts a signed body to the door; its HTTP status."""
    at = str(int(now().timestamp()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=at, body=body)
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": str(signature),
    }
    async with talk.http.post(f"{talk.url}/slack/events", data=body.encode(), headers=headers) as answer:
        return answer.status


async def happens(talk: Talk, event: str) -> int:
    """Tells the door of an event; its HTTP status."""
    made = {
        "type": event.partition(".")[0],
        "event_ts": "1795430400.000200",
        **PARTS.get(event, OF_A_CHANNEL),
    }
    outer = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev-{event}", "event_time": 1795430400}
    return await post(talk, json.dumps({**outer, "event": made}), "application/json")


async def interaction(talk: Talk, body: Json) -> int:
    """Something chosen or pressed; the door's HTTP status."""
    who = {"user": {"id": EDITOR, "team_id": TEAM}, "team": {"id": TEAM, "domain": "falkoping"}}
    fields = {"payload": json.dumps({**who, "trigger_id": "1.2.abc", **body})}
    return await post(talk, urlencode(fields), "application/x-www-form-urlencoded")


@pytest.mark.parametrize("event", manifest()["settings"]["event_subscriptions"]["bot_events"])
async def test_every_event_of_the_manifest_is_answered(talk: Talk, event: str) -> None:
    """Bolt answers 404 where nobody listens."""
    assert await happens(talk, event) == 200


@pytest.mark.parametrize("shortcut", SHORTCUTS, ids=lambda shortcut: shortcut.command)
async def test_every_shortcut_of_the_manifest_is_answered(talk: Talk, shortcut: Shortcut) -> None:
    """Of a message, or of the menu."""
    body: Json = {"type": "shortcut", "callback_id": shortcut.command, "action_ts": "1795430400.000100"}
    if shortcut.link:
        message = {"type": "message", "user": EDITOR, "ts": "1795430400.000100", "text": "Hej"}
        body |= {"type": "message_action", "message": message, "message_ts": message["ts"]}
        body |= {"channel": {"id": "C0KOMM", "name": "komm"}, "response_url": f"{talk.slack.url}/respond"}
    assert await interaction(talk, body) == 200


async def test_the_command_of_the_manifest_is_answered(talk: Talk) -> None:
    [command] = manifest()["features"]["slash_commands"]
    assert command["command"] == COMMAND
    assert (await talk.slash("hjälp", command=COMMAND))["status"] == 200


async def test_slacks_check_of_the_address_is_answered(talk: Talk) -> None:
    """Before it takes a manifest with one."""
    asked = {"type": "url_verification", "token": "unused", "challenge": "3eZbrw1aB"}
    assert await post(talk, json.dumps(asked), "application/json") == 200


async def test_what_is_not_in_the_manifest_is_not_answered(talk: Talk) -> None:
    """Or the tests above would show nothing."""
    assert await happens(talk, "reaction_added") == 404
    assert await interaction(talk, {"type": "shortcut", "callback_id": "person.new"}) == 404
    assert (await talk.slash("hjälp", command="/other"))["status"] == 404
