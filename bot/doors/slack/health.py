"""What `somerad doctor` says of Slack: tokens, team, scopes and channels, and what to do about each."""

from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.doors.slack.connect import one_team
from bot.doors.slack.scopes import scopes
from bot.doors.slack.web import SECONDS, out_of_reach, reason
from bot.settings import Settings
from core import workspace
from core.errors import Refused
from core.words import _, times
from core.workspace import Workspace

Line = tuple[bool, str]

_TROUBLE = (SlackClientError, OSError, HTTPException)


def client(settings: Settings) -> WebClient:
    """A client of the bot's token that tries once."""
    return WebClient(settings.slack_bot_token, settings.slack_api_base_url, timeout=SECONDS)


def check(settings: Settings, homes: Sequence[Workspace]) -> Iterator[Line]:
    """A line for each thing looked at, and whether it is well. `homes` are all workspaces, read before."""
    if not settings.has_slack:
        yield False, _("Slack is not set up: SLACK_BOT_TOKEN is missing.")
        return
    yield from _ways(settings)
    yield from _closed(homes)
    slack = client(settings)
    try:
        bot = identity(slack)
    except Refused as refusal:
        yield False, f"{refusal.text} {refusal.what_to_do}"
        return
    yield True, _("The bot is {bot} in the team {team} ({id}).", bot=bot["user"], team=bot["team"],
                  id=bot["team_id"])  # fmt: skip
    if bot["scopes"]:
        yield from _scopes(bot["scopes"], settings)
    yield from _connected(bot, homes)
    home = of_team(homes, bot["team_id"])
    if home:
        yield from _channels(slack, bot, home)


def identity(slack: WebClient) -> Mapping[str, Any]:
    """Who the token is for, with `scopes`: a set, empty when Slack does not tell.

    Refused, with what to do, when the token does not work or is not for one team.
    """
    try:
        answer = slack.auth_test()
    except SlackApiError as refused:
        raise Refused(
            _("{setting} does not work: {reason}.", setting="SLACK_BOT_TOKEN", reason=reason(refused)),
            _("It stands under OAuth & Permissions at api.slack.com/apps: Bot User OAuth Token."),
        ) from None
    except _TROUBLE as trouble:
        raise out_of_reach(trouble) from None
    headers = {name.lower(): value for name, value in answer.headers.items()}
    given = {scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",")} - {""}
    said = answer.data if isinstance(answer.data, dict) else {}
    one_team(said)
    return {**said, "scopes": frozenset(given)}


def of_team(homes: Sequence[Workspace], team: str) -> Workspace | None:
    """The workspace that is connected to the team."""
    return next((home for home in homes if home.slack_team == team), None)


def _ways(settings: Settings) -> Iterator[Line]:
    if settings.slack_signing_secret:
        yield True, _("{setting} is set.", setting="SLACK_SIGNING_SECRET")
    if settings.slack_app_token:
        yield _socket(settings)


def _socket(settings: Settings) -> Line:
    slack = WebClient(base_url=settings.slack_api_base_url, timeout=SECONDS)
    try:
        slack.apps_connections_open(app_token=settings.slack_app_token)
    except SlackApiError as refused:
        return False, _(
            "{setting} does not work: {reason}. Make another under Basic Information, App-Level Tokens, "
            "with the scope connections:write.",
            setting="SLACK_APP_TOKEN",
            reason=reason(refused),
        )
    except _TROUBLE as trouble:
        return False, str(out_of_reach(trouble))
    return True, _("Socket Mode answers.")


def _closed(homes: Sequence[Workspace]) -> Iterator[Line]:
    for home in homes:
        if home.slack_closed_at:
            when = times.moment(home.slack_closed_at, workspace.calendar_of(home))
            text = _("{name} has been closed to Slack since {when}: the app was uninstalled or its token revoked. "
                     "Install the app again, put its token in SLACK_BOT_TOKEN, and start: somerad run",
                     name=home.slug, when=when)  # fmt: skip
            yield False, text


def _scopes(given: frozenset[str], settings: Settings) -> Iterator[Line]:
    needed = scopes(reads_channels=settings.slack_channel_history)
    lacking = [scope for scope in needed if scope not in given]
    for scope in lacking:
        text = _("The bot lacks the scope {scope} ({why}). Paste the manifest anew under App Manifest, and "
                 "install the app again.", scope=scope, why=_(needed[scope]))  # fmt: skip
        yield False, text
    if not lacking:
        yield True, _("The bot has every scope it needs.")


def _connected(bot: Mapping[str, Any], homes: Sequence[Workspace]) -> Iterator[Line]:
    if home := of_team(homes, bot["team_id"]):
        yield True, _("{name} is connected to that team.", name=home.slug)
        return
    free = ", ".join(home.slug for home in homes if home.slack_team is None)
    if free and len(homes) == 1:
        yield True, _("{name} is not connected yet. The first start does that: somerad run", name=free)
    elif free:
        text = _("No workspace is connected to that team. Connect one ({names}): somerad run --workspace NAME",
                 names=free)  # fmt: skip
        yield False, text
    elif homes:
        text = _("{name} is connected to another Slack team than the token's. Put that team's token in "
                 "SLACK_BOT_TOKEN.", name=", ".join(home.slug for home in homes))  # fmt: skip
        yield False, text


def _channels(slack: WebClient, bot: Mapping[str, Any], home: Workspace) -> Iterator[Line]:
    if not home.department_channel:
        yield (
            True,
            _(
                "Communications' channel is not set: what is for the department goes to each of its people. "
                "Set it: inställningar kanal avdelning=C012AB3CD"
            ),
        )
    places = (
        (_("Communications' channel"), home.department_channel, "avdelning"),
        (_("The SoMe council's channel"), home.council_channel, "råd"),
    )
    for label, channel, key in places:
        if channel and workspace.chat_of_channel(channel) == "slack":
            ok, text = _channel(slack, str(bot["user"]), channel, key)
            yield ok, f"{label}: {text}"


def _channel(slack: WebClient, bot: str, channel: str, key: str) -> Line:
    set_another = _("Or set another: inställningar kanal {key}=C012AB3CD", key=key)
    try:
        found = slack.conversations_info(channel=channel)["channel"]
    except _TROUBLE as trouble:
        if reason(trouble) == "channel_not_found":
            gone = _("{channel} is not there, or is private without the bot. Write in it: /invite @{bot}",
                     channel=channel, bot=bot)  # fmt: skip
            return False, f"{gone} {set_another}"
        return False, _("{channel} can't be looked at: {reason}.", channel=channel, reason=reason(trouble))
    name = f"#{found['name']} ({channel})"
    if found.get("is_archived"):
        return False, f"{_('{channel} is archived. Restore it in Slack.', channel=name)} {set_another}"
    if not found.get("is_member"):
        return False, _("The bot is not in {channel}. Write there: /invite @{bot}", channel=name, bot=bot)
    return True, name
