"""How many statements a command sends: few, and as many however many accounts and people there are."""

from collections.abc import Iterator

import pytest
from sqlmodel import select

from commands.command import Caller, Command, FileRef, Request
from commands.registry import COMMANDS
from core.accounts import Account, AccountEditor
from core.people import Person
from core.questions import Question
from tests.commands.test_rights_table import LINES, SET_UP, Rehearsal
from tests.records import transactions
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, FOUNDED, MANAGER, Town, png

READS, WRITES = 6, 10
WALL = "set_config"  # on PostgreSQL a transaction says once whose rows it sees, and takes its turn with that
CALLERS = {EDITOR: "U1", MANAGER: "U2", COMMUNICATOR: "U3"}
SCREEN = "a screen of everything there is to do, from the tables of each kind"
TWICE = "what is asked is looked at before its file is read, in a transaction of its own"
PACKED = "says what would be handed out, which is in many tables"
MORE = {
    "home": (18, SCREEN),
    "status.mine": (14, SCREEN),
    "status.show": (14, "of the whole town: a count for each figure; of one account 5"),
    "search": (7, "a question to each kind that is searched"),
    "snapshot.new": (14, TWICE),
    "account.change": (16, "who works with it, before and after, and what is open on it"),
    "account.approve": (14, "a step, the tasks that the manager gives with it, and who is next"),
    "account.reject": (11, "a step, and whose it was"),
    "person.change": (12, "one's roles, accounts and what is open on them"),
    "person.leave": (15, "one's roles, identities, accounts and what is open on them"),
    "meeting.call": (14, "a meeting, its agenda, and everybody who is to come"),
    "meeting.change": (13, "the same"),
    "moderation.waive": (11, "the case, the reason, and what is left"),
    "moderation.correct": (11, "two rows, the old and the new, and what was closed of them"),
    "evidence.witness": (11, "the file, its case or snapshot, and who has witnessed"),
    "personal.objection": (14, "the objection, and all that it asks to be looked at"),
    "disclosure.account": (13, PACKED),
    "disclosure.question": (13, PACKED),
    "disclosure.case": (13, PACKED),
    "disclosure.period": (12, PACKED),
}


@pytest.fixture
def stage(town: Town) -> Iterator[Town]:
    """A town with one of each thing, connected to a chat, in which nothing is kept from now."""
    for person, line in SET_UP:
        town.say(person, line)
    with town.database.write() as session:
        town.home(session).slack_team = "T1"
    for person, user in CALLERS.items():
        town.say(ADMIN, f"person koppla {person} chatt={user}")
    played = Town(Rehearsal(town.database.url), town.store, FOUNDED)
    yield played
    played.database.close()


def counted(town: Town) -> dict[str, int]:
    """The most statements of each command that any of the callers' words in the chat cost."""
    return {
        command.name: max(statements(town, command, LINES.get(command.name, command.examples[0]), user)
                          for user in CALLERS.values())
        for command in COMMANDS
    }  # fmt: skip


def statements(town: Town, command: Command, line: str, user: str) -> int:
    """How many statements it costs, whatever comes of it."""
    files = {"file": FileRef("bild.png", png)} if command.name == "snapshot.new" else {}
    request = Request(
        Caller(team="T1", user=user), f"{line} {user}", town.now, text=line, files=files, door="slack"
    )
    with transactions(town.database) as seen:
        reply = town.dispatch.handle(request)
    assert not reply.card.text.startswith("Försök igen"), (line, reply.card)
    assert all(sum(WALL in each for each in transaction) <= 1 for transaction in seen)
    return sum(not each.startswith("BEGIN") and WALL not in each for done in seen for each in done)


def grow(town: Town, *numbers: int) -> None:
    """More accounts with an open question, each with an editor of its own, who edits the first one too."""
    with town.database.write() as session:
        first = session.exec(select(Account).where(Account.slug == ACCOUNT)).one()
        editor = session.exec(select(Person).where(Person.slug == EDITOR)).one()
        question = session.exec(select(Question)).first()
        for number in numbers:
            own = {"slug": f"nr-{number}", "folded": f"nr-{number}"}
            account = Account(**first.model_dump(exclude={"id", "slug", "folded"}), **own)
            person = Person(**editor.model_dump(exclude={"id", "slug", "folded"}), **own)
            session.add_all([account, person])
            session.flush()
            if question:
                about = {"account_id": account.id, "number": f"F-2026-1{number:03}"}
                session.add(Question(**question.model_dump(exclude={"id", *about}), **about))
            for edited in (account, first):
                link = {"account_id": edited.id, "person_id": person.id, "since": town.now}
                session.add(AccountEditor(workspace_id=first.workspace_id, **link))


def test_every_command_sends_few_and_as_many_in_a_large_town(stage: Town, town: Town) -> None:
    """Nothing is asked for once an account, a person or a question; what takes more is named, with why."""
    grow(town, 0)
    few = counted(stage)
    grow(town, *range(1, 20))
    assert {name: count for name, count in counted(stage).items() if count > few[name]} == {}
    limits = {c.name: (READS if c.reads else WRITES, "") for c in COMMANDS} | MORE
    assert {name: count for name, count in few.items() if count > limits[name][0]} == {}


def test_an_accounts_status_is_read_in_few(stage: Town) -> None:
    """C2: its figures at once, however many kinds there are of them."""
    command = next(c for c in COMMANDS if c.name == "status.show")
    assert (
        max(statements(stage, command, f"status {ACCOUNT}", user) for user in CALLERS.values()) <= READS - 1
    )
