"""All commands, in the order help shows them."""

from commands import (
    account,
    digest,
    file,
    followup,
    gap,
    help,
    home,
    log,
    moderation,
    overview,
    person,
    post,
    question,
    reminder,
    search,
    settings,
    snapshot,
    status,
)
from commands.command import Command

COMMANDS: tuple[Command, ...] = (
    *home.COMMANDS,
    *status.COMMANDS,
    *overview.COMMANDS,
    *question.COMMANDS,
    *post.COMMANDS,
    *moderation.COMMANDS,
    *snapshot.COMMANDS,
    *file.COMMANDS,
    *log.COMMANDS,
    *reminder.COMMANDS,
    *account.COMMANDS,
    *gap.COMMANDS,
    *followup.COMMANDS,
    *person.COMMANDS,
    *search.COMMANDS,
    *settings.COMMANDS,
    *digest.COMMANDS,
    *help.COMMANDS,
)
