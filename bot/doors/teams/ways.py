"""The ways into the Teams door: what the app's manifest lists and what the door listens for, from one place."""

from dataclasses import dataclass

from core.words import N_


@dataclass(frozen=True, slots=True)
class Extension:
    """An entry of a message's menu that opens a command's form; its id is the command's name.

    `title` and `summary` are msgids. `link` names the field the message's address goes to; `wants` are fields to ask
    for though the command could do without.
    """

    command: str
    title: str
    summary: str
    link: str
    wants: frozenset[str] = frozenset()


EXTENSIONS = (
    Extension(
        "question.new", N_("Record a question"), N_("Records a question that a citizen asked."), "link",
        frozenset({"at"}),
    ),
    Extension("moderation.new", N_("Record a moderation"), N_("Records what you hid or removed."), "link"),
)  # fmt: skip

# Commands that stand in the list above the message field: the first for everybody, by the command's name.
LISTED = (
    "home", "question.new", "question.answer", "moderation.new", "post.new", "snapshot.new", "status.mine",
    "status.show", "account.new", "account.list", "search", "help",
)  # fmt: skip
