"""A field of each kind as a control and back to words; how a line goes on; who follows what happens."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.doors.web.demo import ahead, fields
from bot.doors.web.demo.feed import Event, Feed, Kind
from bot.doors.web.demo.fields import Drawn
from commands.command import Command, FieldView, FormView, Option
from commands.command import Kind as FieldKind
from commands.registry import COMMANDS

ROLES = (Option("redaktör", "Redaktör"), Option("chef", "Chef"))
MANY = tuple(Option(f"konto-{n}", f"Konto {n}") for n in range(13))


def field(
    kind: FieldKind, value: str = "", *options: Option, required: bool = True, **more: bool
) -> FieldView:
    """A field of a form."""
    return FieldView("x", "x", "Fält", kind, required, value=value, options=options, **more)


def control(view: FieldView) -> fields.Control:
    """The control of a form's only field."""
    return fields.controls(FormView("some", "Ett formulär", 1, (view,)), {})[0]


@pytest.mark.parametrize(
    ("view", "drawn"),
    [
        (field(FieldKind.TEXT), Drawn.TEXT),
        (field(FieldKind.LONG), Drawn.LONG),
        (field(FieldKind.NUMBER, "sju"), Drawn.NUMBER),
        (field(FieldKind.FILE), Drawn.FILE),
        (field(FieldKind.MEMBER), Drawn.TEXT),
        (field(FieldKind.CHOICE, "", *ROLES), Drawn.RADIOS),
        (field(FieldKind.CHOICE, "", *ROLES, required=False), Drawn.LIST),
        (field(FieldKind.CHOICE, "", *MANY[:6]), Drawn.LIST),
        (field(FieldKind.CHOICE, "", *MANY), Drawn.SEARCH),
        (field(FieldKind.CHOICE, "", *ROLES, has_more=True), Drawn.SEARCH),
        (field(FieldKind.CHOICES, "", *MANY), Drawn.BOXES),
        (field(FieldKind.TIME, "2026-11-20 15:00"), Drawn.TIME),
        (field(FieldKind.TIME, "2026-11-20"), Drawn.TIME),
        (field(FieldKind.TIME, "i fredags"), Drawn.TEXT),
        (field(FieldKind.TIME, "2026-11-20 25:00"), Drawn.TEXT),
        (field(FieldKind.DAY, "2026-11-20"), Drawn.DAY),
        (field(FieldKind.DAY, "2026-02-30"), Drawn.TEXT),
        (field(FieldKind.YES, "ja"), Drawn.YES),
        (field(FieldKind.YES, "kanske"), Drawn.TEXT),
    ],
)
def test_each_kind_has_its_control(view: FieldView, drawn: Drawn) -> None:
    """A value that its own control can't show stands as text, to be mended."""
    assert control(view).drawn is drawn


def test_what_was_chosen_is_chosen_and_what_is_unknown_stands() -> None:
    """By word or label, case and accents aside."""
    assert control(field(FieldKind.CHOICE, "REDAKTOR", *ROLES)).chosen == {"redaktör"}
    strange = control(field(FieldKind.CHOICES, "Chef, gäst", *ROLES))
    assert strange.chosen == {"chef", "gäst"}
    assert [option.value for option in strange.options] == ["gäst", "redaktör", "chef"]


@pytest.mark.parametrize(
    ("posted", "word"),
    [
        ([("word.x", "två ord")], "två ord"),
        ([("word.x", "a"), ("word.x", "b")], "a,b"),
        ([("word.x.day", "2026-11-20"), ("word.x.clock", "15:00")], "2026-11-20 15:00"),
        ([("word.x.day", ""), ("word.x.clock", "15:00")], "15:00"),
        ([("word.x.given", "yes"), ("word.x", "yes")], "yes"),
        ([("word.x.given", "yes")], "no"),
        ([("word.x", "")], ""),
    ],
)
def test_what_is_posted_is_read_as_a_person_would_type_it(posted: list[tuple[str, str]], word: str) -> None:
    assert fields.words([*posted, ("command", "some"), ("held.x", "1")]) == {"x": word}


def ways(text: str) -> list[str]:
    """The lines that a text can become."""
    return [way.line for way in ahead.ways(text, COMMANDS, suggest)]


def suggest(command: Command, name: str, typed: str) -> Sequence[Option]:
    """Two accounts and a person."""
    known = {
        "account": (Option("bibliotek-fb", "bibliotek-fb"), Option("med mellanslag", "udda")),
        "responsible": (Option("berit", "Berit"),),
    }
    return [option for option in known.get(name, ()) if typed.lower() in option.value]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("fr", "fråga "),
        ("FRAGA L", "fråga lista "),
        ("konto g", "konto godkänn "),
        ("question s", "question show "),
        ("fråga ", "fråga bibliotek-fb "),
        ("konto visa bib", "konto visa bibliotek-fb "),
        ("konto visa med", 'konto visa "med mellanslag" '),
        ("fråga bibliotek-fb n", "fråga bibliotek-fb när="),
        ("konto ny x ansvarig=b", "konto ny x ansvarig=berit "),
        ("konto ny x administratörer=kim,b", ""),
        ('fråga bibliotek-fb text="Har ni ', ""),
        ("ingenting alls", ""),
        ("konto ny x ingen=", ""),
    ],
)
def test_a_line_goes_on_with_a_command_then_its_fields(text: str, first: str) -> None:
    assert next(iter(ways(text)), "") == first


async def test_whoever_was_away_hears_what_came_and_then_what_comes() -> None:
    """From any thread; and goes home when it closes."""
    feed = Feed()
    feed.publish(Kind.MESSAGE, 1)
    feed.publish(Kind.CLOCK)
    heard: list[Event] = []

    async def follow() -> None:
        async for event in feed.follow(1):
            heard.append(event)
            if event.kind is Kind.CAST:
                feed.close()

    following = asyncio.create_task(follow())
    await asyncio.to_thread(feed.publish, Kind.CAST)
    await asyncio.wait_for(following, 5)
    assert [(event.seq, event.kind) for event in heard] == [(2, Kind.CLOCK), (3, Kind.CAST)]
