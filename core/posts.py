"""Posts and what is known of a week: logged posts, one-tap answers, and weeks nobody has answered for (S6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Session, col, func, or_, select

from core import audit, supervision, worktime
from core.accounts import Account
from core.inventory import AccountFacts
from core.logbook import Author, LogRow, must_stand, replace, subject
from core.numbers import next_number
from core.policy.model import Policy
from core.policy.posting import Basis
from core.scope import Scope
from core.table import Table, one_of
from core.watch import Family, wake
from core.worktime import Calendar


class Pictured(StrEnum):
    """Whether the people in a post's pictures have agreed to be there (H29)."""

    AGREED = "agreed"
    NOBODY = "nobody"
    MISSING = "missing"


class Post(LogRow, table=True):
    """One or more posts published together. `basis` is the GDPR basis; a consent is kept at `consent_place` (F14).

    `pictured` and `rights_cleared` are of its pictures (H29), None where nobody has said.
    """

    __table_args__ = (
        UniqueConstraint("workspace_id", "number"),
        # All that a week's posts are counted by, so that counting reads no post, wherever it is stored.
        Index(None, "account_id", "published_at", "voided_at", "count"),
    )

    author: ClassVar[Author] = Author.OFFICIAL

    count: int = 1
    published_at: datetime
    link: str | None = Field(default=None, max_length=1000)
    basis: Basis | None = Field(default=None, sa_column=one_of(Basis, nullable=True))
    consent_place: str | None = Field(default=None, max_length=300)
    pictured: Pictured | None = Field(default=None, sa_column=one_of(Pictured, nullable=True))
    rights_cleared: bool | None = None


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
    **of_it: Any,
) -> Post:
    """Records posts published at a time (F9).

    `of_it`: basis and consent_place (F14), pictured and rights_cleared (H29).
    """
    post = Post(
        workspace_id=scope.workspace_id, number=next_number(scope, "I"), account_id=account.id,
        recorded_by=scope.doer.id, recorded_at=scope.now, door=scope.door,
        published_at=published_at, count=count, link=link, **of_it,
    )  # fmt: skip
    scope.session.add(post)
    scope.session.flush()
    audit.record(
        scope, "post.recorded", subject(post), published_at,
        account=account.slug, count=count, link=link, **of_it,
    )  # fmt: skip
    also = ((family, account.id) for family in (Family.POSTING, Family.INACTIVITY))
    supervision.seen(scope, account.id, published_at, *also)
    if lacking(post, scope.policy):
        wake(scope, post.id, Family.CONSENT)
    return post


def correct(scope: Scope, post: Post, **changes: Any) -> Post:
    """A correcting row with a new number."""
    new = replace(scope, post, next_number(scope, "I"), **changes)
    wake(scope, post.account_id, Family.POSTING, Family.INACTIVITY)
    wake(scope, post.id, Family.CONSENT)
    wake(scope, new.id, Family.CONSENT)
    return new


class Lack(StrEnum):
    """What a post can still lack."""

    CONSENT = "consent"
    PICTURED = "pictured"
    RIGHTS = "rights"


def lacking(post: Post, policy: Policy) -> tuple[Lack, ...]:
    """What a post lacks: the place of the consent it rests on (F14), an agreement or rights said to be missing (H29).

    What nobody has said is unknown, not missing (S6).
    """
    if post.voided_at is not None or post.deleted_at is not None:
        return ()
    places, pictures = policy.posts.consent_place.value, policy.posts.pictures.value
    lacks = {
        Lack.CONSENT: places and post.basis is Basis.CONSENT and not post.consent_place,
        Lack.PICTURED: pictures and post.pictured is Pictured.MISSING,
        Lack.RIGHTS: pictures and post.rights_cleared is False,
    }
    return tuple(lack for lack, missing in lacks.items() if missing)


def place_consent(scope: Scope, post: Post, place: str) -> None:
    """Says where the consent is kept (F14)."""
    must_stand(post)
    post.consent_place = place
    audit.record(scope, "post.consent", subject(post), consent_place=place)
    wake(scope, post.id, Family.CONSENT)


def clear_pictures(
    scope: Scope, post: Post, pictured: Pictured | None = None, rights_cleared: bool | None = None
) -> None:
    """Says whether people in pictures have agreed, and whether the rights are cleared (H29)."""
    must_stand(post)
    post.pictured = pictured or post.pictured
    post.rights_cleared = post.rights_cleared if rights_cleared is None else rights_cleared
    audit.record(
        scope, "post.pictures", subject(post), pictured=post.pictured, rights_cleared=post.rights_cleared
    )
    wake(scope, post.id, Family.CONSENT)


def unfinished(scope: Scope) -> list[tuple[Post, tuple[Lack, ...]]]:
    """Posts that lack something, oldest first, with what (F14, H29)."""
    query = select(Post).where(
        Post.workspace_id == scope.workspace_id,
        col(Post.voided_at).is_(None),
        or_(
            (col(Post.basis) == Basis.CONSENT) & col(Post.consent_place).is_(None),
            col(Post.pictured) == Pictured.MISSING,
            col(Post.rights_cleared).is_(False),
        ),
    )
    found = scope.session.exec(query.order_by(col(Post.recorded_at)))
    return [(post, lacks) for post in found if (lacks := lacking(post, scope.policy))]


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
    logged = select(Post.account_id, Post.published_at, Post.count).where(
        col(Post.account_id).in_(ids), col(Post.voided_at).is_(None),
        Post.published_at >= start, Post.published_at < end,
    )  # fmt: skip
    answers = select(WeekAnswer).where(col(WeekAnswer.account_id).in_(ids), col(WeekAnswer.week).in_(weeks))
    if known_by is not None:
        logged = logged.where(Post.recorded_at <= known_by)
        answers = answers.where(WeekAnswer.answered_at <= known_by)
    return by_week(calendar, session.exec(logged), session.exec(answers))


def by_week(calendar: Calendar, logged: Iterable[Any], answers: Iterable[Any]) -> dict[tuple[int, str], int]:
    """As `weeks_known`, of posts (account id, when, how many) and of what was answered of weeks."""
    known: dict[tuple[int, str], int] = {}
    for account_id, published_at, count in logged:
        key = (account_id, worktime.iso_week(published_at, calendar))
        known[key] = known.get(key, 0) + count
    for answer in answers:
        key = (answer.account_id, answer.week)
        known[key] = max(known.get(key, 0), answer.count)
    return known


def last_activity(
    session: Session, calendar: Calendar, accounts: Iterable[Account | AccountFacts]
) -> dict[int, Activity]:
    """The last known activity per account id: a post, the end of a week said to have some, else the activation (F8).

    What was before a closing from which the account has come back does not count.
    """
    accounts = tuple(accounts)
    ids = tuple(a.id for a in accounts if a.id is not None)
    posted = select(Post.account_id, func.max(Post.published_at)).where(
        col(Post.account_id).in_(ids), col(Post.voided_at).is_(None)
    )
    answered = select(WeekAnswer.account_id, func.max(WeekAnswer.week)).where(
        col(WeekAnswer.account_id).in_(ids), WeekAnswer.count > 0
    )
    at = dict(session.exec(posted.group_by(col(Post.account_id))).all())
    week = dict(session.exec(answered.group_by(col(WeekAnswer.account_id))).all())
    found = {a.id: latest_of(a, calendar, at.get(a.id), week.get(a.id)) for a in accounts}
    return {id: latest for id, latest in found.items() if latest}


def latest_of(
    account: Account | AccountFacts, calendar: Calendar, posted: datetime | None, week: str | None
) -> Activity | None:
    """As `last_activity`, of an account's last post and the last week that was said to have some."""
    began, closed = account.activated_at, account.closed_at
    latest = Activity(began, False) if began else None
    if posted and not (began and closed and posted <= closed < began):
        latest = Activity(posted, True)
    ended = calendar.midnight(_sunday(week)) if week else None
    return Activity(ended, True) if ended and (latest is None or ended > latest.at) else latest


def _sunday(week: str) -> date:
    return worktime.week_start(week) + timedelta(days=6)
