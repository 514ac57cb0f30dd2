"""Tells a municipality's story: people say commands at local times, and hear what the bot says by itself."""

from collections import defaultdict
from datetime import datetime
from pathlib import Path

from bot import app as house
from bot.storage import FileStore
from commands.command import Reply
from core.card import Card
from core.database import Database
from reminders.worker import Worker
from tests.reminders.recorder import Recorder
from tests.town import STOCKHOLM, Town

FOUNDED = "2026-09-01 08:00"
Heard = dict[str, str]


def when(text: str) -> datetime:
    """A local time, written `2026-11-20 15:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


class Story(Town):
    """A municipality under its own guideline. Everything is said at the time it last became."""

    def __init__(self, folder: Path, policy: str, text: str | None = None) -> None:
        super().__init__(
            Database(str(folder / "stad.db")), FileStore(f"file://{folder}/underlag"), when(FOUNDED)
        )
        house.make_workspace(self.database, self.now, policy, policy, text)
        self.worker = Worker(self.database, house.policy_of)

    def people(self, *lines: str) -> None:
        """Registers people, as the administrator does."""
        for line in lines:
            self.say("admin", f"person ny {line}")

    def becomes(self, time: str) -> None:
        """It becomes that time; what the bot would have said meanwhile is said."""
        self.hears(time)

    def hears(self, time: str) -> Heard:
        """It becomes that time: what each person hears just then, one text a person."""
        self.now = when(time)
        heard = Recorder()
        self.worker.run(self.now, heard)
        texts = defaultdict[str, list[str]](list)
        for to, card in heard.sent:
            texts[to].append(read(card))
        return {to: "\n".join(said) for to, said in texts.items()}

    def refuses(self, person: str, text: str) -> Reply:
        """What the bot answers to what it does not do."""
        reply = self.try_say(person, text)
        assert not reply.ok, (text, reply.card.title)
        return reply

    def reads(self, person: str, text: str) -> str:
        """A command's card as its words."""
        return read(self.say(person, text).card)


def read(card: Card) -> str:
    """A card's words: title, text, facts, table, sections, buttons."""
    lines = [card.title, card.text, *(f"{fact.label}: {fact.value}" for fact in card.facts)]
    lines += [" | ".join(row) for row in card.table.rows] if card.table else []
    for section in card.sections:
        lines += [section.heading, section.text]
    return "\n".join(line for line in lines if line)
