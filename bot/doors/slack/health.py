"""What `somerad doctor` says of Slack: which tokens work, which team they are for, what is missing."""

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.doors.slack.web import SECONDS, reason
from bot.settings import Settings
from core.words import _

SCOPES = ("commands", "chat:write", "im:write", "im:history", "files:read")


def check(settings: Settings) -> list[tuple[bool, str]]:
    """A line for each thing looked at, and whether it is well."""
    if not settings.has_slack:
        return [(False, _("Slack is not set up: SLACK_BOT_TOKEN is missing."))]
    ways = [
        (settings.slack_app_token, "SLACK_APP_TOKEN"),
        (settings.slack_signing_secret, "SLACK_SIGNING_SECRET"),
    ]
    lines = [(True, _("{setting} is set.", setting=name)) for value, name in ways if value]
    lines += _bot(WebClient(settings.slack_bot_token, settings.slack_api_base_url, timeout=SECONDS))
    if settings.slack_app_token:
        lines.append(_socket(WebClient(base_url=settings.slack_api_base_url, timeout=SECONDS), settings))
    return lines


def _bot(client: WebClient) -> list[tuple[bool, str]]:
    try:
        answer = client.auth_test()
    except (SlackApiError, OSError) as trouble:
        return [
            (
                False,
                _("{setting} does not work: {reason}.", setting="SLACK_BOT_TOKEN", reason=reason(trouble)),
            )
        ]
    team = _(
        "The bot is {bot} in the team {team} ({id}).",
        bot=answer["user"],
        team=answer["team"],
        id=answer["team_id"],
    )
    headers = {name.lower(): value for name, value in answer.headers.items()}
    given = {scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",")} - {""}
    lacking = [scope for scope in SCOPES if given and scope not in given]
    return [(True, team), *((False, _("The bot lacks the scope {scope}.", scope=scope)) for scope in lacking)]


def _socket(client: WebClient, settings: Settings) -> tuple[bool, str]:
    try:
        client.apps_connections_open(app_token=settings.slack_app_token)
    except (SlackApiError, OSError) as trouble:
        return False, _(
            "{setting} does not work: {reason}.", setting="SLACK_APP_TOKEN", reason=reason(trouble)
        )
    return True, _("Socket Mode answers.")
