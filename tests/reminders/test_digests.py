"""The digest as people get it: its order and room, each their own, last week in figures, the sign of life (C2, S7)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from core.card import bar_lines
from tests.chat import deactivate, reactivate
from tests.reminders.conftest import Speaking
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, MANAGER, OUTSIDER, Town, local

DEPARTMENT = "department"
MONDAY, TUESDAY = local(2026, 11, 23, 8), local(2026, 11, 24, 8)
FRIDAY = local(2026, 11, 20, 10)


@pytest.fixture
def settled(small: Speaking) -> Speaking:
    """Everything older is said and done, on a Thursday."""
    small.beat(local(2026, 11, 19, 16))
    return small


def heard(speaking: Speaking, to: str, at: datetime) -> str:
    """The digest somebody gets at a time; empty for silence."""
    speaking.quietly(at)
    return "\n\n".join(entry["text"] for entry in speaking.heard.entries(to) if entry["rule"] == "digest")


def ask(town: Town, times: int, at: datetime) -> None:
    """Questions on the library's account."""
    for n in range(times):
        town.say(EDITOR, f"fråga {ACCOUNT}", at + timedelta(minutes=n))


def test_what_is_late_comes_first_then_what_will_be_decisions_and_what_is_missing(settled: Speaking) -> None:
    """C2: grouped and counted, each line one sentence with its button; a snapshot of the whole message."""
    town = settled.town
    town.say(EDITOR, f"fråga {ACCOUNT}", local(2026, 11, 19, 16, 30))
    town.say(EDITOR, f"fråga {ACCOUNT}", local(2026, 11, 23, 15, 0))
    town.say(EDITOR, f"fråga {ACCOUNT}", local(2026, 11, 24, 7, 50))
    town.new_account("museum-ig", local(2026, 11, 23, 15, 0), active=False)
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=förtal åtgärd=dold", local(2026, 11, 23, 15, 0))
    assert heard(settled, DEPARTMENT, TUESDAY) == SNAPSHOT
    commands = [
        b["command"] for e in settled.heard.entries(DEPARTMENT) if e["rule"] == "digest" for b in e["buttons"]
    ]
    assert commands[:2] == ["fråga visa F-2026-0001", "fråga visa F-2026-0002"]
    assert "konto godkänn museum-ig" in commands


SNAPSHOT = """\
Försenade svar (1)
F-2026-0001 på bibliotek-fb skulle ha besvarats senast fredag 20 nov 2026 kl. 16.30.
Ska besvaras i dag (1)
F-2026-0002 på bibliotek-fb ska besvaras senast tisdag 24 nov 2026 kl. 15.00.
Ska besvaras de närmaste dagarna (1)
F-2026-0003 på bibliotek-fb ska besvaras senast onsdag 25 nov 2026 kl. 07.50.
Att besluta (1)
museum-ig väntar på godkännande av chefen och kommunikationsavdelningen.
Att följa upp (1)
M-2026-0001 på bibliotek-fb saknar: underlag, polisanmälan.
Ändrade konton (1)
museum-ig: begärt."""


def test_a_screenful_and_the_rest_behind_a_button(settled: Speaking) -> None:
    """C2: at most ten lines but one for each heading; what finds no room is counted, and leads to all of it."""
    ask(settled.town, 14, FRIDAY)
    settled.town.new_account("museum-ig", FRIDAY, active=False)
    said = heard(settled, DEPARTMENT, TUESDAY)
    assert "Försenade svar (14)" in said
    assert said.count("skulle ha besvarats") == 10
    assert "och 4 till" in said
    assert "museum-ig väntar på godkännande" in said
    buttons = [b for entry in settled.heard.entries(DEPARTMENT) for b in entry["buttons"]]
    assert {"label": "Visa alla 14", "command": "fråga lista"} in buttons
    (digest,) = (e for e in settled.heard.entries(DEPARTMENT) if e["rule"] == "digest")
    assert len(digest["data"]["late"]) == 14


def test_on_mondays_comes_last_week_with_a_small_picture(settled: Speaking) -> None:
    """C2, F9, F10, S6: the week's figures, and the posts of six weeks; what nobody knows is unknown."""
    town = settled.town
    town.say(EDITOR, f"inlägg {ACCOUNT} antal=2", FRIDAY)
    town.say(EDITOR, f"fråga {ACCOUNT}", FRIDAY)
    town.say(EDITOR, "svar F-2026-0001 namn=Eva avdelning=Kultur titel=B", FRIDAY + timedelta(hours=1))
    said = heard(settled, DEPARTMENT, MONDAY)
    assert "Förra veckan, vecka 47" in said
    assert "1 fråga kom in. 1 av 1 svar kom i tid. 2 inlägg, kända för 1 av 1 konton." in said
    (card,) = (card for to, card in settled.heard.sent if to == DEPARTMENT)
    assert card.chart
    assert bar_lines(card.chart)[-2:] == ("v. 46  okänt", "v. 47  ████████████ 2")
    assert "v. 47: 2" in card.chart.told
    assert heard(settled, DEPARTMENT, TUESDAY) == ""


def test_a_holiday_moves_the_week_to_the_next_working_day(settled: Speaking) -> None:
    """S8: Easter Monday is no working day."""
    town = settled.town
    settled.beat(local(2027, 3, 24, 16))
    town.say(EDITOR, f"inlägg {ACCOUNT}", local(2027, 3, 25, 10))
    assert heard(settled, DEPARTMENT, local(2027, 3, 29, 8)) == ""
    assert "Förra veckan, vecka 12" in heard(settled, DEPARTMENT, local(2027, 3, 30, 8))


def test_an_editor_hears_of_their_own_and_a_manager_of_the_unit(settled: Speaking) -> None:
    """C2: whoever has chosen a digest of their own; nobody hears of what is not theirs."""
    town = settled.town
    for who in (EDITOR, MANAGER, OUTSIDER):
        town.say(who, "inställningar sammanställning mig", FRIDAY)
    ask(town, 1, FRIDAY)
    settled.quietly(TUESDAY)
    for who in (EDITOR, MANAGER):
        (digest,) = (e for e in settled.heard.entries(who) if e["rule"] == "digest")
        assert "Försenade svar (1)" in digest["text"]
    assert [e for e in settled.heard.entries(OUTSIDER) if e["rule"] == "digest"] == []


def test_each_chooses_time_and_days(settled: Speaking) -> None:
    """C2, S7: at nine on Wednesdays, and not before; once that day."""
    town = settled.town
    town.say(EDITOR, "inställningar sammanställning mig tid=09:00 dagar=ons", FRIDAY)
    ask(town, 1, FRIDAY)
    for quiet in (TUESDAY, local(2026, 11, 24, 9), local(2026, 11, 25, 8, 59)):
        assert heard(settled, EDITOR, quiet) == ""
    assert "Försenade svar (1)" in heard(settled, EDITOR, local(2026, 11, 25, 9))
    assert heard(settled, EDITOR, local(2026, 11, 25, 10)) == ""


def test_a_communicator_can_have_it_to_themselves_or_not_at_all(settled: Speaking) -> None:
    """C2: beside the channel's, which comes whoever has chosen what."""
    town = settled.town
    ask(town, 1, FRIDAY)
    town.say(COMMUNICATOR, "inställningar sammanställning mig", FRIDAY)
    assert heard(settled, COMMUNICATOR, TUESDAY)
    assert settled.heard.rules(DEPARTMENT)
    town.say(COMMUNICATOR, "inställningar sammanställning ingen", TUESDAY)
    assert heard(settled, COMMUNICATOR, local(2026, 11, 25, 8)) == ""


@pytest.mark.parametrize(
    ("said", "field"), [("tid=07:00", "at"), ("tid=sju", "at"), ("dagar=lör", "days"), ("x", "place")]
)
def test_a_choice_outside_the_window_is_told(small_town: Town, said: str, field: str) -> None:
    """S7: the bot speaks in working hours, whoever asks for more."""
    assert list(small_town.try_say(EDITOR, f"inställningar sammanställning {said}").errors) == [field]


def test_without_words_the_form_has_what_is_chosen(small_town: Town) -> None:
    """C2: time and days stay when only the place is changed."""
    small_town.say(EDITOR, "inställningar sammanställning mig tid=09:00 dagar=mån,tors")
    reply = small_town.try_say(EDITOR, "inställningar sammanställning")
    assert reply.form
    assert {f.name: f.value for f in reply.form.fields} == {"place": "mig", "at": "09:00", "days": "mån,tors"}
    data = small_town.say(EDITOR, "inställningar sammanställning kanalen").card.data
    assert data == {"place": "channel", "at": "09:00", "days": [1, 4]}


@pytest.fixture
def connected(settled: Speaking) -> Iterator[Speaking]:
    """The town in a chat, where its operator is linked."""
    for who in (ADMIN, COMMUNICATOR):
        deactivate(settled.town, who, FRIDAY)
        reactivate(settled.town, who, FRIDAY)
    with settled.town.database.write() as session:
        settled.town.home(session).slack_team = "T1"
        settled.town.home(session).department_channel = "C1"
    yield settled


def test_the_operator_gets_a_sign_of_life_each_week(connected: Speaking) -> None:
    """C2: once a week, also when there is nothing else to say, with what did not come through."""
    said = heard(connected, ADMIN, MONDAY)
    assert said.startswith("Boten är igång")
    assert heard(connected, ADMIN, TUESDAY) == ""
    assert heard(connected, ADMIN, local(2026, 11, 30, 8)).startswith("Boten är igång")


def test_nobody_gets_a_sign_of_life_in_the_terminal(settled: Speaking) -> None:
    """C2: whoever runs it there sees that it goes."""
    assert heard(settled, ADMIN, MONDAY) == ""
