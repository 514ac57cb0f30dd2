"""Every account of a workspace as plain facts, for figures that need them all at once."""

from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlmodel import col

from core.accounts import Access, Account, Status
from core.scope import Scope
from core.table import plain


class AccountFacts(NamedTuple):
    """What figures are made of, under the names it has in `Account`. Times are aware UTC."""

    id: int
    slug: str
    platform: str
    unit: str
    url: str | None
    status: Status
    target_group: str | None
    website_url: str | None
    access: Access | None
    access_place: str | None
    responsible_id: int | None
    deputy_id: int | None
    requested_by: int
    requested_at: datetime
    activated_at: datetime | None
    closing_requested_by: int | None
    closing_requested_at: datetime | None
    closed_at: datetime | None


def taken(scope: Scope) -> list[AccountFacts]:
    """All accounts, by slug, in one statement."""
    rows = plain(scope.session, _TAKEN, town=scope.workspace_id)
    return sorted(map(AccountFacts._make, rows), key=attrgetter("slug"))


def facts_of(account: Account) -> AccountFacts:
    """The facts of an account that was read."""
    return AccountFacts(*(getattr(account, name) for name in AccountFacts._fields))


_TAKEN: Any = select(*(getattr(Account, name) for name in AccountFacts._fields)).where(
    col(Account.workspace_id) == bindparam("town")
)
