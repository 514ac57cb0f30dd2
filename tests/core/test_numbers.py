"""Numbers people read aloud: per kind, workspace and local year, without a hole or a twin."""

from datetime import UTC, datetime

from bot import app as house
from core import workspace
from core.numbers import next_number
from core.scope import Scope
from tests.records import together
from tests.town import FOUNDED, Town, local


def test_each_kind_counts_for_itself(town: Town) -> None:
    with town.database.write() as session:
        scope = town.scope(session)
        numbers = [next_number(scope, kind) for kind in "FFMF"]
    assert numbers == ["F-2026-0001", "F-2026-0002", "M-2026-0001", "F-2026-0003"]


def test_the_year_is_the_towns_own(town: Town) -> None:
    """Half past eleven at night on New Year's Eve in UTC is next year in Stockholm."""
    with town.database.write() as session:
        last_minute = town.scope(session, local(2026, 12, 31, 23, 59))
        assert next_number(last_minute, "F") == "F-2026-0001"
        after = town.scope(session, datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
        assert next_number(after, "F") == "F-2027-0001"
        assert next_number(last_minute, "F") == "F-2026-0002"


def test_each_workspace_counts_for_itself(town: Town) -> None:
    other = house.make_workspace(town.database, FOUNDED, "Osby kommun", "falkoping")
    with town.database.write() as session:
        home = workspace.find(session, "falköpings-kommun")
        policy, calendar = house.policy_of(home), workspace.calendar_of(home)
        assert next_number(Scope(session, home, policy, calendar, FOUNDED), "F") == "F-2026-0001"
        assert next_number(Scope(session, other, policy, calendar, FOUNDED), "F") == "F-2026-0001"


def test_four_at_the_same_time_get_numbers_of_their_own(town: Town) -> None:
    def take() -> list[str]:
        numbers = []
        for _round in range(5):
            with town.database.write() as session:
                numbers.append(next_number(town.scope(session), "F"))
        return numbers

    taken = sorted(number for numbers in together(*[take] * 4) for number in numbers)
    assert taken == [f"F-2026-{count:04}" for count in range(1, 21)]


def test_a_number_is_given_back_when_nothing_was_recorded(town: Town) -> None:
    """No holes: who counts the cases can trust the last number."""
    try:
        with town.database.write() as session:
            next_number(town.scope(session), "F")
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    with town.database.write() as session:
        assert next_number(town.scope(session), "F") == "F-2026-0001"


def test_numbers_go_on_past_four_digits(small_town: Town) -> None:
    with small_town.database.write() as session:
        scope = small_town.scope(session)
        next_number(scope, "F")
        session.connection().exec_driver_sql("UPDATE sequence SET last = 9999")
        assert next_number(scope, "F") == "F-2026-10000"
