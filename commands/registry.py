"""All commands, in the order help shows them."""

from commands import (
    account,
    file,
    gap,
    guideline,
    help,
    home,
    log,
    moderation,
    overview,
    person,
    post,
    question,
    reminder,
    retention,
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
    *person.COMMANDS,
    *search.COMMANDS,
    *retention.COMMANDS,
    *guideline.COMMANDS,
    *settings.COMMANDS,
    *help.COMMANDS,
)
