"""What was hidden or removed in a period, by category (F12, F13); never a comment or its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from core.accounts import Account
from core.moderation import Action, Case
from core.overview.rows import Rows, paged
from core.periods import Period
from core.scope import Scope
from core.table import plain


@dataclass(frozen=True, slots=True)
class Removals:
    """A category's name and id, its cases in all and by action, and how many comments they were about."""

    id: str
    name: str
    cases: int
    comments: int
    by_action: Mapping[Action, int]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A moderation case: number, account's slug, category, action, comments, and when it was (aware UTC)."""

    number: str
    account: str
    category: str
    action: Action
    comments: int
    happened_at: datetime


def happened(scope: Scope, period: Period) -> tuple[ColumnElement[bool], ...]:
    """Happened in the period, voided ones aside; by account, as the index is."""
    ours = select(Account.id).where(Account.workspace_id == scope.workspace_id)
    return (
        col(Case.account_id).in_(ours),
        col(Case.voided_at).is_(None),
        col(Case.happened_at) >= period.start,
        col(Case.happened_at) < period.end,
    )


def of(scope: Scope, period: Period) -> tuple[Removals, ...]:
    """The categories with cases in the period, most cases first, in one statement."""
    query = select(Case.category, Case.action, func.count(), func.sum(Case.count)).where(
        *happened(scope, period)
    )
    actions: dict[str, dict[Action, int]] = {}
    comments: dict[str, int] = {}
    for category, action, cases, about in plain(
        scope.session, query.group_by(Case.category, col(Case.action))
    ):
        actions.setdefault(category, {})[Action(action)] = cases
        comments[category] = comments.get(category, 0) + about
    names = category_names(scope)
    made = (
        Removals(id, names.get(id, id), sum(found.values()), comments[id], found)
        for id, found in actions.items()
    )
    return tuple(sorted(made, key=lambda each: (-each.cases, each.name)))


def category_names(scope: Scope) -> dict[str, str]:
    """What the guideline calls its categories, by id."""
    return {category.id: category.name for category in scope.policy.moderation.known}


def listed(scope: Scope, period: Period, category: str, page: int) -> Rows[CaseRow]:
    """The cases of the period, of one category's id or of all, the newest first."""
    query = (
        select(Case.number, Account.slug, Case.category, Case.action, Case.count, Case.happened_at)  # type: ignore[call-overload]
        .join(Account, col(Account.id) == col(Case.account_id))
        .where(*happened(scope, period))
    )
    if category:
        query = query.where(Case.category == category)
    names = category_names(scope)
    found = scope.session.exec(query.order_by(col(Case.happened_at).desc(), col(Case.id).desc()))
    rows = [CaseRow(row[0], row[1], names.get(row[2], row[2]), *row[3:]) for row in found]
    return paged(rows, page)
