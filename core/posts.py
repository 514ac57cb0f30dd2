"""Posts and what is known of a week: logged posts, one-tap answers, and weeks nobody has answered for (S6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Session, col, func, select

from core import audit, worktime
from core.accounts import Account
from core.inventory import AccountFacts
from core.logbook import LogRow, must_stand, replace, subject
from core.numbers import next_number
from core.policy.model import Basis, Policy
from core.scope import Scope
from core.table import Table, one_of
from core.watch import Family, wake
from core.worktime import Calendar


class Post(LogRow, table=True):
    """One or more posts published together. `basis` is the GDPR basis; a consent is kept at `consent_place` (F14)."""

    __table_args__ = (
        UniqueConstraint("workspace_id", "number"),
        Index(None, "account_id", "published_at"),
    )

    count: int = 1
    published_at: datetime
    link: str | None = Field(default=None, max_length=1000)
    basis: Basis | None = Field(default=None, sa_column=one_of(Basis, nullable=True))
    consent_place: str | None = Field(default=None, max_length=300)


class WeekAnswer(Table, table=True):
    """An editor's answer to how many posts a whole ISO week (`2026-W47`) had; `at_least` for the button 3+."""

    __tablename__ = "week_answer"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    week: str = Field(primary_key=True, max_length=8)
    workspace_id: int = Field(foreign_key="workspace.id")
    count: int
    at_least: bool = False
    answered_by: int = Field(foreign_key="person.id")
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Activity:
    """An account's last known activity, and whether it is a post or only its activation (F8)."""

    at: datetime
    is_post: bool


def record(
    scope: Scope,
    account: Account,
    published_at: datetime,
    *,
    count: int = 1,
    link: str | None = None,
    basis: Basis | None = None,
    consent_place: str | None = None,
) -> Post:
    """Records posts published at a time (F9), with their legal basis (F14)."""
    post = Post(
        workspace_id=scope.workspace_id, number=next_number(scope, "I"), account_id=account.id,
        recorded_by=scope.doer.id, recorded_at=scope.now, door=scope.door,
        published_at=published_at, count=count, link=link, basis=basis, consent_place=consent_place,
    )  # fmt: skip
    scope.session.add(post)
    scope.session.flush()
    audit.record(
        scope, "post.recorded", subject(post), published_at,
        account=account.slug, count=count, link=link, basis=basis, consent_place=consent_place,
    )  # fmt: skip
    wake(scope, account.id, Family.POSTING, Family.INACTIVITY)
    if lacks_consent_place(post, scope.policy):
        wake(scope, post.id, Family.CONSENT)
    return post


def correct(scope: Scope, post: Post, **changes: Any) -> Post:
    """A correcting row with a new number."""
    new = replace(scope, post, next_number(scope, "I"), **changes)
    wake(scope, post.account_id, Family.POSTING, Family.INACTIVITY)
    wake(scope, post.id, Family.CONSENT)
    wake(scope, new.id, Family.CONSENT)
    return new


def lacks_consent_place(post: Post, policy: Policy) -> bool:
    """Whether a consent is the basis and nobody has said where it is kept (F14)."""
    wants = policy.posts.consent_place.value and post.basis is Basis.CONSENT and post.voided_at is None
    return wants and not post.consent_place


def place_consent(scope: Scope, post: Post, place: str) -> None:
    """Says where the consent is kept (F14)."""
    must_stand(post)
    post.consent_place = place
    audit.record(scope, "post.consent", subject(post), consent_place=place)
    wake(scope, post.id, Family.CONSENT)


def without_consent_place(scope: Scope) -> list[Post]:
    """Posts that lack the place of their consent (F14), oldest first."""
    if not scope.policy.posts.consent_place.value:
        return []
    query = select(Post).where(
        Post.workspace_id == scope.workspace_id,
        Post.basis == Basis.CONSENT,
        col(Post.consent_place).is_(None),
        col(Post.voided_at).is_(None),
    )
    return list(scope.session.exec(query.order_by(col(Post.recorded_at))))


def identify(session: Session, workspace_id: int, number: str) -> Post | None:
    """The post with that number."""
    query = select(Post).where(Post.workspace_id == workspace_id, Post.number == number.upper())
    return session.exec(query).first()


def answer_week(scope: Scope, account: Account, week: str, count: int, at_least: bool = False) -> WeekAnswer:
    """Records, or corrects, how many posts a whole week had (F9, S6). ValueError on a bad week."""
    worktime.week_start(week)
    answer = scope.session.get(WeekAnswer, (account.id, week)) or WeekAnswer(
        account_id=account.id, week=week, workspace_id=scope.workspace_id,
        count=count, answered_by=scope.doer.id, answered_at=scope.now,
    )  # fmt: skip
    answer.count, answer.at_least = count, at_least
    answer.answered_by, answer.answered_at = scope.doer.id, scope.now
    scope.session.add(answer)
    scope.session.flush()
    audit.record(scope, "post.week", f"account:{account.slug}", week=week, count=count, at_least=at_least)
    wake(scope, account.id, Family.POSTING, Family.INACTIVITY)
    return answer


def weeks_known(
    session: Session,
    calendar: Calendar,
    account_ids: Iterable[int],
    weeks: tuple[str, ...],
    *,
    known_by: datetime | None = None,
) -> dict[tuple[int, str], int]:
    """Posts per (account id, week) for the weeks somebody has answered for; a week not there is unknown (S6).

    `weeks` are whole ISO weeks, oldest first and without a hole; `known_by` leaves out what was recorded later.
    """
    if not weeks:
        return {}
    ids = tuple(account_ids)
    start = calendar.midnight(worktime.week_start(weeks[0]))
    end = calendar.midnight(worktime.week_start(weeks[-1]) + timedelta(days=7))
    known: dict[tuple[int, str], int] = {}
    logged = select(Post.account_id, Post.published_at, Post.count).where(
        col(Post.account_id).in_(ids), col(Post.voided_at).is_(None),
        Post.published_at >= start, Post.published_at < end,
    )  # fmt: skip
    answers = select(WeekAnswer).where(col(WeekAnswer.account_id).in_(ids), col(WeekAnswer.week).in_(weeks))
    if known_by is not None:
        logged = logged.where(Post.recorded_at <= known_by)
        answers = answers.where(WeekAnswer.answered_at <= known_by)
    for account_id, published_at, count in session.exec(logged):
        key = (account_id, worktime.iso_week(published_at, calendar))
        known[key] = known.get(key, 0) + count
    for answer in session.exec(answers):
        key = (answer.account_id, answer.week)
        known[key] = max(known.get(key, 0), answer.count)
    return known


def last_activity(
    session: Session, calendar: Calendar, accounts: Iterable[Account | AccountFacts]
) -> dict[int, Activity]:
    """The last known activity per account id: a post, the end of a week said to have some, else the activation (F8)."""
    accounts = tuple(accounts)
    ids = tuple(a.id for a in accounts if a.id is not None)
    found = {a.id: Activity(a.activated_at, False) for a in accounts if a.id and a.activated_at}
    posted = select(Post.account_id, func.max(Post.published_at)).where(
        col(Post.account_id).in_(ids), col(Post.voided_at).is_(None)
    )
    for account_id, at in session.exec(posted.group_by(col(Post.account_id))):
        found[account_id] = Activity(at, True)
    answered = select(WeekAnswer.account_id, func.max(WeekAnswer.week)).where(
        col(WeekAnswer.account_id).in_(ids), WeekAnswer.count > 0
    )
    for account_id, week in session.exec(answered.group_by(col(WeekAnswer.account_id))):
        ended = calendar.midnight(_sunday(week))
        if account_id not in found or ended > found[account_id].at:
            found[account_id] = Activity(ended, True)
    return found


def _sunday(week: str) -> date:
    return worktime.week_start(week) + timedelta(days=6)
