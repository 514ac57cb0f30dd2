"""A question's way: passed on, waiting for the citizen, written about again; ready texts (M8, O4, H9, H10, H31)."""

import pytest

from tests.policies import under
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, Town, local

TUESDAY = local(2026, 11, 24, 10)
ANSWERED = local(2026, 11, 24, 15)
WEDNESDAY = local(2026, 11, 25, 9)


def ask(town: Town, *more: str) -> str:
    """A question of Tuesday morning; its number."""
    return str(town.say(EDITOR, " ".join((f"fråga {ACCOUNT}", *more)), TUESDAY).card.data["question"])


def test_telling_the_citizen_meets_hallstahammars_time_and_passing_on_alone_does_not(town: Town) -> None:
    """H9, M8, O4: the text to send comes with the button that says it is sent; then there is no due time any more."""
    under(town, "hallstahammar")
    number = ask(town)
    passed = town.say(EDITOR, f"vidare {number} till=Gatukontoret", TUESDAY)
    assert passed.card.data["due_at"] == "2026-11-25T16:30:00+01:00"
    assert "Gatukontoret" in passed.card.data["ready_text"]
    told = town.say(EDITOR, passed.card.buttons[0].command, ANSWERED)
    assert told.card.data["due_at"] is None
    listed = town.say(ADMIN, "fråga lista", WEDNESDAY).card
    assert listed.table and listed.table.rows[0][2:] == (
        "ingen bestämd tid", "23 tim", "skickad vidare till Gatukontoret",
    )  # fmt: skip


def test_telling_too_late_does_not_meet_the_time(small_town: Town) -> None:
    """H9: within one working day."""
    under(small_town, "hallstahammar")
    number = ask(small_town)
    late = small_town.say(EDITOR, f"vidare {number} till=Gata mellansvar=nu", local(2026, 11, 26, 9))
    assert late.card.data["due_at"] == "2026-11-25T16:30:00+01:00"


def test_falkopings_time_goes_on_though_the_citizen_is_told(small_town: Town) -> None:
    """H9: no exception there, and the card says so."""
    number = ask(small_town)
    passed = small_town.say(EDITOR, f"vidare {number} till=Gatukontoret", TUESDAY)
    assert "Tiden går ändå" in passed.card.text
    told = small_town.say(EDITOR, passed.card.buttons[0].command, ANSWERED)
    assert told.card.data["due_at"] == "2026-11-25T10:00:00+01:00"


def test_a_ready_text_is_in_the_towns_language_signed_as_the_guideline_asks(small_town: Town) -> None:
    """H10, F11: name, title and unit, whatever language the editor speaks with the bot."""
    under(small_town, "hallstahammar")
    small_town.say(EDITOR, "inställningar språk en", TUESDAY)
    passed = small_town.say(EDITOR, f"vidare {ask(small_town)} till=Gatukontoret", TUESDAY)
    assert passed.card.data["ready_text"].startswith("Hej! Tack för att du hör av dig. Jag")
    assert passed.card.data["ready_text"].endswith(f"{EDITOR}, Bibliotekarie, Kultur och fritid")


def test_the_one_whose_answer_it_is_signs_with_title(small_town: Town) -> None:
    """H10: not the one who records it; without a title it is not signed."""
    under(small_town, "hallstahammar")
    number = ask(small_town)
    line = f"svar {number} av={COMMUNICATOR} namn=Kim avdelning=Kommunikation"
    unsigned = small_town.say(EDITOR, line, ANSWERED)
    assert unsigned.card.data["signed"] is False
    assert COMMUNICATOR in unsigned.card.text and EDITOR not in unsigned.card.text
    assert small_town.say(EDITOR, f"underteckna {number} titel=Kommunikatör", ANSWERED).card.data["signed"]


def test_waiting_for_the_citizen_stops_no_clock(town: Town) -> None:
    """F10: no guideline says that it does; it is recorded, shown, and over when the citizen writes."""
    number = ask(town)
    waiting = town.say(EDITOR, f"vänta {number}", ANSWERED)
    assert waiting.card.data["waiting"]
    assert waiting.card.data["due_at"] == "2026-11-25T10:00:00+01:00"
    assert "Tiden går vidare" in waiting.card.text
    again = town.say(EDITOR, f"återöppna {number}", WEDNESDAY)
    assert again.card.data["question"] == number
    assert not again.card.data["waiting"]


def test_who_writes_again_after_the_answer_gets_a_question_with_a_clock_of_its_own(town: Town) -> None:
    """F10: what was answered in time stays so; the two name each other, and a diary number goes along (O8)."""
    number = ask(town, "länk=https://fb.example/1")
    town.say(EDITOR, f"svar {number} namn=Eva avdelning=Kultur", ANSWERED)
    town.say(EDITOR, f'diarie {number} nummer="KS 2026/9"', ANSWERED)
    again = town.say(EDITOR, f'återöppna {number} när="2026-11-25 08:00"', WEDNESDAY)
    assert again.card.data["question"] == "F-2026-0002"
    assert again.card.data["due_at"] == "2026-11-26T08:00:00+01:00"
    assert again.card.data["diary_number"] == "KS 2026/9"
    first, second = (
        {fact.label: fact.value for fact in town.say(EDITOR, f"fråga visa {each}").card.facts}
        for each in (number, "F-2026-0002")
    )
    assert first["Frågeställaren skrev igen"] == "F-2026-0002"
    assert (second["Följer på"], second["Länk"]) == (number, "https://fb.example/1")
    assert "Besvarad" in first and "Besvarad" not in second


@pytest.mark.parametrize(
    ("prepare", "text", "fields"),
    [
        ("", "återöppna F-2026-0001", [""]),
        ("svar F-2026-0001", "vänta F-2026-0001", [""]),
        ("stäng F-2026-0001 orsak=återtagen", 'återöppna F-2026-0001 när="2026-11-24 09:00"', ["at"]),
        ("svar F-2026-0001", "återöppna F-2026-0001 när=2026-11-30T09:00", ["at"]),
    ],
)
def test_what_makes_no_sense_is_refused(small_town: Town, prepare: str, text: str, fields: list[str]) -> None:
    """F10: an open one can't be opened, a settled one can't wait, nobody writes again before they wrote."""
    ask(small_town)
    if prepare:
        small_town.say(EDITOR, prepare, ANSWERED)
    assert list(small_town.try_say(EDITOR, text, WEDNESDAY).errors) == fields


def test_a_matter_of_a_case_is_not_dealt_with_here(small_town: Town) -> None:
    """H31: a text that says where to turn, and the way to pass it on."""
    card = small_town.say(EDITOR, f"fråga {ACCOUNT} slag=ärende", TUESDAY).card
    assert card.data["ready_text"].startswith("Hej! Tack för att du hör av dig.")
    assert "Falköpings kommun" in card.data["ready_text"]
    assert f"vidare {card.data['question']}" in [button.command for button in card.buttons]


def test_without_a_clock_age_is_shown_oldest_first(town: Town) -> None:
    """G13: no due time; on both databases those with one come first."""
    ask(town)
    under(town, "goteborg")
    town.say(EDITOR, f'fråga {ACCOUNT} när="2026-11-23 09:00"', TUESDAY)
    town.say(EDITOR, f'fråga {ACCOUNT} när="2026-11-20 09:00"', TUESDAY)
    rows = town.say(ADMIN, "fråga lista", TUESDAY).card.data["questions"]
    assert [row["question"] for row in rows] == ["F-2026-0001", "F-2026-0003", "F-2026-0002"]
    assert rows[1]["due_at"] is None
