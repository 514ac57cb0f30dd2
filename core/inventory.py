"""Every account of a workspace as plain facts, for figures that need them all at once."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import select

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
    columns: Any = select(*(getattr(Account, name) for name in AccountFacts._fields))
    query = columns.where(Account.workspace_id == scope.workspace_id).order_by(Account.slug)
    return [AccountFacts._make(row) for row in plain(scope.session, query)]
