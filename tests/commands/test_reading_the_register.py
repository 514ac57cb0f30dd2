"""Status, one's own matters, search, settings and help: what is shown, to whom (C2, F9, F10, S5, S6)."""

import pytest

from commands.registry import COMMANDS
from core import figures
from core.people import Role
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    COUNCIL,
    EDITOR,
    MANAGER,
    OTHER_MANAGER,
    OUTSIDER,
    SECOND_EDITOR,
    Town,
    local,
    png,
)  # fmt: skip

THEN = local(2026, 11, 20, 15, 0)


def test_the_status_counts_the_half_year(town: Town) -> None:
    """F10: the share in time; C1: snapshots taken of those expected."""
    town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    town.say(EDITOR, "svar F-2026-0001 när=2026-11-20T16:00", local(2026, 11, 20, 16, 0))
    town.say(EDITOR, f"fråga {ACCOUNT} när=2026-11-18T09:00", THEN)
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold", THEN)
    town.say(EDITOR, f"skärmdump {ACCOUNT}", THEN, files={"file": png()})
    data = town.say(COUNCIL, "status", local(2026, 11, 23, 9, 0)).card.data
    assert data["period"] == "2026-H2"
    assert (data["open"], data["late"]) == (1, 1)
    assert (data["answered_in_time"], data["answered_with_due"]) == (1, 1)
    assert (data["cases"], data["cases_lacking"]) == (1, 1)
    assert (data["snapshots"], data["snapshots_expected"]) == (1, 1)


def test_unknown_weeks_are_said_to_be_unknown(small_town: Town) -> None:
    """S6, F9."""
    reply = small_town.say(COUNCIL, f"status {ACCOUNT}", THEN)
    assert reply.card.data["posts_per_week"] is None
    assert any("okänt" in fact.value for fact in reply.card.facts)


def test_the_window_holds_whole_weeks_only(small_town: Town) -> None:
    """F9."""
    with small_town.database.read() as session:
        weeks = figures.last_whole_weeks(small_town.scope(session, THEN))
    assert weeks == ("2026-W43", "2026-W44", "2026-W45", "2026-W46")


def test_mina_shows_what_one_has_to_do(town: Town) -> None:
    town.say(EDITOR, f"fråga {ACCOUNT} när=2026-11-18T09:00", THEN)
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold", THEN)
    card = town.say(EDITOR, "mina", THEN).card
    text = "\n".join(section.text for section in card.sections)
    assert card.data["questions"] == ["F-2026-0001"]
    assert "F-2026-0001" in text
    assert "M-2026-0001" in text
    assert ACCOUNT in text
    assert town.say(OUTSIDER, "mina", THEN).card.sections == ()


def test_mina_shows_the_decisions_that_wait(small_town: Town) -> None:
    """F1: to those who can take them, never to the one who asked."""
    small_town.new_account("nytt-ig", active=False)
    assert small_town.say(MANAGER, "mina").card.data["decisions"] == 1
    assert small_town.say(COMMUNICATOR, "mina").card.data["decisions"] == 1
    assert small_town.say(EDITOR, "mina").card.data["decisions"] == 0


def test_mina_shows_communications_the_closings_to_decide(small_town: Town) -> None:
    """F5."""
    small_town.say(EDITOR, f'konto avsluta {ACCOUNT} orsak="Flyttar"')
    section = small_town.say(COMMUNICATOR, "mina").card.sections[0]
    assert "Flyttar" in section.text
    commands = [button.command for button in section.buttons]
    assert commands == [f"konto avsluta {ACCOUNT} orsak=Flyttar", f"konto avslå {ACCOUNT}"]
    assert small_town.say(EDITOR, "mina").card.data["decisions"] == 0
    shown = small_town.say(COMMUNICATOR, f"konto visa {ACCOUNT}").card
    assert [button.command for button in shown.buttons] == commands


def test_a_voided_row_is_found_as_voided(small_town: Town) -> None:
    """S3."""
    small_town.say(EDITOR, f"fråga {ACCOUNT}", THEN)
    small_town.say(EDITOR, "ångra", THEN)
    card = small_town.say(COUNCIL, "sök F-2026-0001").card
    assert card.table
    assert "makulerad" in card.table.rows[0][2]


def test_search_finds_by_name_number_and_place_but_not_by_a_citizen_s_words(town: Town) -> None:
    """S5."""
    town.say(EDITOR, f'fråga {ACCOUNT} länk=https://fb.example/42 text="Hemligsson undrar"', THEN)
    town.say(EDITOR, f'moderera {ACCOUNT} kategori=reklam åtgärd=dold diarienummer="KS 2026/12"', THEN)
    found = {
        text: [hit["name"] for hit in town.say(COUNCIL, f"sök {text}").card.data["found"]]
        for text in ("bibliotek", "fb.example/42", "ks 2026/12", "Hemligsson", "f-2026-0001", "100%")
    }
    assert ACCOUNT in found["bibliotek"]
    assert found["fb.example/42"] == ["F-2026-0001"]
    assert found["ks 2026/12"] == ["M-2026-0001"]
    assert found["Hemligsson"] == []
    assert found["f-2026-0001"] == ["F-2026-0001"]
    assert found["100%"] == []


def test_office_hours_and_channels_are_the_town_s_settings(town: Town) -> None:
    data = town.say(COMMUNICATOR, "inställningar kontorstid 8 17.00").card.data
    assert (data["office_open"], data["office_close"]) == ("08:00", "17:00")
    data = town.say(COMMUNICATOR, "inställningar kanal avdelning=<#C012AB3CD|kommunikation>").card.data
    assert data["department_channel"] == "C012AB3CD"
    assert list(town.try_say(COMMUNICATOR, "inställningar kontorstid 17 8").errors) == ["closes"]
    assert list(town.try_say(COMMUNICATOR, "inställningar kanal avdelning=allmänt").errors) == ["department"]
    assert not town.try_say(EDITOR, "inställningar kanal avdelning=C012AB3CD").ok


def test_each_person_chooses_a_language(small_town: Town) -> None:
    small_town.say(SECOND_EDITOR, "inställningar språk en")
    assert small_town.say(SECOND_EDITOR, "mina").card.title == "To do"
    assert small_town.say(EDITOR, "mina").card.title == "Att göra"


@pytest.mark.parametrize("command", [command.words.replace("*", "").strip() for command in COMMANDS])
def test_help_knows_every_command_with_fields_examples_and_rule(small_town: Town, command: str) -> None:
    card = small_town.say(ADMIN, f"hjälp {command}").card
    assert card.data


def test_help_shows_the_rule_behind_a_command(small_town: Town) -> None:
    """F10."""
    card = small_town.say(EDITOR, "hjälp fråga").card
    text = "\n".join(section.text for section in card.sections)
    assert "F10: Redaktören för ett konto" in text
    assert "KS 2023/1285" in text
    assert card.data["required"] == ["konto"]


def test_help_lists_what_the_caller_may_say(small_town: Town) -> None:
    """S2."""
    council, admin = (small_town.say(who, "hjälp").card.data["commands"] for who in (COUNCIL, ADMIN))
    assert "fråga" not in council
    assert {"status", "konto lista", "mina"} <= set(council)
    assert set(council) < set(admin)


def test_every_command_s_examples_are_read_as_that_command() -> None:
    from commands.grammar import tokens
    from commands.reading import match

    for command in COMMANDS:
        assert command.examples, command.name
        for example in command.examples:
            assert match(tokens(example))[0] is command, example


def test_every_command_is_somebody_s() -> None:
    """S2: default deny, yet nothing that nobody can say."""
    assert all(command.roles <= frozenset(Role) and command.roles for command in COMMANDS)


def test_the_gaps_are_gathered_for_those_they_concern(small_town: Town) -> None:
    """F2, F3, F4: all for communications, the unit's for its manager, one's own for an editor."""
    small_town.say(COMMUNICATOR, f"konto ändra {ACCOUNT} administratörer={OUTSIDER}")
    missing = {f"assignment:{OUTSIDER}", f"training:{OUTSIDER}"}
    for who in (COMMUNICATOR, MANAGER, EDITOR):
        listed = small_town.say(who, "luckor").card.data["gaps"]
        assert {gap["gap"] for gap in listed} == missing
    assert small_town.say(OTHER_MANAGER, "luckor").card.data["gaps"] == []


def test_search_finds_capitals_beyond_a_to_z(town: Town) -> None:
    town.say(EDITOR, f'konto ändra {ACCOUNT} syfte="Åsarps filial"')
    for word in ("Åsarp", "åsarp"):
        assert town.say(COUNCIL, f"sök {word}").card.data["found"][0]["name"] == ACCOUNT
