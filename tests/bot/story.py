"""The main job from request to answer, in three ways, told so that any door can play it."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from sqlmodel import SQLModel, select

from core.accounts import Account
from core.approvals import Approval
from core.moderation import Case
from core.posts import Post
from core.questions import Question
from core.snapshots import Snapshot
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, MANAGER, Town

NEW = "museet-ig"
REQUEST = {
    "slug": NEW, "platform": "instagram", "unit": "Bibliotek", "purpose": "Visar samlingen", "responsible": EDITOR,
}  # fmt: skip
ACTIVE = {"access": "administratör", "url": "https://www.instagram.com/museet"}
SIGNED = {"name": "eva-editor", "department": "Kultur och fritid"}
POSTED = {
    "account": ACCOUNT,
    "link": "https://www.facebook.com/bibliotek-fb/2",
    "basis": "inga-personuppgifter",
}
SNAPPED = {"account": ACCOUNT, "place": "e-arkivet"}
ASKED = {"account": ACCOUNT, "at": "2026-09-15", "at:clock": "08:15"}
REMOVED = {"account": ACCOUNT, "category": "hets", "action": "borttagen"}

Shown = Any  # a card, as the door shows it


class Player(Protocol):
    """Somebody of the cast at a door: what they write, press and fill in goes the door's own way."""

    town: Town
    link: str

    async def say(self, line: str, person: str = EDITOR) -> Shown:
        """A line typed; the card it is answered by."""

    async def home(self, person: str = EDITOR) -> Shown:
        """Where everybody begins."""

    async def act(self, shown: Shown, label: str, *pages: dict[str, Any], person: str = EDITOR) -> Shown:
        """A button pressed, its form filled in page by page where it has one; the card it ends with."""

    async def choose(self, command: str, *pages: dict[str, Any]) -> None:
        """An entry of a message's menu, and its form."""

    async def reminded(self, person: str, command: str) -> tuple[Shown, str]:
        """The last reminder to somebody, and what its button for that command says, when all was sent."""


async def by_lines(player: Player) -> None:
    """Every line typed whole."""
    for line, person in lines(player.link):
        assert await player.say(line, person), line


async def by_forms_and_buttons(player: Player) -> None:
    """From where everybody begins, the answers' own buttons, and the reminders' buttons."""

    async def begin(label: str, *pages: dict[str, Any]) -> None:
        await player.act(await player.say("hem"), label, *pages)

    await begin("Nytt konto", REQUEST)
    for person in (MANAGER, COMMUNICATOR):
        sent, label = await player.reminded(person, f"konto godkänn {NEW}")
        await player.act(sent, label, person=person)
    shown = await player.say(f"konto visa {NEW}", COMMUNICATOR)
    await player.act(shown, "Aktivera", ACTIVE, person=COMMUNICATOR)
    await begin("Registrera fråga", ASKED | {"link": player.link})
    answered = await player.act(await player.say("mina"), "Besvarad")
    await player.act(answered, "Svaret är undertecknat")
    await begin("Registrera moderering", REMOVED | {"link": player.link}, {"place": "Pärm 3"})
    case = await player.say("moderering visa M-2026-0001")
    await player.act(case, "Komplettera", {"police_report": "5000-K1-26"})
    await begin("Registrera inlägg", POSTED)
    await begin("Lämna in en ögonblicksbild", SNAPPED)


async def from_menus_and_home(player: Player) -> None:
    """From a message's menu and from home; nothing is typed but answers."""

    async def at_home(label: str, *pages: dict[str, Any], person: str = EDITOR) -> None:
        await player.act(await player.home(person), label, *pages, person=person)

    await at_home("Nytt konto", REQUEST)
    await at_home("Godkänn", person=MANAGER)
    await at_home("Godkänn", person=COMMUNICATOR)
    await at_home("Aktivera", ACTIVE, person=COMMUNICATOR)
    await player.choose("question.new", ASKED)
    await at_home("Besvarad")
    await at_home("Underteckna", SIGNED)
    await player.choose("moderation.new", REMOVED, {"place": "Pärm 3"})
    await at_home("Komplettera", {"police_report": "5000-K1-26"})
    await at_home("Registrera inlägg", POSTED)
    await at_home("Lämna in en ögonblicksbild", SNAPPED)


Story = Callable[[Player], Awaitable[None]]
STORIES: tuple[Story, ...] = (by_lines, by_forms_and_buttons, from_menus_and_home)


def lines(link: str) -> tuple[tuple[str, str], ...]:
    """The whole job as lines, and who says each."""
    return (
        (
            f'konto ny {NEW} plattform=instagram verksamhet=Bibliotek syfte="Visar samlingen" ansvarig={EDITOR}',
            EDITOR,
        ),
        (f"konto godkänn {NEW}", MANAGER),
        (f"konto godkänn {NEW}", COMMUNICATOR),
        (f"konto aktivera {NEW} åtkomst=administratör url={ACTIVE['url']}", COMMUNICATOR),
        (f'fråga {ACCOUNT} när="2026-09-15 08:15" länk={link}', EDITOR),
        ("svar F-2026-0001", EDITOR),
        ('underteckna F-2026-0001 namn=eva-editor avdelning="Kultur och fritid"', EDITOR),
        (f'moderera {ACCOUNT} kategori=hets åtgärd=borttagen länk={link} plats="Pärm 3"', EDITOR),
        ("moderering komplettera M-2026-0001 polisanmälan=5000-K1-26", EDITOR),
        (f"inlägg {ACCOUNT} länk={POSTED['link']} grund=inga-personuppgifter", EDITOR),
        (f"skärmdump {ACCOUNT} plats=e-arkivet", EDITOR),
    )


def by_hand(town: Town, link: str) -> None:
    """The same in the terminal, to compare with."""
    for line, person in lines(link):
        town.say(person, line)


KEPT: tuple[type[SQLModel], ...] = (Account, Approval, Question, Case, Post, Snapshot)


def rows(town: Town) -> dict[str, list[dict[str, Any]]]:
    """What the story left in the records."""
    with town.database.read() as session:
        return {
            kind.__name__: [row.model_dump(exclude={"door"}) for row in session.exec(select(kind))]
            for kind in KEPT
        }
