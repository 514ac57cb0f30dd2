"""A town to test in: the cast named by role, one active account, and short ways to say things as somebody."""

import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import app as house
from bot.storage import FileStore
from commands.command import Caller, FileRef, Reply, Request
from commands.dispatch import Dispatch
from core import accounts, workspace
from core.accounts import Account
from core.database import Database
from core.scope import Scope
from core.workspace import Workspace

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FOUNDED = datetime(2026, 9, 1, 7, 0, tzinfo=UTC)

EDITOR, SECOND_EDITOR, OUTSIDER = "eva-editor", "elis-editor", "olle-outsider"
MANAGER, OTHER_MANAGER = "maja-manager", "mats-manager"
COMMUNICATOR, COUNCIL, REGISTRAR, ADMIN = "kim-communicator", "cia-council", "rolf-registrar", "admin"
ACCOUNT = "bibliotek-fb"

_CAST = (
    f'person ny {EDITOR} roll=redaktör verksamhet=Bibliotek avdelning="Kultur och fritid" titel=Bibliotekarie',
    f"person ny {SECOND_EDITOR} roll=redaktör verksamhet=Bibliotek avdelning=Kultur",
    f"person ny {OUTSIDER} roll=redaktör verksamhet=Skola",
    f"person ny {MANAGER} roll=chef verksamhet=Bibliotek",
    f"person ny {OTHER_MANAGER} roll=chef verksamhet=Skola",
    f"person ny {COMMUNICATOR} roll=kommunikation avdelning=Kommunikation",
    f"person ny {COUNCIL} roll=råd",
    f"person ny {REGISTRAR} roll=kansli",
)


def local(*parts: int) -> datetime:
    """A local time in Stockholm, as aware UTC: `local(2026, 11, 20, 15, 0)`."""
    return datetime(*parts, tzinfo=STOCKHOLM).astimezone(UTC)  # type: ignore[misc, arg-type]


def png(width: int = 2, height: int = 2) -> bytes:
    """A real PNG picture."""
    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


@dataclass
class Town:
    """A town's database with a dispatch; `now` is the time things are said at, and may be moved."""

    database: Database
    store: FileStore
    now: datetime
    woken: int = 0

    def __post_init__(self) -> None:
        makers = house.makers(self.database, self.store)
        self.dispatch = Dispatch(self.database, self.store, house.policy_of, self._wake, makers=makers)

    def _wake(self) -> None:
        self.woken += 1

    def try_say(
        self,
        person: str,
        text: str,
        at: datetime | None = None,
        *,
        files: dict[str, bytes] | None = None,
        key: str = "",
    ) -> Reply:
        """What the bot answers; `files` are contents by field name."""
        refs = {name: FileRef(f"{name}.png", lambda c=content: c) for name, content in (files or {}).items()}
        request = Request(Caller(person), key or f"test:{uuid4()}", at or self.now, text=text, files=refs)
        return self.dispatch.handle(request)

    def say(self, person: str, text: str, at: datetime | None = None, **more: object) -> Reply:
        """As `try_say`, where it must go well."""
        reply = self.try_say(person, text, at, **more)  # type: ignore[arg-type]
        assert reply.ok, (text, reply.card.title, reply.card.text, dict(reply.errors))
        return reply

    def report(self, person: str, text: str, at: datetime | None = None) -> Reply:
        """What comes later of what a person says, made at once."""
        request = Request(Caller(person), f"test:{uuid4()}", at or self.now, text=text)
        reply = self.dispatch.handle(request)
        assert reply.ok, (reply.card.title, reply.card.text)
        return self.dispatch.finish(request, reply)

    def scope(self, session: Session, at: datetime | None = None) -> Scope:
        """A scope in which the bot itself acts."""
        home = self.home(session)
        policy = house.policy_of(home)
        calendar = workspace.calendar_of(home, policy)
        return Scope(session, home, policy, calendar, at or self.now)

    def home(self, session: Session) -> Workspace:
        """The town's workspace."""
        return workspace.find(session, "")

    def follow(self, policy: str) -> None:
        """The town goes by another built-in policy from now."""
        with self.database.write() as session:
            session.add(self.home(session))
            self.home(session).policy = policy

    def gaps(self, slug: str = ACCOUNT, at: datetime | None = None) -> list[str]:
        """The keys of what an account lacks."""
        return list(self.say(ADMIN, f"konto visa {slug}", at).card.data["gaps"])

    def account(self, slug: str = ACCOUNT) -> Account:
        """An account as it is now."""
        with self.database.read() as session:
            found = accounts.identify(session, self.home(session).id, slug)
        assert found
        return found

    def new_account(self, slug: str, at: datetime | None = None, *, active: bool = True) -> None:
        """An account of the library's, edited by the editor, approved and active."""
        self.say(
            EDITOR,
            f'konto ny {slug} plattform=facebook verksamhet=Bibliotek syfte="Tips om böcker" ansvarig={EDITOR}',
            at,
        )
        if active:
            self.say(MANAGER, f"konto godkänn {slug}", at)
            self.say(COMMUNICATOR, f"konto godkänn {slug}", at)
            address = f"https://www.facebook.com/{slug}"
            self.say(COMMUNICATOR, f"konto aktivera {slug} åtkomst=administratör url={address}", at)


def settle(database: Database, store: FileStore) -> None:
    """Makes the town: its workspace, its cast, a trained editor and one active account."""
    house.make_workspace(database, FOUNDED, "Falköpings kommun", "falkoping")
    town = Town(database, store, FOUNDED)
    for line in _CAST:
        town.say(ADMIN, line)
    town.say(COMMUNICATOR, f"person utbildad {EDITOR} datum=2026-08-20")
    town.say(COMMUNICATOR, f"person utbildad {SECOND_EDITOR} datum=2026-08-20")
    town.new_account(ACCOUNT)
