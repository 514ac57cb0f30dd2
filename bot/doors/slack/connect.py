"""Connects a workspace to the Slack team the bot's token belongs to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.app import policy_of
from core import audit, outbox, workspace
from core.database import Database, take_turn
from core.errors import Refused
from core.scope import Scope
from core.words import _
from core.workspace import Workspace


def connect(database: Database, now: datetime, team: str, slug: str = "") -> str:
    """The slug of the team's workspace, connected to it if it was to none, and open again if it was closed.

    What was given up is tried again: the app may have been away without anybody telling.
    Refused when the workspace belongs to another team, or the team to another workspace.
    """
    with database.write() as session:
        known = next((home for home in workspace.everyone(session) if home.slack_team == team), None)
        home = workspace.find(session, slug) if slug or known is None else known
        if known and known.id != home.id:
            raise Refused(
                _("The Slack team {team} is already connected to {name}.", team=team, name=known.slug),
                _("Leave --workspace out, or use another team's token."),
            )
        take_turn(session, home.id)
        workspace.hold(session, home)
        if home.slack_team is None:
            _connect(session, home, now, team)
        elif home.slack_team != team:
            raise Refused(
                _(
                    "{name} is connected to another Slack team than the token's, {team}.",
                    name=home.slug,
                    team=team,
                ),
                _("Use that team's token, or name another workspace: --workspace NAME."),
            )
        workspace.reopen_chat(_scope(session, home, now))
        outbox.revive(session, home.id, now)
        return home.slug


def one_team(answer: Mapping[str, Any]) -> None:
    """Looks at what `auth.test` says. Refused where the app is in a whole organisation instead of one team."""
    if answer.get("is_enterprise_install") or not answer.get("team_id"):
        raise Refused(
            _("The app is installed for a whole Enterprise organisation, not for one workspace."),
            _(
                "Install it in the municipality's own workspace, and set SLACK_BOT_TOKEN to the token from there."
            ),
        )


def _scope(session: Session, home: Workspace, now: datetime) -> Scope:
    policy = policy_of(home)
    return Scope(session, home, policy, workspace.calendar_of(home, policy), now)


def _connect(session: Session, home: Workspace, now: datetime, team: str) -> None:
    home.slack_team = team
    session.add(home)
    scope = _scope(session, home, now)
    audit.record(scope, "workspace.connected", f"workspace:{home.slug}", door="slack", team=team)
