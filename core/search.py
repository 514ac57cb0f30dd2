"""Search over the register and the log: names, numbers, links, places, diary numbers; no citizens' words (S5)."""

from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from sqlmodel import col, func, or_, select

from core.accounts import Account
from core.logbook import LogRow
from core.moderation import Case
from core.people import Person
from core.posts import Post
from core.questions import Question
from core.scope import Scope
from core.snapshots import Snapshot
from core.words import _
from core.words.times import day


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, and the command that shows it."""

    kind: str
    name: str
    text: str
    command: str


def find(scope: Scope, text: str, limit: int) -> list[Hit]:
    """What has `text` in it, case aside: accounts first, then people, then the log, newest first."""
    accounts = (
        Hit(_("account"), a.slug, a.purpose[:80], f"konto visa {a.slug}")
        for a in _matching(scope, Account, text, limit, "slug", "folded", "handle", "url", "unit", "purpose")
    )
    people = (
        Hit(_("person"), p.name, p.unit or "", f"person visa {p.slug}")
        for p in _matching(scope, Person, text, limit, "slug", "name", "unit", "department")
    )
    return list(islice(chain(accounts, people, _log(scope, text, limit)), limit))


def _log(scope: Scope, text: str, limit: int) -> list[Hit]:
    """A question's link is found by and not shown: it may hold the citizen's name on the platform (S5)."""
    questions = [
        Hit(
            _("question"),
            q.number,
            _seen(q, day(scope.calendar.local(q.received_at))),
            f"fråga visa {q.number}",
        )
        for q in _matching(scope, Question, text, limit, "number", "link", "forwarded_to", "signed_name")
    ]
    cases = [
        Hit(_("moderation"), c.number, _seen(c, c.category), f"moderering visa {c.number}")
        for c in _matching(
            scope, Case, text, limit, "number", "link", "category", "place", "police_report", "diary_number"
        )
    ]
    snapshots = [
        Hit(_("snapshot"), s.number, _seen(s, s.period), f"rätta {s.number}")
        for s in _matching(scope, Snapshot, text, limit, "number", "period", "place")
    ]
    posts = [
        Hit(_("post"), p.number, _seen(p, p.link), f"rätta {p.number}")
        for p in _matching(scope, Post, text, limit, "number", "link", "consent_place")
    ]
    return questions + cases + snapshots + posts


def _seen(row: LogRow, text: str | None) -> str:
    return f"{text or ''} ({_('voided')})".strip() if row.voided_at else text or ""


def _matching(scope: Scope, kind: Any, text: str, limit: int, *columns: str) -> list[Any]:
    pattern = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    like = (func.lower(getattr(kind, column)).like(f"%{pattern}%", escape="\\") for column in columns)
    query = select(kind).where(kind.workspace_id == scope.workspace_id, or_(*like))
    return list(scope.session.exec(query.order_by(col(kind.id).desc()).limit(limit)))
