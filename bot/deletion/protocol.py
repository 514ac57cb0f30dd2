"""A deletion's protocol: by which decision, who, when, which kinds and how many; nothing of what was in them (S4)."""

from bot.report.parts import Column, Grid, Head, Part
from commands import deletion_card as commands
from commands.command import Context
from core.deletions import Deletion
from core.policy.records import Deletable
from core.words import _, spoken
from core.words.times import moment


def head(context: Context, found: Deletion) -> Head:
    """What stands at the top."""
    home = context.workspace
    told = (("", ""), *commands.facts(context, found))
    facts = tuple((label, value) for label, value in told if label and value)
    made = context.calendar.local(context.now).replace(tzinfo=None, microsecond=0)
    return Head(
        home.name, _("Protocol of deletion"), found.number, facts, made, spoken(), {"logo": "", "about": ""},
        found.number, home.colour or "",
    )  # fmt: skip


def _of_people() -> str:
    """What of somebody who has left is on record still."""
    return _(
        "Of people who have left, their name, unit and title stay, and what they have done in their post: it is public "
        "record."
    )


def parts(context: Context, found: Deletion) -> tuple[Part, ...]:
    """What was deleted by kind, what stays, and where it may still be."""
    columns = (Column(_("Kinds"), width=5), Column(_("How many"), width=2))
    grid = Grid(_("Deleted"), _("What was deleted"), columns, commands.counted(found))
    at = moment(found.closed_at or context.now, context.calendar)
    return (
        Part(_("Deleted"), grids=(grid,)),
        Part(
            _("What stays"),
            (
                _(
                    "Of each entry its number, account and times stay, so that figures hold. What was said in it is "
                    "gone, and what the log said of it. The log's chain of hashes is whole."
                ),
                *([_of_people()] if found.counts.get(Deletable.PERSON) else ()),
            ),
        ),
        Part(
            _("Where it may still be"),
            (
                _("Backups made before {time} hold it until they are written over. What people have saved of the bot's "
                  "files, and what it has handed over in Teams, it can't take back.", time=at),
            ),
        ),
    )  # fmt: skip
