"""What the bot may do in Slack: each scope with what it is for, and each method of the Web API with its scopes."""

from core.words import N_

# In the order of the manifest and of the manual; the texts are msgids.
SCOPES = {
    "commands": N_("the command /some and the shortcuts"),
    "chat:write": N_("answers and reminders"),
    "im:write": N_("a conversation of its own with each person"),
    "im:history": N_("what people write to the bot in that conversation"),
    "app_mentions:read": N_("what people write after the bot's name in a channel"),
    "files:read": N_("screenshots and other files that people hand in"),
    "files:write": N_("reports and charts, handed over where they were asked for"),
    "users:read": N_("people's names, time zones and languages, and who has been deactivated"),
    "channels:read": N_("whether a public channel is archived, and whether the bot is in it"),
    "groups:read": N_("whether a private channel is archived, and whether the bot is in it"),
}

# Only where SLACK_CHANNEL_HISTORY is on.
HISTORY_SCOPES = {
    "channels:history": N_("to find what it has sent itself in a public channel, after a crash"),
    "groups:history": N_("to find what it has sent itself in a private channel, after a crash"),
}


def scopes(*, reads_channels: bool) -> dict[str, str]:
    """What the bot asks for, with what each is for."""
    return SCOPES | HISTORY_SCOPES if reads_channels else SCOPES


# None where Slack asks for none of the bot. apps.connections.open is called with the app-level token.
METHODS: dict[str, tuple[str, ...]] = {
    "apps.connections.open": (),
    "auth.test": (),
    "chat.delete": ("chat:write",),
    "chat.getPermalink": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("im:history",),
    "conversations.info": ("channels:read", "groups:read"),
    "conversations.open": ("im:write",),
    "files.completeUploadExternal": ("files:write",),
    "files.delete": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "users.info": ("users:read",),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
