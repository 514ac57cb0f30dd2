"""Times and deadlines in words: local, with weekday, and with the reasoning a person can follow (F10, H9, S8)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.policy import Policy, built_in
from core.policy.questions import Clock
from core.questions import due
from core.words import speaking
from core.words.deadlines import reasoning
from core.words.times import age, day, deadline, moment
from core.worktime import Calendar
from tests.town import local

SWEDEN = Calendar()
POLICY = built_in("falkoping")


def policy(clock: Clock | None, amount: int | None) -> Policy:
    """Falköping's policy with another clock."""
    reply = POLICY.reply
    counted = {
        "clock": reply.clock.model_copy(update={"value": clock}),
        "amount": reply.amount.model_copy(update={"value": amount}),
    }
    return POLICY.model_copy(update={"reply": reply.model_copy(update=counted)})


@pytest.mark.parametrize(
    ("at", "swedish", "english"),
    [
        (local(2026, 11, 23, 15, 0), "måndag 23 nov 2026 kl. 15.00", "Monday 23 Nov 2026 at 15.00"),
        (local(2026, 7, 1, 9, 5), "onsdag 1 juli 2026 kl. 09.05", "Wednesday 1 Jul 2026 at 09.05"),
    ],
)
def test_a_moment_is_local_with_its_weekday(at: datetime, swedish: str, english: str) -> None:
    with speaking("sv"):
        assert moment(at, SWEDEN) == swedish
    with speaking("en"):
        assert moment(at, SWEDEN) == english


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (local(2026, 11, 23, 15, 0), "måndag 23 nov 2026 kl. 15.00"),
        (local(2026, 11, 24, 0, 0), "under måndagen 23 nov 2026"),
        (local(2027, 1, 1, 0, 0), "under torsdagen 31 dec 2026"),
        (local(2026, 11, 23, 21, 0), "måndag 23 nov 2026 kl. 21.00 (före kontorstidens slut, om du kan)"),
        (local(2026, 11, 23, 16, 30), "måndag 23 nov 2026 kl. 16.30"),
    ],
)
def test_a_deadline_is_said_as_people_keep_it(at: datetime, said: str) -> None:
    """Midnight is the day that ends; an evening adds the office's close."""
    with speaking("sv"):
        assert deadline(at, SWEDEN) == said


def why(received: datetime, clock: Clock | None = Clock.WEEKDAY_HOURS, amount: int | None = 24) -> str:
    """The reasoning, in Swedish."""
    rules = policy(clock, amount)
    with speaking("sv"):
        return reasoning(rules.reply, received, due(rules, SWEDEN, received), SWEDEN)


def test_the_reasoning_names_the_days_that_do_not_count() -> None:
    """F10, S8: the examples the towns were promised."""
    assert why(local(2026, 11, 20, 15, 0)) == "fre 15.00 + 24 h; lördag och söndag räknas inte → mån 15.00"
    assert why(local(2026, 11, 24, 9, 0)) == "tis 09.00 + 24 h → ons 09.00"
    assert why(local(2026, 11, 21, 10, 0)).endswith("→ under måndagen")
    assert "midsommarafton" in why(local(2026, 6, 18, 9, 0))
    assert "julafton" in why(local(2026, 12, 23, 10, 0))


def test_a_working_day_ends_when_the_office_closes() -> None:
    """H9."""
    said = why(local(2026, 11, 20, 15, 0), Clock.WORKING_DAYS, 1)
    assert said.startswith("fre 15.00") and said.endswith("mån 16.30")


def test_a_guideline_without_a_number_says_so() -> None:
    """G13: nothing is ever late."""
    assert "→" not in why(local(2026, 11, 20, 15, 0), None, None)


def test_a_towns_own_day_off_is_named_as_its_own() -> None:
    """S8."""
    closed = replace(SWEDEN, extra_days_off=frozenset({local(2026, 11, 25, 12, 0).date()}))
    received = local(2026, 11, 24, 9, 0)
    with speaking("sv"):
        said = reasoning(POLICY.reply, received, due(POLICY, closed, received), closed)
    assert "onsdag 25/11" in said and said.endswith("→ tors 09.00")


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (47 * 60, "47 h"), (49 * 60, "2 days")]
)
def test_an_age_is_in_the_unit_a_person_would_say(minutes: int, said: str) -> None:
    now = local(2026, 11, 20, 15, 0)
    with speaking("en"):
        assert age(now - timedelta(minutes=minutes), now) == said


def test_a_day_has_its_weekday_in_either_language() -> None:
    with speaking("sv"):
        assert day(local(2026, 11, 23, 12, 0).date()) == "måndag 23 nov 2026"
    with speaking("en"):
        assert day(local(2026, 11, 23, 12, 0).date()) == "Monday 23 Nov 2026"


ELSEWHERE = replace(SWEDEN, zone="America/New_York")
WINTER = local(2026, 11, 23, 15, 0)


@pytest.mark.parametrize(
    ("zone", "at", "said"),
    [
        ("", WINTER, "måndag 23 nov 2026 kl. 15.00"),
        ("Europe/Stockholm", WINTER, "måndag 23 nov 2026 kl. 15.00"),
        ("Europe/Berlin", WINTER, "måndag 23 nov 2026 kl. 15.00"),
        ("Europe/Helsinki", WINTER, "måndag 23 nov 2026 kl. 15.00 (svensk tid)"),
        ("Africa/Lagos", WINTER, "måndag 23 nov 2026 kl. 15.00"),
        ("Africa/Lagos", local(2026, 7, 1, 9, 5), "onsdag 1 juli 2026 kl. 09.05 (svensk tid)"),
        ("No/Where", WINTER, "måndag 23 nov 2026 kl. 15.00"),
    ],
)
def test_a_moment_says_whose_it_is_to_whoever_is_elsewhere_just_then(
    zone: str, at: datetime, said: str
) -> None:
    """By the clock at that instant: summer time is not the same everywhere."""
    with speaking("sv", zone):
        assert moment(at, SWEDEN) == said


def test_another_towns_time_is_named_by_its_city() -> None:
    with speaking("en", "Europe/Stockholm"):
        assert moment(WINTER, ELSEWHERE) == "Monday 23 Nov 2026 at 09.00 (time in New York)"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (local(2026, 11, 24, 0, 0), "under måndagen 23 nov 2026 (svensk tid)"),
        (
            local(2026, 11, 23, 21, 0),
            "måndag 23 nov 2026 kl. 21.00 (svensk tid) (före kontorstidens slut, om du kan)",
        ),
    ],
)
def test_a_deadline_says_whose_time_it_is_once(at: datetime, said: str) -> None:
    """F10."""
    with speaking("sv", "Asia/Tokyo"):
        assert deadline(at, SWEDEN) == said


def test_whoever_is_spoken_to_next_is_where_they_are() -> None:
    """A zone is spoken for as long as its listener is."""
    with speaking("sv", "Asia/Tokyo"):
        with speaking("sv"):
            assert moment(WINTER, SWEDEN) == "måndag 23 nov 2026 kl. 15.00"
        assert moment(WINTER, SWEDEN).endswith("(svensk tid)")
