"""What can be chosen: labels that help, only what is the caller's, and never a citizen's words."""

import pytest

from bot.doors.slack.connect import connect
from commands.command import Caller, Option, Request
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    EDITOR,
    MANAGER,
    OTHER_MANAGER,
    OUTSIDER,
    SECOND_EDITOR,
    Town,
    local,
)

AT = local(2026, 11, 20, 15, 0)
LINES = {
    "question": f'fråga {ACCOUNT} när="2026-11-20 14:00" text="Varför är parken stängd?"',
    "moderation": f'moderera {ACCOUNT} kategori=reklam åtgärd=dold när="2026-11-19 10:00"',
    "post": f'inlägg {ACCOUNT} när="2026-11-18 10:00"',
    "snapshot": f'skärmdump {ACCOUNT} plats="Arkivet" när="2026-11-17 10:00"',
}


def suggest(town: Town, person: str, command: str, field: str, typed: str = "") -> tuple[Option, ...]:
    """What comes up when a person types in a picker."""
    request = Request(Caller(person), "", AT, text=typed, command=command)
    return town.dispatch.suggest(request, field)


@pytest.mark.parametrize(
    ("kind", "command", "field", "label"),
    [
        (
            "question",
            "question.answer",
            "question",
            "F-2026-0001 · bibliotek-fb · måndag 23 nov 2026 kl. 14.00",
        ),
        ("moderation", "moderation.show", "case", "M-2026-0001 · bibliotek-fb · torsdag 19 nov 2026"),
        ("post", "post.correct", "row", "I-2026-0001 · bibliotek-fb · onsdag 18 nov 2026"),
        ("snapshot", "snapshot.correct", "row", "S-2026-0001 · bibliotek-fb · tisdag 17 nov 2026"),
    ],
)
def test_a_row_is_chosen_by_number_account_and_time(
    town: Town, kind: str, command: str, field: str, label: str
) -> None:
    """By its editors and its unit's manager; others of the municipality choose among theirs."""
    town.say(EDITOR, LINES[kind], AT)
    for person in (EDITOR, MANAGER, COMMUNICATOR):
        assert [option.label for option in suggest(town, person, command, field)] == [label]
    for person in (OUTSIDER, SECOND_EDITOR, OTHER_MANAGER):
        assert suggest(town, person, command, field) == ()


def test_the_latest_comes_first_and_what_is_voided_not_at_all(town: Town) -> None:
    """By when it happened, not by when it was recorded."""
    for day in (17, 19, 18):
        town.say(EDITOR, f'inlägg {ACCOUNT} när="2026-11-{day} 10:00"', AT)
    assert [o.value for o in suggest(town, EDITOR, "post.correct", "row")] == [
        "I-2026-0002", "I-2026-0003", "I-2026-0001",
    ]  # fmt: skip
    town.say(EDITOR, "ångra", AT)
    assert [o.value for o in suggest(town, EDITOR, "post.correct", "row")] == [
        "I-2026-0002",
        "I-2026-0001",
    ]


def test_what_is_no_longer_listed_is_found_by_its_number(small_town: Town) -> None:
    """An answered question can still be corrected."""
    small_town.say(EDITOR, LINES["question"], AT)
    small_town.say(EDITOR, "svar F-2026-0001", AT)
    assert suggest(small_town, EDITOR, "question.correct", "row") == ()
    found = suggest(small_town, EDITOR, "question.correct", "row", "f-2026-0001")
    assert [option.label for option in found] == ["f-2026-0001"]
    assert suggest(small_town, EDITOR, "question.correct", "row", "F-2026-0002") == ()


def test_help_lists_no_numbers(small_town: Town) -> None:
    """They are of the day, and not everybody's."""
    for _twice in range(2):
        small_town.say(EDITOR, LINES["moderation"], AT)
    shown = small_town.say(EDITOR, "hjälp moderering visa", AT).card
    assert "M-2026-0002" not in f"{shown.text} {shown.sections} {shown.facts} {shown.table}"


def test_people_are_chosen_by_name_and_unit(small_town: Town) -> None:
    """Two of the same name are told apart."""
    labels = {o.value: o.label for o in suggest(small_town, COMMUNICATOR, "person.show", "person")}
    assert labels[EDITOR].endswith(" · Bibliotek")
    assert " · " not in labels[COMMUNICATOR]


def _in_slack(town: Town, text: str) -> str:
    request = Request(
        Caller(team="T0FALKOPING", user="U0ADMIN"), f"slack:{text}", AT, text=text, door="slack"
    )
    reply = town.dispatch.handle(request)
    return str(reply.card.data.get("person")) if reply.ok else str(dict(reply.errors))


def test_a_mention_is_the_person_linked_to_it(slack_connected: Town) -> None:
    """With or without the name Slack writes after it; anybody else's is nobody's."""
    assert _in_slack(slack_connected, "person visa <@U0EDITOR>") == EDITOR
    assert _in_slack(slack_connected, "person visa <@U0EDITOR|eva>") == EDITOR
    assert "<@U0OTHER>" in _in_slack(slack_connected, "person visa <@U0OTHER>")


def test_a_mention_typed_elsewhere_is_nobody(slack_connected: Town) -> None:
    """The terminal knows no chat members."""
    assert "person" in slack_connected.try_say(ADMIN, "person visa <@U0EDITOR>").errors


@pytest.fixture
def slack_connected(small_town: Town) -> Town:
    """A town connected to Slack, whose editor and administrator are linked."""
    connect(small_town.database, small_town.now, "T0FALKOPING")
    small_town.say(ADMIN, f"person koppla {EDITOR} chatt=<@U0EDITOR|eva>")
    small_town.say(ADMIN, f"person koppla {ADMIN} chatt=U0ADMIN")
    return small_town
