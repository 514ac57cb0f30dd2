"""Finds what is wrong with an installation, and says how to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import sqlalchemy

from bot import atrest
from bot.app import App, check_schema, policy_of
from bot.custody import strays
from bot.keyring import Keyring
from bot.settings import Settings
from core import audit, custody, evidence, installations, outbox, walls, workspace
from core.errors import Refused
from core.evidence import Fault
from core.words import N_, _, n_

FAULTS = {
    Fault.MISSING: N_("Evidence: {number} is gone. Bring it back from a backup: {hash}"),
    Fault.CHANGED: N_("Evidence: {number} has been changed. Bring it back from a backup: {hash}"),
    Fault.UNREACHABLE: N_(
        "Evidence: {number} can't be read, the store does not answer. See EVIDENCE_URL and the log."
    ),
}

SKEW = 5.0  # seconds
UNSEEN = timedelta(days=3)
LONG = timedelta(hours=24)  # longer than any night; a weekend's reminders are put off to its end


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and what to do if not."""

    ok: bool
    text: str


def examine(app: App, now: datetime) -> Iterator[Finding]:
    """Looks at database, clocks, outbox, keys, tokens, policies, audit log, evidence and doors."""
    try:
        check_schema(app.database)
    except Refused as refusal:
        yield Finding(False, f"{refusal.text} {refusal.what_to_do}")
        return
    yield Finding(True, _("Database: {url}", url=app.database.shown_url))
    yield from _server(app, now)
    yield from _waiting(app, now)
    yield from (Finding(ok, text) for ok, text in atrest.findings(app))
    yield from _nights(app, now)
    yield from _tokens(app)
    yield from _workspaces(app)
    yield from evidence_of(app, now)
    yield from _doors(app)
    yield from _pages(app.settings)


def _server(app: App, now: datetime) -> Iterator[Finding]:
    """PostgreSQL's clock beside ours, its connections beside what we take, and the wall between workspaces."""
    if app.database.is_sqlite:
        return
    with app.database.engine.connect() as connection:
        theirs, most = connection.execute(
            sqlalchemy.text("SELECT clock_timestamp(), current_setting('max_connections')::int")
        ).one()
    apart = abs((theirs - now).total_seconds())
    if apart > SKEW:
        yield Finding(False, _("Clocks: the database's is {seconds} seconds from this machine's. Replicas lease by "
                               "their own clocks: keep them right with NTP.", seconds=round(apart)))  # fmt: skip
    if app.settings.database_connections * 2 > most:
        yield Finding(False, _("Connections: two replicas may open {ours}, and the database takes {most}. Lower "
                               "DATABASE_CONNECTIONS or raise max_connections.",
                               ours=app.settings.database_connections * 2, most=most))  # fmt: skip
    if outside := walls.unprotected(app.database):
        yield Finding(False, _("Row-level security: not for {tables}. Put it up again as the owner: somerad db protect "
                               "ROLE", tables=", ".join(outside)))  # fmt: skip


def _waiting(app: App, now: datetime) -> Iterator[Finding]:
    """What is due and has not been sent for long: nobody sends, or somebody can't be reached."""
    with app.database.read() as session:
        count, oldest = outbox.overdue(session, now)
    if oldest and now - oldest > LONG and app.settings.has_chat:
        hours = round((now - oldest).total_seconds() / 3600)
        yield Finding(False, _("Outbox: {count} wait, the oldest for {hours} hours. See that the bot runs (somerad "
                               "run), and what its log says.", count=count, hours=hours))  # fmt: skip


def _nights(app: App, now: datetime) -> Iterator[Finding]:
    """Evidence that no night has looked at lately."""
    with app.database.read() as session:
        count = custody.unseen(session, now - UNSEEN)
    if count and app.settings.has_chat:
        yield Finding(False, n_("Evidence: {count} file has not been looked at for three nights. See that the bot runs "
                                "between 1 and 5 o'clock, and what its log says.",
                                "Evidence: {count} files have not been looked at for three nights. See that the bot "
                                "runs between 1 and 5 o'clock, and what its log says.", count))  # fmt: skip


def _tokens(app: App) -> Iterator[Finding]:
    """Whether the towns' tokens can be read with the keys there are."""
    if not app.settings.serves_many:
        return
    keys = Keyring(app.settings.token_keys)
    with app.database.read() as session:
        locked = [row.token for row in installations.everywhere(session)]
    try:
        for token in locked:
            keys.unlock(token)
    except Refused as refusal:
        yield Finding(False, f"{refusal.text} {refusal.what_to_do}")
    else:
        yield Finding(
            True, n_("Slack: installed by {count} town", "Slack: installed by {count} towns", len(locked))
        )


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


def evidence_of(app: App, now: datetime, *, remove_strays: bool = False) -> Iterator[Finding]:
    """Whether the store holds what is on record, and nothing else."""
    with app.database.read() as session:
        files = {row.sha256: row.number for row in evidence.registered(session)}
    faulty = 0
    for sha256, number in sorted(files.items(), key=lambda item: item[1]):
        if fault := custody.look(app.store, sha256):
            faulty += 1
            yield Finding(False, _(FAULTS[fault], number=number, hash=sha256))
            if fault is Fault.UNREACHABLE:
                return
    if not faulty:
        yield Finding(
            True, n_("Evidence: {count} file, whole", "Evidence: {count} files, all whole", len(files))
        )
    yield from _strays(app, now, remove=remove_strays)


def _strays(app: App, now: datetime, *, remove: bool) -> Iterator[Finding]:
    """What a crash or a refusal left in the store; or what is left of rows that were lost."""
    try:
        for name in strays(app.database, app.store, now):
            if remove:
                app.store.remove(name)
                yield Finding(True, _("Evidence: {hash} was on no record and is taken away.", hash=name))
            else:
                yield Finding(False, _("Evidence: {hash} is on no record. If no rows are lost, take it away: "
                                       "somerad evidence verify --remove-strays", hash=name))  # fmt: skip
    except OSError as error:
        yield Finding(
            False, _("Evidence: the store {url} can't be listed: {why}", url=app.store.url, why=error)
        )


def _doors(app: App) -> Iterator[Finding]:
    with app.database.read() as session:
        homes = workspace.everyone(session)
    if app.settings.has_slack and not app.settings.serves_many:
        from bot.doors.slack.health import check

        yield from (Finding(ok, text) for ok, text in check(app.settings, homes))
    elif not app.settings.has_slack:
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
