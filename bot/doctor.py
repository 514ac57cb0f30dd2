"""Finds what is wrong with an installation, and says how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.app import App, check_schema, policy_of
from bot.settings import Settings
from core import audit, evidence, workspace
from core.errors import Refused
from core.words import _, n_


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and what to do if not."""

    ok: bool
    text: str


def examine(app: App) -> Iterator[Finding]:
    """Looks at database, policies, audit log, evidence and doors."""
    try:
        check_schema(app.database)
    except Refused as refusal:
        yield Finding(False, f"{refusal.text} {refusal.what_to_do}")
        return
    yield Finding(True, _("Database: {url}", url=app.database.shown_url))
    yield from _workspaces(app)
    yield from _evidence(app)
    yield from _doors(app)
    yield from _pages(app.settings)


def _workspaces(app: App) -> Iterator[Finding]:
    with app.database.read() as session:
        homes = workspace.everyone(session)
        if not homes:
            yield Finding(False, _("There is no workspace. Make one: somerad init --policy falkoping"))
        for home in homes:
            yield Finding(True, f"{home.slug}: {policy_of(home).document.title}")
            faults = audit.verify(session, home.id)
            for fault in faults:
                yield Finding(False, _("{slug}: the audit log does not hold at row {row}: {why}",
                                       slug=home.slug, row=fault.seq, why=fault.reason))  # fmt: skip
            if not faults:
                head = audit.head(session, home.id)
                yield Finding(True, _("{slug}: the audit log holds: row {row}, {hash}", slug=home.slug,
                                      row=head.seq, hash=head.hash))  # fmt: skip


def _evidence(app: App) -> Iterator[Finding]:
    with app.database.read() as session:
        hashes = {row.sha256 for row in evidence.registered(session)}
    faulty = 0
    for sha256 in sorted(hashes):
        try:
            app.store.get(sha256)
        except FileNotFoundError:
            faulty += 1
            yield Finding(False, _("Evidence: {hash} is gone. Bring it back from a backup.", hash=sha256))
        except (OSError, ValueError) as error:
            faulty += 1
            yield Finding(False, _("Evidence: {hash} can't be trusted: {why}", hash=sha256, why=error))
    if not faulty:
        yield Finding(
            True, n_("Evidence: {count} file, whole", "Evidence: {count} files, all whole", len(hashes))
        )


def _doors(app: App) -> Iterator[Finding]:
    with app.database.read() as session:
        homes = workspace.everyone(session)
    if app.settings.has_slack:
        from bot.doors.slack.health import check

        yield from (Finding(ok, text) for ok, text in check(app.settings, homes))
    else:
        yield Finding(True, _("Slack: not connected. Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN to connect it."))
    if app.settings.has_teams:
        from bot.doors.teams.health import check as check_teams

        yield from (Finding(ok, text) for ok, text in check_teams(app, homes))
    else:
        yield Finding(
            True, _("Teams: not connected. Set the three TEAMS_ settings to connect it: docs/teams.md")
        )


def _pages(settings: Settings) -> Iterator[Finding]:
    url = urlsplit(settings.public_url)
    if not settings.public_url:
        yield Finding(True, _("Pages: none. Set PUBLIC_URL to open them."))
    elif url.scheme == "http" and url.hostname not in {"localhost", "127.0.0.1", "::1"}:
        yield Finding(False, _("Pages: {url} is not encrypted. Put a web server with a certificate in front of the "
                               "bot, and set PUBLIC_URL to its https address.", url=settings.public_url))  # fmt: skip
    else:
        yield Finding(True, _("Pages: {url}", url=f"{settings.public_url}/konton"))
    if settings.public_url and not settings.page_key:
        yield Finding(True, _("Status page: no links. Set PAGE_KEY to give them (make one: somerad key)."))


def send_test(app: App, name: str) -> str:
    """Sends a test message to a person or to the department; says where it went. Refused when it can't be sent."""
    check_schema(app.database)
    if _door_for(app, name) == "teams":
        from bot.doors.teams.trial import send as send_in_teams

        return send_in_teams(app, name)
    from bot.doors.slack.trial import send

    return send(app.settings, app.database, name)


def _door_for(app: App, name: str) -> str:
    """The chat to try: the only one there is, else the one that would be chosen for them."""
    has = {"slack": app.settings.has_slack, "teams": app.settings.has_teams}
    doors = tuple(door for door, is_there in has.items() if is_there)
    if len(doors) < 2:
        return doors[0] if doors else "slack"
    from bot.doors.trial import door_for

    with app.database.read() as session:
        home = next((home for home in workspace.everyone(session) if home.has_chat), None)
    return door_for(app.database, home, name, doors) if home else doors[0]
