"""The main job from request to answer, played by slash commands, by forms and buttons, from shortcuts and Home."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from bot.app import policy_of
from bot.doors.slack.sender import SlackSender
from core.accounts import Account
from core.approvals import Approval
from core.moderation import Case
from core.posts import Post
from core.questions import Question
from core.snapshots import Snapshot
from reminders.worker import Worker
from tests.bot.slack.client import EDITOR, Json, Talk, buttons, said
from tests.bot.slack.standin import BOT_TOKEN, RESPONSE_URL, TEAM, StandIn
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, MANAGER, Town, local
from tests.town import EDITOR as EVA

MANAGERS, COMMUNICATORS = "U0MANAGER", "U0KOMM"
NEW = "museet-ig"
LINK = "https://falkoping.slack.com/archives/C0BIBLIOTEK/p1795430400000400"
_hashes = count(1)

REQUEST = {
    "slug": NEW, "platform": "instagram", "unit": "Bibliotek", "purpose": "Visar samlingen", "responsible": EVA,
}  # fmt: skip
ACTIVE = {"access": "administratör", "url": "https://www.instagram.com/museet"}
ASKED = {"account": ACCOUNT, "at": "2026-09-15", "at:clock": "08:15", "link": LINK}
SIGNED = {"name": "eva-editor", "department": "Kultur och fritid"}
REMOVED = {"account": ACCOUNT, "category": "hets", "action": "borttagen", "link": LINK}
POSTED = {
    "account": ACCOUNT,
    "link": "https://www.facebook.com/bibliotek-fb/2",
    "basis": "inga-personuppgifter",
}
SNAPPED = {"account": ACCOUNT, "place": "e-arkivet"}


@dataclass
class Player:
    """Somebody who plays the story; what they press and fill in goes over signed HTTP."""

    talk: Talk
    slack: StandIn
    town: Town

    async def form(self, opens: Callable[[], Awaitable[Json]], *pages: Json, user: str = EDITOR) -> None:
        """Opens a form, fills in page after page, and sees that it ends well."""
        before = len(self.slack.drawn)
        await opens()
        view_id, view = await self.slack.next_drawn(before)
        for answers in pages:
            assert view["callback_id"] == "form", said(view)
            hash = f"{next(_hashes)}.x"
            done = await self.talk.submit(view, answers, view_id=view_id, hash=hash, user=user)
            assert done["response_action"] == "update", done
            view = done["view"]
        assert view["callback_id"] == "card", said(view)

    async def answer_with(self, label: str) -> Json:
        """The first answer below a message that offers so."""
        for number in count(1):
            shown = await self.slack.called(RESPONSE_URL, number)
            if label in [button["text"]["text"] for button in buttons(shown)]:
                return shown
        raise AssertionError

    async def reminded(self) -> None:
        """A sweep, and what it has to say sent."""
        sender = SlackSender(BOT_TOKEN, self.slack.api, TEAM)
        await asyncio.to_thread(Worker(self.town.database, policy_of).run, self.town.now, sender)


async def by_slash_commands(player: Player) -> None:
    """Every line typed whole."""

    async def say(line: str, user: str = EDITOR) -> None:
        answer = await player.talk.slash(line, user=user)
        assert answer.get("blocks"), line

    await say(
        f'konto ny {NEW} plattform=instagram verksamhet=Bibliotek syfte="Visar samlingen" ansvarig={EVA}'
    )
    await say(f"konto godkänn {NEW}", MANAGERS)
    await say(f"konto godkänn {NEW}", COMMUNICATORS)
    await say(f"konto aktivera {NEW} åtkomst=administratör url={ACTIVE['url']}", COMMUNICATORS)
    await say(f'fråga {ACCOUNT} när="2026-09-15 08:15" länk={LINK}')
    await say("svar F-2026-0001")
    await say('underteckna F-2026-0001 namn=eva-editor avdelning="Kultur och fritid"')
    await say(f'moderera {ACCOUNT} kategori=hets åtgärd=borttagen länk={LINK} plats="Pärm 3"')
    await say("moderering komplettera M-2026-0001 polisanmälan=5000-K1-26")
    await say(f"inlägg {ACCOUNT} länk={POSTED['link']} grund=inga-personuppgifter")
    await say(f"skärmdump {ACCOUNT} plats=e-arkivet")


async def by_forms_and_buttons(player: Player) -> None:
    """From the card of `/some` alone, the answers' own buttons, and the reminders' buttons."""
    talk = player.talk

    async def begin(label: str, *pages: Json) -> None:
        card = await talk.slash("")
        await player.form(lambda: talk.push(card, label), *pages)

    await begin("Nytt konto", REQUEST)
    for user in (MANAGERS, COMMUNICATORS):
        await _press_last_offer(player, f"konto godkänn {NEW}", user)
    listed = await talk.slash("konto lista", user=COMMUNICATORS)
    assert NEW in said(listed)
    shown = await talk.slash(f"konto visa {NEW}", user=COMMUNICATORS)
    await player.form(lambda: talk.push(shown, "Aktivera", user=COMMUNICATORS), ACTIVE, user=COMMUNICATORS)
    await begin("Registrera fråga", ASKED)
    await talk.push(await talk.slash("mina"), "Besvarad")
    signs = "Svaret är undertecknat"
    await talk.push(await player.answer_with(signs), signs)
    await begin("Registrera moderering", REMOVED, {"place": "Pärm 3"})
    case = await talk.slash("moderering visa M-2026-0001")
    await player.form(lambda: talk.push(case, "Komplettera"), {"police_report": "5000-K1-26"})
    await begin("Registrera inlägg", POSTED)
    await begin("Lämna in en ögonblicksbild", SNAPPED)


async def _press_last_offer(player: Player, command: str, user: str) -> None:
    """Presses what a reminder to that person offers."""
    await player.reminded()
    channel = "D" + user[1:]
    sent = next(m for m in reversed(player.slack.made("chat.postMessage")) if m["channel"] == channel)
    label = next(b["text"]["text"] for b in buttons(sent) if b["value"] == command)
    before = len(player.slack.made(RESPONSE_URL))
    await player.talk.push(sent, label, user=user)
    await player.slack.called(RESPONSE_URL, before + 1)


async def from_shortcuts_and_home(player: Player) -> None:
    """From a message's menu, the global menu and the Home tab; nothing is typed but answers."""
    talk, slack = player.talk, player.slack

    async def at_home(label: str, *pages: Json, user: str = EDITOR) -> None:
        before = len(slack.made("views.publish"))
        await talk.open_home(user=user)
        await slack.called("views.publish", before + 1)
        await player.form(lambda: talk.push_at_home(label, user=user), *pages, user=user)
        await slack.called("views.publish", before + 2)

    await player.form(lambda: talk.choose("account.new"), REQUEST)
    await at_home("Godkänn", user=MANAGERS)
    await at_home("Godkänn", user=COMMUNICATORS)
    await at_home("Aktivera", ACTIVE, user=COMMUNICATORS)
    await player.form(lambda: talk.choose("question.new", message=True), {**ASKED, "link": None})
    await at_home("Besvarad")
    await at_home("Underteckna", SIGNED)
    await player.form(
        lambda: talk.choose("moderation.new", message=True), {**REMOVED, "link": None}, {"place": "Pärm 3"}
    )
    await at_home("Komplettera", {"police_report": "5000-K1-26"})
    await at_home("Registrera inlägg", POSTED)
    await at_home("Lämna in en ögonblicksbild", SNAPPED)


STORIES = (by_slash_commands, by_forms_and_buttons, from_shortcuts_and_home)
KEPT: tuple[type[SQLModel], ...] = (Account, Approval, Question, Case, Post, Snapshot)


def rows(town: Town) -> dict[str, list[dict[str, Any]]]:
    """What the story left in the records."""
    with town.database.read() as session:
        return {
            kind.__name__: [row.model_dump(exclude={"door"}) for row in session.exec(select(kind))]
            for kind in KEPT
        }


@pytest.fixture
def player(talk: Talk, slack: StandIn, slack_town: Town) -> Player:
    """The town on a working day, with everybody of the story in Slack."""
    slack_town.say(ADMIN, f"person koppla {MANAGER} chatt={MANAGERS}")
    slack_town.say(ADMIN, f"person koppla {COMMUNICATOR} chatt={COMMUNICATORS}")
    slack_town.now = local(2026, 9, 15, 9, 0)
    return Player(talk, slack, slack_town)


def by_hand(town: Town) -> None:
    """The same in the terminal, to compare with."""
    for line, person in (
        (
            f'konto ny {NEW} plattform=instagram verksamhet=Bibliotek syfte="Visar samlingen" ansvarig={EVA}',
            EVA,
        ),
        (f"konto godkänn {NEW}", MANAGER),
        (f"konto godkänn {NEW}", COMMUNICATOR),
        (f"konto aktivera {NEW} åtkomst=administratör url={ACTIVE['url']}", COMMUNICATOR),
        (f'fråga {ACCOUNT} när="2026-09-15 08:15" länk={LINK}', EVA),
        ("svar F-2026-0001", EVA),
        ('underteckna F-2026-0001 namn=eva-editor avdelning="Kultur och fritid"', EVA),
        (f'moderera {ACCOUNT} kategori=hets åtgärd=borttagen länk={LINK} plats="Pärm 3"', EVA),
        ("moderering komplettera M-2026-0001 polisanmälan=5000-K1-26", EVA),
        (f"inlägg {ACCOUNT} länk={POSTED['link']} grund=inga-personuppgifter", EVA),
        (f"skärmdump {ACCOUNT} plats=e-arkivet", EVA),
    ):
        town.say(person, line)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_each_way_leaves_the_same_rows(
    story: Callable[[Player], Awaitable[None]], player: Player, twin: Town
) -> None:
    """F1, F3, F10, F11, F13, F14, C1: the doors decide nothing."""
    await story(player)
    twin.now = player.town.now
    by_hand(twin)
    assert rows(player.town) == rows(twin)
