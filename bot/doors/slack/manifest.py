"""The app's manifest, which an administrator pastes at Slack: made of what the door listens for."""

import re

from bot.doors.slack.scopes import scopes
from bot.doors.slack.texts import Json
from bot.doors.slack.ways import COMMAND, EVENTS, SHORTCUTS, Shortcut
from core.errors import Refused
from core.slugs import fold
from core.words import _

NAME, NAME_LENGTH = "SoMe-råd", 35
COLOUR = "#1f4e5f"
PATH = "/slack/events"
_ADDRESS = re.compile(r"https://[\w-]+(\.[\w-]+)+(:\d{1,5})?/?", re.IGNORECASE)


def manifest(url: str = "", name: str = NAME, *, reads_channels: bool = False) -> Json:
    """The manifest in the language spoken: for HTTP at `url` (https://host), for Socket Mode without one.

    `name` is the app's, at most 35 characters; with `reads_channels` for a bot that finds what it has sent in
    channels too. Refused when Slack would not take one of them.
    """
    address = f"{_host(url)}{PATH}" if url else ""
    return {
        "display_information": _display(_checked(name)),
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": _bot_name(name), "always_online": True},
            "shortcuts": [_shortcut(shortcut) for shortcut in SHORTCUTS],
            "slash_commands": [_slash_command() | _at(address, "url")],
        },
        "oauth_config": {"scopes": {"bot": list(scopes(reads_channels=reads_channels))}},
        "settings": _settings(address),
    }


def _display(name: str) -> Json:
    return {
        "name": name,
        "description": _(
            "Records questions and moderation in the municipality's social media, keeps the deadlines, reminds."
        ),
        "long_description": _(
            "The bot helps those who look after the municipality's accounts in social media. It records accounts, "
            "questions, posts and moderation, works out when an answer is due, keeps what has to be kept, and "
            "reminds during office hours. It publishes nothing and answers nobody in your place. Write /some, use "
            "the shortcuts, or open the bot's Home."
        ),
        "background_color": COLOUR,
    }


def _shortcut(shortcut: Shortcut) -> Json:
    return {
        "name": _(shortcut.name),
        "type": "message" if shortcut.link else "global",
        "callback_id": shortcut.command,
        "description": _(shortcut.summary),
    }


def _slash_command() -> Json:
    """Escaped, so that a mention arrives as the id it stands for."""
    return {
        "command": COMMAND,
        "description": _("Record, look up, and see what waits for you"),
        "usage_hint": _("question ACCOUNT · moderate ACCOUNT · mine · help"),
        "should_escape": True,
    }


def _settings(address: str) -> Json:
    return {
        "event_subscriptions": {**_at(address, "request_url"), "bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True, **_at(address, "request_url", "message_menu_options_url")},
        "org_deploy_enabled": False,
        "socket_mode_enabled": not address,
        "token_rotation_enabled": False,
    }


def _at(address: str, *keys: str) -> Json:
    """The address under each key; nothing with Socket Mode."""
    return dict.fromkeys(keys, address) if address else {}


def _host(url: str) -> str:
    if not _ADDRESS.fullmatch(url):
        raise Refused(
            _("{url} is no address that Slack can reach.", url=url),
            _("Write https:// and the host alone, as in --url https://some.kommun.se"),
        )
    return url.rstrip("/")


def _checked(name: str) -> str:
    if not 0 < len(name.strip()) <= NAME_LENGTH:
        raise Refused(
            _("Slack takes no app name of {count} characters.", count=len(name.strip())),
            _("Give one of 1 to {most} characters: --name NAME", most=NAME_LENGTH),
        )
    return name.strip()


def _bot_name(name: str) -> str:
    """The name to mention the bot by; Slack documents a to z, digits, hyphen, underscore and full stop."""
    return re.sub(r"[^a-z0-9._-]+", "-", fold(name)).strip("-") or "somerad"
