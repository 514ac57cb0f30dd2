"""How many statements a command sends: a bounded number, however many accounts and people there are."""

import pytest
from sqlmodel import select

from commands.command import Caller, Request
from core.accounts import Account, AccountEditor
from core.people import Person
from tests.records import transactions
from tests.town import ACCOUNT, ADMIN, EDITOR, Town

READS, WRITES = 6, 10
WALLED = (
    1  # on PostgreSQL, where a command says whose rows it sees, and one that writes takes its turn with that
)


def statements(town: Town, line: str, key: str) -> int:
    """How many statements the editor's words in the chat cost."""
    request = Request(Caller(team="T1", user="U1"), key, town.now, text=line, door="slack")
    with transactions(town.database) as seen:
        reply = town.dispatch.handle(request)
    assert reply.ok, reply.card.text
    return sum(not each.startswith("BEGIN") for transaction in seen for each in transaction)


def grow(town: Town) -> None:
    """Twenty more accounts, each with an editor of its own, who edits the first one too."""
    with town.database.write() as session:
        first = session.exec(select(Account)).one()
        editor = session.exec(select(Person).where(Person.slug == EDITOR)).one()
        for number in range(20):
            own = {"slug": f"nr-{number}", "folded": f"nr-{number}"}
            account = Account(**first.model_dump(exclude={"id", "slug", "folded"}), **own)
            person = Person(**editor.model_dump(exclude={"id", "slug", "folded"}), **own)
            session.add_all([account, person])
            session.flush()
            for edited in (account, first):
                link = {"account_id": edited.id, "person_id": person.id, "since": town.now}
                session.add(AccountEditor(workspace_id=first.workspace_id, **link))


@pytest.mark.parametrize(("line", "most"), [("konto visa", READS), ("fråga", WRITES)])
def test_as_many_in_a_large_town_as_in_a_small_one(town: Town, line: str, most: int) -> None:
    """Nothing is asked for once an account, a person or a gap."""
    with town.database.write() as session:
        town.home(session).slack_team = "T1"
        session.add(town.home(session))
    town.say(ADMIN, f"person koppla {EDITOR} chatt=U1")
    few = statements(town, f"{line} {ACCOUNT}", "few")
    grow(town)
    assert statements(town, f"{line} {ACCOUNT}", "many") == few
    assert few <= most + (0 if town.database.is_sqlite else WALLED)
