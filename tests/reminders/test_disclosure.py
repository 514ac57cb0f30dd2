"""What is said of requests for public records: the same working day, each morning, and not put off (H23, H25)."""

from datetime import timedelta

from core.outbox import State
from tests.reminders.conftest import Speaking
from tests.reminders.test_council import heard
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, REGISTRAR, local

FRIDAY, EVENING, MONDAY, TUESDAY = (
    local(2026, 11, 20, 14), local(2026, 11, 20, 18), local(2026, 11, 23, 8), local(2026, 11, 24, 8),
)  # fmt: skip
ASK, NUMBER = f"utlämnande konto {ACCOUNT}", "U-2026-0001"


def test_the_registrar_hears_at_once_and_every_morning_until_it_is_closed(speaking: Speaking) -> None:
    """H23, H25: from the next working day with the department too; a refusal ends it."""
    speaking.beat(FRIDAY - timedelta(hours=1))
    speaking.town.say(EDITOR, ASK, FRIDAY)
    assert heard(speaking, FRIDAY, "disclosure") == {REGISTRAR}
    (entry,) = [e for e in speaking.heard.entries(REGISTRAR) if e["rule"] == "disclosure"]
    assert "handläggas skyndsamt" in entry["text"]
    assert [b["command"] for b in entry["buttons"]] == [
        f"utlämnande granska {NUMBER}", f"utlämnande visa {NUMBER}",
    ]  # fmt: skip
    assert heard(speaking, FRIDAY + timedelta(hours=2), "disclosure") == set()
    assert heard(speaking, MONDAY, "disclosure") == {REGISTRAR, "department"}
    assert heard(speaking, TUESDAY, "disclosure") == {REGISTRAR, "department"}
    speaking.town.say(REGISTRAR, f'utlämnande avslå {NUMBER} lagrum="OSL 21 kap. 1 §"', TUESDAY)
    assert heard(speaking, TUESDAY + timedelta(days=1), "disclosure") == set()
    assert all("nget mer att göra" in repr(card) for _message, card in speaking.heard.redrawn)


def test_it_can_not_be_put_off(small: Speaking) -> None:
    """H23."""
    small.beat(FRIDAY - timedelta(hours=1))
    small.town.say(EDITOR, ASK, FRIDAY)
    small.quietly(FRIDAY)
    (sent,) = [r for r in small.outbox() if r.rule == "disclosure" and r.state is State.SENT]
    assert not small.town.try_say(REGISTRAR, f"påminnelse vänta {sent.number}", FRIDAY).ok


def test_where_there_is_no_registrar_the_department_hears(small: Speaking) -> None:
    """H25; and what comes after hours is said the next working morning, once."""
    small.town.say(ADMIN, f"person sluta {REGISTRAR}", FRIDAY)
    small.beat(FRIDAY)
    small.town.say(COMMUNICATOR, ASK, EVENING)
    assert heard(small, EVENING, "disclosure") == set()
    small.quietly(MONDAY)
    assert [r for r in small.heard.rules() if r == "disclosure"] == ["disclosure"]
