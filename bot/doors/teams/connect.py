"""Connects a workspace to the Entra tenant the bot is registered for."""

from datetime import datetime

from sqlmodel import Session

from bot.app import policy_of
from core import audit, outbox, workspace
from core.database import Database, take_turn
from core.errors import Refused
from core.scope import Scope
from core.words import _
from core.workspace import Workspace


def connect(database: Database, now: datetime, tenant: str, slug: str = "") -> str:
    """The slug of the tenant's workspace, connected to it if it was to none.

    What was given up is tried again. Refused when the workspace is of another tenant, or the tenant of another
    workspace.
    """
    with database.write() as session:
        known = workspace.by_team(session, "teams", tenant)
        home = workspace.find(session, slug) if slug or known is None else known
        if known and known.id != home.id:
            raise Refused(
                _("The tenant {tenant} is already connected to {name}.", tenant=tenant, name=known.slug),
                _("Leave --workspace out, or set another TEAMS_TENANT_ID."),
            )
        take_turn(session, home.id)
        workspace.hold(session, home)
        if home.teams_tenant is None:
            _connect(session, home, now, tenant)
        elif home.teams_tenant != tenant:
            raise Refused(
                _("{name} is connected to another tenant than TEAMS_TENANT_ID says.", name=home.slug),
                _(
                    "Set TEAMS_TENANT_ID to {tenant}, or name another workspace: --workspace NAME.",
                    tenant=home.teams_tenant,
                ),
            )
        outbox.revive(session, home.id, now)
        return home.slug


def _connect(session: Session, home: Workspace, now: datetime, tenant: str) -> None:
    home.teams_tenant = tenant
    session.add(home)
    policy = policy_of(home)
    scope = Scope(session, home, policy, workspace.calendar_of(home, policy), now)
    audit.record(scope, "workspace.connected", f"workspace:{home.slug}", door="teams", team=tenant)
