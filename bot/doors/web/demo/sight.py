"""What a person sees of the demo: the conversation they are in, the cast, the clock, drawn from templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from markupsafe import Markup

from bot.doors.web.demo import fields
from bot.doors.web.demo.cast import Cast, Member
from bot.doors.web.demo.play import Line, Play
from bot.doors.web.demo.room import CHANNEL, Message
from bot.doors.web.lage import charts
from bot.doors.web.lage.charts import Bar, Mark
from bot.doors.web.look import render
from commands.command import Reply
from core.card import Chart
from core.people import Role
from core.slugs import fold
from core.words import N_, _
from core.words.times import MONTHS, clock, moment, short_weekday

STEPS = (
    ("hour", N_("+1 h")),
    ("workday", N_("Next working day")),
    ("week", N_("+1 week")),
    ("month", N_("+1 month")),
)
READS_CHANNEL = frozenset({Role.COMMUNICATIONS, Role.ADMIN})
FOLDED_ROWS = 12


@dataclass(frozen=True, slots=True)
class Try:
    """Something to try first: what it shows, who does it, and what is typed, or the step of the clock."""

    label: str
    who: str
    line: str = ""
    step: str = ""


TRIES = (
    Try(
        N_("Record a question from Saturday, and see why it is due when it is"),
        "berit-biblioteksredaktör",
        'fråga bibliotek-fb när=2026-11-21T10:00 text="Har ni öppet på trettondagen?"',
    ),
    Try(N_("Let a day pass, and see who is reminded of what"), "berit-biblioteksredaktör", step="day"),
    Try(
        N_("Remove a comment, with what has to be kept"),
        "berit-biblioteksredaktör",
        "moderera bibliotek-fb",
    ),
    Try(N_("Approve a new account, as its manager"), "rolf-rektor", "konto godkänn fritidsgård-tiktok"),
    Try(N_("See how things stand, as communications"), "kim-kommunikatör", "status"),
)


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks, in which browser session, at which conversation."""

    person: Member
    where: str
    session: str

    @property
    def is_channel(self) -> bool:
        """Whether it is the channel, not the person's own conversation."""
        return self.where == CHANNEL

    @property
    def address(self) -> Mapping[str, str]:
        """What names it in an address."""
        return {"as": self.person.slug, **({"in": CHANNEL} if self.is_channel else {})}


def sight(cast: Cast, slug: str, place: str, session: str) -> Sight:
    """What those words of an address name; where they name nobody, the first of communications at home."""
    person = cast.named(slug) or next(iter(cast.having(Role.COMMUNICATIONS)), cast.members[0])
    is_channel = place == CHANNEL and bool(person.roles & READS_CHANNEL)
    return Sight(person, CHANNEL if is_channel else person.slug, session)


class Drawing:
    """Draws for one play, in the language spoken."""

    def __init__(self, play: Play) -> None:
        self._play = play

    def page(self, seen: Sight, token: str, *, is_new: bool) -> str:
        """The whole page."""
        cast = self._play.cast()
        return render(
            "demo/page.html", token=token, is_new=is_new, tries=TRIES, steps=STEPS, town=self._play.home,
            log=self.conversation(seen, cast), seq=self._play.room.feed.seq, clock=self.clock(),
            other="en" if self._play.home.language == "sv" else "sv", **self._around(seen, cast),
        )  # fmt: skip

    def cast(self, seen: Sight) -> str:
        """The people and places to choose from."""
        return render("demo/cast.html", **self._around(seen, self._play.cast()))

    def _around(self, seen: Sight, cast: Cast) -> dict[str, Any]:
        """What the list of people and places is drawn from."""
        room, places = self._play.room, (CHANNEL, *(member.slug for member in cast.members))
        reader = seen.person if seen.person.roles & READS_CHANNEL else cast.having(Role.COMMUNICATIONS)[0]
        return {
            "seen": seen, "groups": cast.groups(), "channel": CHANNEL, "reader": reader,
            "unread": {place: room.unread(seen.session, place) for place in places},
        }  # fmt: skip

    def conversation(self, seen: Sight, cast: Cast) -> list[Markup]:
        """The messages the person sees, the oldest first."""
        said = self._play.room.seen_by(seen.person.slug, seen.where)
        return [Markup(self.message(message, cast)) for message in said]  # noqa: S704  (a template's own)

    def message(self, message: Message, cast: Cast) -> str:
        """One message."""
        by = cast.named(message.by)
        return render(
            "demo/message.html", message=message, by=by.name if by else message.by, when=self._when(message.at),
            exactly=moment(message.at, self._play.calendar), folded_rows=FOLDED_ROWS, charted=charted,
        )  # fmt: skip

    def _when(self, at: datetime) -> str:
        local = self._play.calendar.local(at)
        return f"{short_weekday(local)} {local.day} {_(MONTHS[local.month - 1])} {clock(local)}"

    def clock(self) -> dict[str, Any]:
        """The time it is, in the town's words, and whether it passes."""
        local = self._play.calendar.local(self._play.room.now)
        return {
            "shown": moment(self._play.room.now, self._play.calendar),
            "day": f"{local:%Y-%m-%d}",
            "clock": f"{local:%H:%M}",
            "iso": local.isoformat(),
            "running": self._play.is_running,
            "came": self._play.came,
        }

    def form(self, reply: Reply, line: Line, files: Mapping[str, tuple[str, str]]) -> str:
        """A form's page, with what was wrong; `files` are handles and names by field. One just opened only asks."""
        assert reply.form  # noqa: S101
        lacks = "missing" in reply.card.data
        errors = {} if lacks and not line.in_form else dict(reply.errors)
        held = {name: file for name, file in files.items() if name not in reply.errors}
        shown = {view.name: view.label for view in reply.form.fields}
        return render(
            "demo/form.html", form=reply.form, line=line, key=uuid4().hex, errors=errors, labels=shown,
            fault=_("Something is missing") if lacks else reply.card.title,
            controls=fields.controls(reply.form, errors, held), elsewhere=fields.elsewhere(reply.form),
            held={name: file for name, file in held.items() if name not in shown}, charted=charted,
        )  # fmt: skip


def charted(chart: Chart) -> Markup:
    """A card's chart as a picture, which says the same in words to who can't see it."""
    rows = [Bar(bar.label, round(bar.value), bar.said or f"{bar.value:g}") for bar in chart.bars]
    return charts.bars(f"chart-{uuid4().hex}", chart.title, chart.told, Mark("brand"), rows)


def news(message: Message) -> str:
    """A message in a breath, for who listens."""
    card = message.card
    if card is None:
        return ""
    first = card.text or next((section.text for section in card.sections), "")
    return ". ".join(
        part.strip().rstrip(".") for part in (card.title, first.partition("\n")[0]) if fold(part)
    )
