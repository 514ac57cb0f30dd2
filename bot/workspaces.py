"""What the operator does with workspaces: list, show, set, and invite a town to install the app."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from typing import Any

from bot.app import App, check_schema, policy_of
from bot.keyring import Keyring
from core import installations, watch, workspace
from core.database import take_turn
from core.errors import Refused
from core.scope import Scope
from core.words import _, times
from core.words.times import zone_named
from core.workspace import Workspace

_HOURS = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
LANGUAGES = ("sv", "en")


def listed(app: App) -> str:
    """Every workspace: its name, policy, language, zone, and its chat."""
    check_schema(app.database)
    with app.database.read() as session:
        homes = workspace.everyone(session)
    rows = [("", _("policy"), _("language"), _("zone"), _("Slack")), *map(_row, homes)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _row(home: Workspace) -> tuple[str, ...]:
    chat = f"{home.slack_team or '–'}{' ' + _('(closed)') if home.slack_closed_at else ''}"
    return home.slug, home.policy, home.language, home.zone, chat


def shown(app: App, slug: str) -> str:
    """Every setting of a workspace, as `set` takes them, and what there is besides."""
    check_schema(app.database)
    with app.database.read() as session:
        home = workspace.find(session, slug)
        installed = session.get(installations.Installation, home.id)
    when = times.moment(installed.installed_at, workspace.calendar_of(home)) if installed else ""
    facts = {
        "name": home.name, "language": home.language, "zone": home.zone,
        "hours": f"{home.office_open:%H:%M}-{home.office_close:%H:%M}",
        "department": home.department_channel or "", "council": home.council_channel or "",
    }  # fmt: skip
    lines = [f"{name}={value}" for name, value in facts.items()]
    lines += [f"# policy: {home.policy}", f"# Slack: {home.slack_team or '–'} {when}".rstrip()]
    return "\n".join([home.slug, *lines])


def change(app: App, slug: str, words: Iterable[str], now: datetime) -> str:
    """Changes settings given as NAME=VALUE. Refused, with what to do, and then none is changed."""
    check_schema(app.database)
    changes: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in READ:
            raise Refused(
                _("{word} is no setting of a workspace.", word=word),
                _(
                    "Settings: {names}. For the policy: somerad policy use, which shows first what it does.",
                    names=", ".join(f"{known}=…" for known in READ),
                ),
            )
        changes |= READ[name](value)
    with app.database.write() as session:
        home = workspace.find(session, slug)
        take_turn(session, home.id)
        policy = policy_of(home)
        calendar = workspace.calendar_of(home, policy)
        workspace.change(Scope(session, home, policy, calendar, now, door="terminal"), **changes)
        watch.wake_all(session, home.id, now)
    return shown(app, slug)


def _zone(value: str) -> Mapping[str, Any]:
    if not zone_named(value):
        raise Refused(_("There is no zone called {word}.", word=value), _("Write it as Europe/Stockholm."))
    return {"zone": value}


def _language(value: str) -> Mapping[str, Any]:
    if value not in LANGUAGES:
        raise Refused(_("The bot does not speak {word}.", word=value), _("Choose one: sv, en."))
    return {"language": value}


def _hours(value: str) -> Mapping[str, Any]:
    found = _HOURS.fullmatch(value)
    parts = [int(part) for part in found.groups()] if found else []
    try:
        opens, closes = (time(parts[0], parts[1]), time(parts[2], parts[3])) if parts else (None, None)
    except ValueError:
        opens = closes = None
    if not (opens and closes and opens < closes):
        raise Refused(_("{word} are no office hours.", word=value), _("Write them as 08:00-16:30."))
    return {"office_open": opens, "office_close": closes}


def _name(value: str) -> Mapping[str, Any]:
    if not 0 < len(value.strip()) <= 120:
        raise Refused(_("A name has 1 to 120 characters."), _("Give it as name=NAME."))
    return {"name": value.strip()}


def _channel(field: str) -> Callable[[str], Mapping[str, Any]]:
    def read(value: str) -> Mapping[str, Any]:
        if value and not re.fullmatch(r"[CG][A-Z0-9]{2,}", value):
            raise Refused(
                _("{word} is no channel's ID.", word=value),
                _("It stands at the foot of the channel's details."),
            )
        return {field: value or None}

    return read


READ: Mapping[str, Callable[[str], Mapping[str, Any]]] = {
    "name": _name,
    "language": _language,
    "zone": _zone,
    "hours": _hours,
    "department": _channel("department_channel"),
    "council": _channel("council_channel"),
}


def invite(app: App, slug: str, now: datetime) -> str:
    """An address, good once and for a week, at which the town installs the app in its own Slack team."""
    check_schema(app.database)
    if not app.settings.serves_many:
        raise Refused(
            _("This bot has one Slack team, the one of SLACK_BOT_TOKEN."),
            _("To serve many, set SLACK_CLIENT_ID and what goes with it instead: see docs/operations.md."),
        )
    with app.database.write() as session:
        home = workspace.find(session, slug)
        secret = installations.invite(session, home.id, now)
    return f"{app.settings.public_url}/slack/install?invite={secret}"


def renew_tokens(app: App) -> int:
    """Encrypts every token with the first of TOKEN_KEYS; how many. Refused where none of the keys fits."""
    check_schema(app.database)
    if not app.settings.token_keys:
        raise Refused(_("TOKEN_KEYS is not set."), _("Make a key: somerad key"))
    with app.database.write() as session:
        return installations.renew(session, Keyring(app.settings.token_keys).renew)
