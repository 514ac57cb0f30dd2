"""The ways into the Slack door: what the app's manifest lists and what Bolt listens for, from one place."""

from dataclasses import dataclass

from core.words import N_

COMMAND = "/some"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry of Slack's shortcut menus that opens a command's form; its callback is the command's name.

    `name` and `summary` are msgids. `link` names the field a message's address goes to: without one the shortcut
    belongs to no message. `wants` are fields to ask for though the command could do without.
    """

    command: str
    name: str
    summary: str
    link: str = ""
    wants: frozenset[str] = frozenset()


SHORTCUTS = (
    Shortcut(
        "question.new", N_("Record a question"), N_("Records a question that a citizen asked."),
        "link", frozenset({"at"}),
    ),
    Shortcut(
        "moderation.new", N_("Record a moderation"), N_("Records what you hid or removed."), "link",
    ),
    Shortcut("account.new", N_("New account"), N_("Asks for a new account in social media.")),
)  # fmt: skip

# Each event with the scope that Slack asks for it; none where it asks for none.
EVENTS = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "file_shared": "files:read",
    "user_change": "users:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "member_joined_channel": "channels:read",
    "tokens_revoked": "",
    "app_uninstalled": "",
}
