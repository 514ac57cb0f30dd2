"""Puts the bot together: the only file that knows everything."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from bot.custody import Fetch, Night
from bot.pages import PageLinks
from bot.report.press import PRESS
from bot.settings import Settings
from bot.storage import FileStore
from bot.watching import WatchedDispatch
from commands.command import Enter, Later, Maker, Progress
from commands.dispatch import Dispatch
from core import audit, migrations, people, policy, workspace
from core.card import Card
from core.database import Database
from core.errors import Refused
from core.people import Role
from core.policy import Policy
from core.scope import Scope
from core.slugs import slug_of
from core.watch import Family, look_at
from core.words import _
from core.workspace import Workspace

# Before any time that `--at` may play with: the first sweep looks at a new workspace's digest.
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class App:
    """The parts, wired."""

    settings: Settings
    database: Database
    store: FileStore
    dispatch: Dispatch

    @cached_property
    def night(self) -> Night:
        """What looks at the evidence each night."""
        return Night(self.database, self.store, policy_of)


def build(settings: Settings, wake_up: Callable[[], None] = lambda: None) -> App:
    """The app of these settings. Connects to nothing yet."""
    database = Database(settings.database_url, settings.words_key, connections=settings.database_connections)
    store = FileStore(settings.evidence_url, settings.evidence_options)
    links = PageLinks(settings) if settings.public_url and settings.page_key else None
    made_later = makers(database, store)
    dispatch = WatchedDispatch(database, store, policy_of, wake_up, links, made_later)
    return App(settings, database, store, dispatch)


def makers(database: Database, store: FileStore) -> dict[str, Maker]:
    """Who makes what comes later, by kind."""
    return {
        "report": _council_report(database, store),
        "disclosure": _disclosure(database, store),
        "own": _own_extract(database),
        "deletion": _deletion(database, store),
        "evidence": Fetch(database, store),
        "archive": _archive_package(database, store),
    }


def _archive_package(database: Database, store: FileStore) -> Maker:
    """Made when it is first asked for: what writes XML is of no use before."""

    def make(enter: Enter, later: Later, progress: Progress) -> Card:
        from bot.archive.maker import ArchivePackage

        return ArchivePackage(database, store)(enter, later, progress)

    return make


def _council_report(database: Database, store: FileStore) -> Maker:
    """Made when it is first asked for: what draws is slow to import."""

    def make(enter: Enter, later: Later, progress: Progress) -> Card:
        from bot.report.maker import CouncilReport

        return CouncilReport(database, store, PRESS)(enter, later, progress)

    return make


def _disclosure(database: Database, store: FileStore) -> Maker:
    """As the report, when it is first asked for."""

    def make(enter: Enter, later: Later, progress: Progress) -> Card:
        from bot.disclosure.maker import DisclosureMaker

        return DisclosureMaker(database, store, PRESS)(enter, later, progress)

    return make


def _own_extract(database: Database) -> Maker:
    """As the report, when it is first asked for."""

    def make(enter: Enter, later: Later, progress: Progress) -> Card:
        from bot.disclosure.own import OwnExtractMaker

        return OwnExtractMaker(database, PRESS)(enter, later, progress)

    return make


def _deletion(database: Database, store: FileStore) -> Maker:
    """As the report, when it is first asked for."""

    def make(enter: Enter, later: Later, progress: Progress) -> Card:
        from bot.deletion.maker import DeletionMaker

        return DeletionMaker(database, store, PRESS)(enter, later, progress)

    return make


def policy_of(home: Workspace) -> Policy:
    """A workspace's policy: its own file's text, or the built-in one it names."""
    rules = policy.stored(home.policy_text) if home.policy_text else policy.built_in(home.policy)
    return policy.with_retired(rules, home.retired_categories) if home.retired_categories else rules


def check_schema(database: Database) -> None:
    """Refused unless the database has this version's schema."""
    at = migrations.current(database)
    if at is None:
        raise Refused(
            _("There is nothing at {url} yet.", url=database.shown_url),
            _("Make a workspace: somerad init --db URL --policy falkoping"),
        )
    if not migrations.fits(database, at):
        raise Refused(
            _("The database has another version's schema ({at}).", at=at),
            _("Bring it along: somerad db upgrade"),
        )


def make_workspace(
    database: Database,
    now: datetime,
    name: str,
    policy_name: str,
    policy_text: str | None = None,
    *,
    demo: bool = False,
) -> Workspace:
    """A new workspace with its operator, `admin`. Refused when the name is taken."""
    migrations.upgrade(database)
    home = Workspace(
        slug=slug_of(name),
        name=name,
        policy=policy_name,
        policy_text=policy_text,
        created_at=now,
        is_demo=demo,
    )
    with database.write() as session:
        if any(other.slug == home.slug for other in workspace.everyone(session)):
            raise Refused(
                _("There is already a workspace called {name}.", name=home.slug),
                _("Give another: --name NAME"),
            )
        session.add(home)
        session.flush()
        rules = policy_of(home)
        calendar = workspace.calendar_of(home, rules)
        scope = Scope(session, home, rules, calendar, now, door="terminal")
        operator = people.add(scope, "admin", (Role.ADMIN,))
        operator.is_operator = True
        audit.record(scope, "workspace.made", f"workspace:{home.slug}", policy=policy_name)
        look_at(session, home.id, Family.DIGEST, home.id, BEGINNING)
    return home
