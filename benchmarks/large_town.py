"""A town with many accounts and a year behind it, written straight to the database: to measure with."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, select

from bot import app as house
from core import people, questions, workspace, worktime
from core.accounts import Access, Account, AccountEditor, Status
from core.database import Database
from core.logbook import Author
from core.moderation import Action, Case
from core.people import Person, Role
from core.policy.moderation import Judgement
from core.policy.questions import Kind
from core.posts import Post, WeekAnswer
from core.questions import Question
from core.scope import Scope
from core.snapshots import Cause, Snapshot

NOW = datetime(2026, 6, 30, 10, tzinfo=UTC)
BEGIN = NOW - timedelta(days=365)
COMMUNICATOR = "communicator"
WEEKS, QUESTIONS, CASES = 51, 10, 3  # of each account
Row = dict[str, Any]


def make(
    database: Database, accounts: int, name: str = "Stora kommun", seed: int = 1930, *, with_year: bool = True
) -> None:
    """So many accounts in use, each with an editor, and a year of posts, questions, cases and snapshots, or not."""
    slug = house.make_workspace(database, BEGIN, name, "falkoping").slug
    chance = Random(seed)
    with database.write() as session:
        scope = _scope(session, slug)
        people.add(scope, COMMUNICATOR, (Role.COMMUNICATIONS,))
        editors = _kept(scope, Person, _people(scope, accounts))
        ids = _kept(scope, Account, _accounts(scope, editors))
        year = (
            _year(scope, ids, editors[0], chance)
            if with_year
            else {AccountEditor: _edited(scope, ids, editors)}
        )
        for kind, rows in year.items():
            session.execute(insert(kind), rows)


def _scope(session: Session, slug: str) -> Scope:
    home = workspace.find(session, slug)
    return Scope(session, home, house.policy_of(home), workspace.calendar_of(home), NOW)


def _kept(scope: Scope, kind: type[Person] | type[Account], rows: list[Row]) -> list[int]:
    scope.session.execute(insert(kind), rows)
    slugs = [row["slug"] for row in rows]
    query = select(kind.id).where(kind.workspace_id == scope.workspace_id, col(kind.slug).in_(slugs))
    return list(scope.session.exec(query.order_by(col(kind.id))))


def _people(scope: Scope, count: int) -> list[Row]:
    return [
        {
            "workspace_id": scope.workspace_id, "slug": f"person-{n}", "folded": f"person-{n}",
            "name": f"Person {n}", "unit": f"Verksamhet {n % 40}", "is_operator": False, "created_at": BEGIN,
        }
        for n in range(count)
    ]  # fmt: skip


def _accounts(scope: Scope, editors: list[int]) -> list[Row]:
    return [
        {
            "workspace_id": scope.workspace_id, "slug": f"konto-{n}", "folded": f"konto-{n}",
            "platform": "facebook", "unit": f"Verksamhet {n % 40}", "purpose": "Tips och nyheter",
            "responsible_id": editor, "status": Status.ACTIVE, "requested_by": editor,
            "requested_at": BEGIN, "activated_at": BEGIN, "url": f"https://www.facebook.com/{n}",
            "access": Access.ADMINISTRATOR,
        }
        for n, editor in enumerate(editors)
    ]  # fmt: skip


def _year(scope: Scope, ids: list[int], editor: int, chance: Random) -> dict[type[SQLModel], list[Row]]:
    """The rows of a year by their kind, numbered as the log is."""
    return {
        AccountEditor: _edited(scope, ids, [editor] * len(ids)),
        Post: list(_logged("I", scope, ids, editor, WEEKS, _post, chance)),
        WeekAnswer: [_week(scope, id, week, editor) for id in ids for week in range(0, WEEKS, 4)],
        Question: list(_logged("F", scope, ids, editor, QUESTIONS, _question, chance)),
        Case: list(_logged("M", scope, ids, editor, CASES, _case, chance)),
        Snapshot: list(_logged("S", scope, ids[::2], editor, 1, _snapshot, chance)),
    }


def _edited(scope: Scope, ids: list[int], editors: list[int]) -> list[Row]:
    return [
        {"account_id": id, "person_id": editor, "workspace_id": scope.workspace_id, "since": BEGIN}
        for id, editor in zip(ids, editors, strict=True)
    ]


def _logged(
    letter: str, scope: Scope, ids: list[int], editor: int, times: int, of: Any, chance: Random
) -> Iterator[Row]:
    for n, id in enumerate(id for id in ids for _ in range(times)):
        at = BEGIN + timedelta(hours=chance.random() * 24 * 364)
        yield {
            "workspace_id": scope.workspace_id, "number": f"{letter}-{n}", "account_id": id,
            "recorded_by": editor, "recorded_at": at, "door": "terminal", **of(scope, at, chance),
        }  # fmt: skip


def _post(_scope: Scope, at: datetime, _chance: Random) -> Row:
    return {"count": 1, "published_at": at}


def _question(scope: Scope, at: datetime, chance: Random) -> Row:
    due = questions.due(scope.policy, scope.calendar, at)
    answered = at + timedelta(hours=chance.expovariate(1 / 14)) if chance.random() < 0.97 else None
    return {"kind": Kind.QUESTION, "received_at": at, "due_at": due and due.at, "answered_at": answered}


def _case(scope: Scope, at: datetime, chance: Random) -> Row:
    category = chance.choice(scope.policy.moderation.categories)
    return {
        "category": category.id, "action": Action.REMOVED, "judgement": Judgement.RULES, "count": 1,
        "happened_at": at, "author": Author.CITIZEN,
    }  # fmt: skip


def _snapshot(_scope: Scope, _at: datetime, _chance: Random) -> Row:
    return {"taken_at": NOW, "period": "2026-H1", "cause": Cause.HALF_YEAR, "place": "e-arkivet"}


def _week(scope: Scope, account_id: int, week: int, editor: int) -> Row:
    at = BEGIN + timedelta(weeks=week)
    return {
        "account_id": account_id, "week": worktime.iso_week(at, scope.calendar), "count": 2,
        "workspace_id": scope.workspace_id, "answered_by": editor, "answered_at": at, "at_least": False,
    }  # fmt: skip
