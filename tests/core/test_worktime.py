"""Working time: the examples the town was promised, and each function against a walk minute by minute."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from core.worktime import (
    Calendar,
    Due,
    StepKind,
    Window,
    add_months,
    due,
    half_year,
    half_year_bounds,
    in_window,
    iso_week,
    last_in_window,
    months_after,
    next_in_window,
    next_working_day,
    week_start,
    weekday_hours,
    weeks_back,
    working_days,
)

MINUTE = timedelta(minutes=1)
SWEDEN = Calendar()
OFFICE = Window(time(8, 0), time(16, 30))


def at(text: str, calendar: Calendar = SWEDEN) -> datetime:
    """An instant from its local wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(calendar.zone))


def local(instant: datetime, calendar: Calendar = SWEDEN) -> str:
    """The local wall time of an instant, which must be UTC, as everything that comes out."""
    assert instant.tzinfo is UTC
    return f"{instant.astimezone(ZoneInfo(calendar.zone)):%a %Y-%m-%d %H:%M}"


def told(reasoning: Due) -> list[str]:
    """The steps on one line each."""
    return [
        " ".join(str(part) for part in (step.kind, f"{step.day:%a}", step.reason, step.minutes) if part)
        for step in reasoning.steps
    ]


# Which days count (S8) ------------------------------------------------------------------------------------

DAYS_OFF_2026 = {
    date(2026, 1, 1): "Nyårsdagen",
    date(2026, 1, 6): "Trettondedag jul",
    date(2026, 4, 3): "Långfredagen",
    date(2026, 4, 5): "Påskdagen",
    date(2026, 4, 6): "Annandag påsk",
    date(2026, 5, 1): "Första maj",
    date(2026, 5, 14): "Kristi himmelsfärdsdag",
    date(2026, 5, 24): "Pingstdagen",
    date(2026, 6, 6): "Nationaldagen",
    date(2026, 6, 19): "Midsommarafton",
    date(2026, 6, 20): "Midsommardagen",
    date(2026, 10, 31): "Alla helgons dag",
    date(2026, 12, 24): "Julafton",
    date(2026, 12, 25): "Juldagen",
    date(2026, 12, 26): "Annandag jul",
    date(2026, 12, 31): "Nyårsafton",
}


def test_s8_the_days_off_of_2026_are_its_weekends_its_holidays_and_the_three_eves() -> None:
    weekends = {5: "saturday", 6: "sunday"}
    for n in range(365):
        day = date(2026, 1, 1) + timedelta(days=n)
        assert SWEDEN.day_off(day) == DAYS_OFF_2026.get(day, weekends.get(day.weekday())), day
        assert SWEDEN.is_working_day(day) == (SWEDEN.day_off(day) is None)


def test_s8_a_day_between_holidays_and_a_half_day_count() -> None:
    assert SWEDEN.is_working_day(date(2026, 5, 15))  # Friday after Ascension Day, a klämdag
    assert SWEDEN.is_working_day(date(2026, 4, 2))  # Maundy Thursday
    assert SWEDEN.is_working_day(date(2026, 1, 5))  # Twelfth Night


def test_s8_a_town_adds_days_of_its_own() -> None:
    town = Calendar(extra_days_off=frozenset({date(2026, 5, 15), date(2026, 5, 16), date(2026, 5, 14)}))
    assert town.day_off(date(2026, 5, 15)) == "extra"
    assert town.day_off(date(2026, 5, 16)) == "saturday"
    assert town.day_off(date(2026, 5, 14)) == "Kristi himmelsfärdsdag"
    assert local(weekday_hours(at("2026-05-13 15:00"), 24, town).at) == "Mon 2026-05-18 15:00"


@pytest.mark.parametrize("year", [1952, 2101])
def test_s8_a_year_without_known_holidays_is_refused_not_taken_for_one_without_holidays(year: int) -> None:
    with pytest.raises(ValueError, match=f"1953-2100, not for {year}"):
        SWEDEN.day_off(date(year, 12, 24))


def test_a_due_time_past_the_known_years_is_refused() -> None:
    with pytest.raises(ValueError, match="not for 2101"):
        weekday_hours(at("2100-12-30 12:00"), 48, SWEDEN)


def _in_a_new_python(code: str, **environment: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


def test_importing_does_not_load_the_holidays() -> None:
    assert _in_a_new_python("import sys, core.worktime; print('holidays' in sys.modules)") == "False"


def test_holidays_have_their_swedish_names_whatever_language_the_machine_speaks() -> None:
    code = (
        "import datetime, core.worktime as w; print(ascii(w.Calendar().day_off(datetime.date(2026, 6, 19))))"
    )
    assert _in_a_new_python(code, LANGUAGE="en_US") == "'Midsommarafton'"


# Local time and UTC ---------------------------------------------------------------------------------------

AMMAN = Calendar(
    zone="Asia/Amman"
)  # its clocks changed at midnight between Thursday and Friday: working days
TEHRAN = Calendar(zone="Asia/Tehran")  # at midnight too, on any weekday
SAO_PAULO = Calendar(zone="America/Sao_Paulo")  # at midnight; on weekdays in the 1960s
LORD_HOWE = Calendar(zone="Australia/Lord_Howe")  # by half an hour
APIA = Calendar(zone="Pacific/Apia")  # had no 30 December 2011
ST_JOHNS = Calendar(zone="America/St_Johns")  # turned back at 00.01, past midnight


def test_wall_times_become_utc_in_winter_and_in_summer() -> None:
    assert SWEDEN.at(date(2026, 11, 20), time(15)) == datetime(2026, 11, 20, 14, tzinfo=UTC)
    assert SWEDEN.at(date(2026, 6, 18), time(9)) == datetime(2026, 6, 18, 7, tzinfo=UTC)
    assert SWEDEN.midnight(date(2026, 6, 18)) == datetime(2026, 6, 17, 22, tzinfo=UTC)
    assert SWEDEN.local(datetime(2026, 11, 20, 14, tzinfo=UTC)).isoformat() == "2026-11-20T15:00:00+01:00"


@pytest.mark.parametrize("clock", [time(2), time(2, 30), time(2, 59, 59, 999999)])
def test_a_wall_time_the_spring_change_skips_is_the_first_instant_after_it(clock: time) -> None:
    assert SWEDEN.at(date(2026, 3, 29), clock) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_wall_time_that_comes_twice_is_the_first() -> None:
    assert SWEDEN.at(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert SWEDEN.at(date(2026, 10, 25), time(2, 30, fold=1)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_skipped_times_in_zones_that_change_by_half_an_hour_at_midnight_or_by_a_day() -> None:
    assert local(LORD_HOWE.at(date(2026, 10, 4), time(2, 10)), LORD_HOWE) == "Sun 2026-10-04 02:30"
    assert local(AMMAN.midnight(date(2015, 3, 27)), AMMAN) == "Fri 2015-03-27 01:00"
    assert local(APIA.at(date(2011, 12, 30), time(12)), APIA) == "Sat 2011-12-31 00:00"


def test_a_day_begins_at_the_first_of_two_midnights() -> None:
    assert AMMAN.midnight(date(2015, 10, 30)) == datetime(2015, 10, 29, 21, tzinfo=UTC)


NAIVE = datetime(2026, 11, 20, 15)  # noqa: DTZ001  # what must be refused


@pytest.mark.parametrize(
    "call",
    [
        lambda: SWEDEN.local(NAIVE),
        lambda: weekday_hours(NAIVE, 24, SWEDEN),
        lambda: working_days(NAIVE, 1, SWEDEN),
        lambda: next_working_day(NAIVE, 24, SWEDEN),
        lambda: months_after(NAIVE, 6, SWEDEN),
        lambda: add_months(NAIVE, 6),
        lambda: in_window(NAIVE, OFFICE, SWEDEN),
        lambda: next_in_window(NAIVE, OFFICE, SWEDEN),
        lambda: last_in_window(NAIVE, OFFICE, SWEDEN),
        lambda: iso_week(NAIVE, SWEDEN),
        lambda: half_year(NAIVE, SWEDEN),
    ],
)
def test_a_time_without_a_zone_is_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="has no zone"):
        call()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: Calendar(zone="Europe/Falköping"), "no time zone is called 'Europe/Falköping'"),
        (lambda: Calendar(zone="../etc/passwd"), "no time zone is called"),
        (lambda: Calendar(zone=""), "no time zone is called"),
        (lambda: Calendar(office_open=time(17)), "17:00:00 to 16:30:00 never open"),
        (lambda: Calendar(office_close=time(17, tzinfo=UTC)), "has a zone"),
        (lambda: SWEDEN.at(date(2026, 1, 2), time(12, tzinfo=UTC)), "has a zone"),
        (lambda: SWEDEN.midnight(datetime(2026, 1, 2, tzinfo=UTC)), "where a local day is wanted"),
        (lambda: SWEDEN.day_off(datetime(2026, 1, 2, tzinfo=UTC)), "where a local day is wanted"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(call: Callable[[], object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()


# Hours on weekdays (F10) ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-20 15:00", "Mon 2026-11-23 15:00"),
        ("2026-11-21 10:00", "Tue 2026-11-24 00:00"),
        ("2026-06-18 09:00", "Mon 2026-06-22 09:00"),
        ("2026-12-23 10:00", "Mon 2026-12-28 10:00"),
        ("2026-11-20 00:00", "Sat 2026-11-21 00:00"),  # the end of Friday, not Monday
        ("2026-11-18 11:11", "Thu 2026-11-19 11:11"),
        ("2026-12-30 23:59", "Mon 2027-01-04 23:59"),  # New Year's Eve and Day, then a weekend
        ("2027-03-25 16:00", "Tue 2027-03-30 16:00"),  # over Easter and the change to summer time
        ("2026-10-23 16:00", "Mon 2026-10-26 16:00"),  # over the change to winter time
        ("2028-02-28 08:00", "Tue 2028-02-29 08:00"),
    ],
)
def test_f10_24_hours_on_weekdays(received: str, expected: str) -> None:
    assert local(weekday_hours(at(received), 24, SWEDEN).at) == expected


def test_f10_s8_the_due_time_explains_itself() -> None:
    """Enough to say "fre 15.00 + 24 h; lördag och söndag räknas inte → mån 15.00"."""
    assert told(weekday_hours(at("2026-11-20 15:00"), 24, SWEDEN)) == [
        "received Fri",
        "counted Fri 540",
        "skipped Sat saturday",
        "skipped Sun sunday",
        "counted Mon 900",
        "due Mon",
    ]


def test_f10_s8_midsummer_is_named_day_by_day() -> None:
    assert told(weekday_hours(at("2026-06-18 09:00"), 24, SWEDEN)) == [
        "received Thu",
        "counted Thu 900",
        "skipped Fri Midsommarafton",
        "skipped Sat Midsommardagen",
        "skipped Sun sunday",
        "counted Mon 540",
        "due Mon",
    ]


def test_f10_what_comes_in_on_a_day_off_has_all_of_the_next_working_day_and_is_due_on_it() -> None:
    assert told(weekday_hours(at("2026-11-21 10:00"), 24, SWEDEN)) == [
        "received Sat",
        "skipped Sat saturday",
        "skipped Sun sunday",
        "counted Mon 1440",
        "due Mon",  # at midnight, which ends it
    ]


def test_f10_seconds_stay_in_the_due_time_and_the_minutes_still_sum() -> None:
    reasoning = weekday_hours(at("2026-11-20 15:00:30"), 24, SWEDEN)
    assert reasoning.at == at("2026-11-23 15:00:30")
    assert told(reasoning)[1::3] == ["counted Fri 540", "counted Mon 900"]


def test_f10_a_working_day_has_the_hours_it_has() -> None:
    """In Amman clocks went forward on Friday 27 March 2015 and back on Friday 30 October: 23 and 25 hours."""
    assert local(weekday_hours(at("2015-03-26 12:00", AMMAN), 24, AMMAN).at, AMMAN) == "Fri 2015-03-27 13:00"
    assert local(weekday_hours(at("2015-10-29 12:00", AMMAN), 24, AMMAN).at, AMMAN) == "Fri 2015-10-30 11:00"
    assert told(weekday_hours(at("2015-03-26 23:00", AMMAN), 30, AMMAN))[1:3] == [
        "counted Thu 60",
        "counted Fri 1380",
    ]


def test_f10_an_old_date_shown_again_belongs_to_the_day_that_has_begun() -> None:
    """St John's, 31 October 2009 at 23.30 for the second time: 1 November began half an hour ago."""
    again = at("2009-10-31 23:30", ST_JOHNS).replace(fold=1)
    assert told(weekday_hours(again, 24, ST_JOHNS))[:2] == ["received Sun", "skipped Sun sunday"]
    assert local(weekday_hours(again, 24, ST_JOHNS).at, ST_JOHNS) == "Tue 2009-11-03 00:00"


# Whole working days (H9) ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "days", "expected"),
    [
        ("2026-11-18 07:00", 1, "Thu 2026-11-19 16:30"),
        ("2026-11-18 23:59", 1, "Thu 2026-11-19 16:30"),
        ("2026-11-20 15:00", 1, "Mon 2026-11-23 16:30"),
        ("2026-11-21 10:00", 1, "Mon 2026-11-23 16:30"),
        ("2026-06-18 09:00", 1, "Mon 2026-06-22 16:30"),
        ("2026-12-23 10:00", 3, "Wed 2026-12-30 16:30"),
    ],
)
def test_h9_office_closing_on_the_nth_working_day_after(received: str, days: int, expected: str) -> None:
    assert local(working_days(at(received), days, SWEDEN).at) == expected


def test_h9_the_steps_count_days() -> None:
    assert told(working_days(at("2026-11-20 15:00"), 2, SWEDEN)) == [
        "received Fri",
        "skipped Sat saturday",
        "skipped Sun sunday",
        "counted Mon",
        "counted Tue",
        "due Tue",
    ]


def test_h9_office_hours_are_the_towns() -> None:
    town = Calendar(office_close=time(15))
    assert local(working_days(at("2026-11-20 15:00"), 1, town).at) == "Mon 2026-11-23 15:00"


# Hours, then the next working day (S8) --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-11-18 15:00", "Thu 2026-11-19 15:00"),
        ("2026-11-20 15:00", "Mon 2026-11-23 16:30"),
        ("2026-11-21 10:00", "Mon 2026-11-23 16:30"),
        ("2026-11-22 10:00", "Mon 2026-11-23 10:00"),
        ("2026-12-23 10:00", "Mon 2026-12-28 16:30"),
        ("2026-11-20 00:00", "Sat 2026-11-21 00:00"),  # the end of Friday
        ("2026-11-22 00:00", "Mon 2026-11-23 16:30"),  # the end of Sunday
    ],
)
def test_s8_24_hours_and_if_that_is_a_day_off_the_next_working_day(received: str, expected: str) -> None:
    assert local(next_working_day(at(received), 24, SWEDEN).at) == expected


def test_s8_the_steps_say_what_was_moved_and_from_where() -> None:
    reasoning = next_working_day(at("2026-11-20 15:00"), 24, SWEDEN)
    assert told(reasoning) == [
        "received Fri",
        "counted Fri 540",
        "counted Sat 900",
        "moved Sat saturday",
        "skipped Sun sunday",
        "due Mon",
    ]
    assert reasoning.steps[3].at == at("2026-11-21 15:00")


# The clock a policy names ---------------------------------------------------------------------------------


def test_f10_h9_a_policy_names_its_clock() -> None:
    friday = at("2026-11-20 15:00")
    assert due("weekday_hours", 24, friday, SWEDEN) == weekday_hours(friday, 24, SWEDEN)
    assert due("working_days", 1, friday, SWEDEN) == working_days(friday, 1, SWEDEN)
    assert due("next_working_day", 24, friday, SWEDEN) == next_working_day(friday, 24, SWEDEN)
    assert due(None, None, friday, SWEDEN) is None


@pytest.mark.parametrize(
    ("clock", "amount", "says"),
    [
        ("veckodagar", 24, "no clock is called 'veckodagar'; there are weekday_hours, working_days"),
        ("weekday_hours", None, "needs an amount"),
        ("weekday_hours", 0, "at least one of its hours, not 0"),
        ("working_days", 0, "at least one of its days, not 0"),
        ("next_working_day", -1, "at least one of its hours, not -1"),
    ],
)
def test_a_clock_that_cannot_run_is_refused(clock: str, amount: int | None, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        due(clock, amount, at("2026-11-20 15:00"), SWEDEN)


# Months (F8, C1) ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 5, 15), 6, date(2026, 11, 15)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 2, 28), -6, date(2026, 8, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_f8_s8_months_as_in_law_1930_173(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_an_aware_datetime_keeps_its_wall_time_and_zone() -> None:
    assert add_months(at("2026-08-31 15:00"), 6) == at("2027-02-28 15:00")


def test_months_outside_the_calendar_are_refused() -> None:
    with pytest.raises(ValueError, match="outside the calendar"):
        add_months(date(2026, 1, 1), -12 * 2026)


def test_f8_six_months_later_at_the_same_local_time_whatever_the_clocks_did() -> None:
    assert local(months_after(at("2026-08-31 15:00"), 6, SWEDEN)) == "Sun 2027-02-28 15:00"
    late = datetime(2026, 8, 30, 22, 30, tzinfo=UTC)  # already the 31st in Sweden
    assert local(months_after(late, 6, SWEDEN)) == "Sun 2027-02-28 00:30"
    assert local(months_after(at("2026-09-29 02:30"), 6, SWEDEN)) == "Mon 2027-03-29 02:30"
    assert local(months_after(at("2026-09-28 02:30"), 6, SWEDEN)) == "Sun 2027-03-28 03:00"


# Sending windows (F10) ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-11-20 07:59:59", False),
        ("2026-11-20 08:00", True),
        ("2026-11-20 16:29:59", True),
        ("2026-11-20 16:30", False),
        ("2026-11-21 12:00", False),
        ("2026-06-19 12:00", False),
    ],
)
def test_f10_the_window_is_open_in_office_hours_on_working_days(moment: str, inside: bool) -> None:
    assert in_window(at(moment), OFFICE, SWEDEN) is inside


@pytest.mark.parametrize(
    ("moment", "earlier", "later"),
    [
        ("2026-11-20 12:34", "Fri 2026-11-20 12:34", "Fri 2026-11-20 12:34"),
        ("2026-11-20 16:30", "Fri 2026-11-20 16:29", "Mon 2026-11-23 08:00"),
        ("2026-11-21 10:00", "Fri 2026-11-20 16:29", "Mon 2026-11-23 08:00"),
        ("2026-11-23 07:59", "Fri 2026-11-20 16:29", "Mon 2026-11-23 08:00"),
        ("2026-12-25 12:00", "Wed 2026-12-23 16:29", "Mon 2026-12-28 08:00"),
        ("2026-12-31 12:00", "Wed 2026-12-30 16:29", "Mon 2027-01-04 08:00"),
    ],
)
def test_f10_reminders_ahead_move_earlier_the_others_later(moment: str, earlier: str, later: str) -> None:
    assert local(last_in_window(at(moment), OFFICE, SWEDEN)) == earlier
    assert local(next_in_window(at(moment), OFFICE, SWEDEN)) == later


def test_a_window_the_clocks_skip_is_not_there_that_day() -> None:
    night = Window(time(0, 15), time(0, 45))  # skipped in Amman on Friday 27 March 2015
    friday = at("2015-03-27 12:00", AMMAN)
    assert not in_window(at("2015-03-27 01:00", AMMAN), night, AMMAN)
    assert local(last_in_window(friday, night, AMMAN), AMMAN) == "Thu 2015-03-26 00:44"
    thursday = at("2015-03-26 12:00", AMMAN)
    assert local(next_in_window(thursday, night, AMMAN), AMMAN) == "Mon 2015-03-30 00:15"


def test_a_window_in_the_hour_that_comes_twice_opens_once() -> None:
    night = Window(time(0, 15), time(0, 45))
    first = at("2015-10-30 00:30", AMMAN)
    assert in_window(first, night, AMMAN)
    assert not in_window(first.replace(fold=1), night, AMMAN)


@pytest.mark.parametrize("bounds", [(time(8), time(8)), (time(17), time(8)), (time(8), time(16, 30, 30))])
def test_a_window_that_never_opens_or_is_finer_than_minutes_is_refused(bounds: tuple[time, time]) -> None:
    with pytest.raises(ValueError, match=r"never open|not in whole minutes"):
        Window(*bounds)


# Weeks (F9) and half-years (C1) ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-11-22 23:59", "2026-W47"),
        ("2026-11-23 00:00", "2026-W48"),
        ("2026-12-31 12:00", "2026-W53"),
        ("2027-01-03 12:00", "2026-W53"),
        ("2027-01-04 00:00", "2027-W01"),
        ("2024-12-30 00:00", "2025-W01"),
    ],
)
def test_f9_weeks_are_iso_weeks_of_the_local_day(moment: str, week: str) -> None:
    assert iso_week(at(moment), SWEDEN) == week
    assert iso_week(at(moment).astimezone(UTC), SWEDEN) == week


def test_f9_weeks_begin_on_monday_and_are_counted_back_over_the_year() -> None:
    assert week_start("2026-W47") == date(2026, 11, 16)
    assert week_start("2026-W53") == date(2026, 12, 28)
    assert weeks_back("2027-W02", 4) == "2026-W51"
    assert weeks_back("2027-W01", 1) == "2026-W53"
    assert weeks_back("2026-W47", 0) == "2026-W47"


@pytest.mark.parametrize(
    ("week", "says"),
    [
        ("2027-W53", "there is no week 53 in the year 2027"),
        ("2026-W00", "there is no week 00 in the year 2026"),
        ("2026W47", 'write it like "2026-W47"'),
        ("2026-W4", "is not a week"),
        ("v47", "is not a week"),
        ("2026-W47\n", "is not a week"),
    ],
)
def test_f9_a_bad_week_is_refused_in_words(week: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        week_start(week)


def test_c1_half_years_are_local() -> None:
    assert half_year(at("2026-06-30 23:59"), SWEDEN) == "2026-H1"
    assert half_year(datetime(2026, 6, 30, 22, tzinfo=UTC), SWEDEN) == "2026-H2"
    assert half_year(datetime(2026, 12, 31, 23, tzinfo=UTC), SWEDEN) == "2027-H1"


def test_c1_a_half_year_ends_where_the_next_begins() -> None:
    first, second = half_year_bounds("2026-H1", SWEDEN), half_year_bounds("2026-H2", SWEDEN)
    assert [local(bound) for bound in first] == ["Thu 2026-01-01 00:00", "Wed 2026-07-01 00:00"]
    assert [local(bound) for bound in second] == ["Wed 2026-07-01 00:00", "Fri 2027-01-01 00:00"]


@pytest.mark.parametrize("period", ["2026-H3", "2026-H0", "2026", "H2", "2026-h2"])
def test_c1_a_bad_half_year_is_refused_in_words(period: str) -> None:
    with pytest.raises(ValueError, match='write it like "2026-H2"'):
        half_year_bounds(period, SWEDEN)


# Against a walk minute by minute --------------------------------------------------------------------------

SPANS = [  # where it is hard: clock changes, long holidays, leap days; (calendar, first day, days)
    (SWEDEN, "2026-03-26", 6),
    (SWEDEN, "2027-03-23", 8),  # Easter in the week the clocks change
    (SWEDEN, "2026-10-22", 6),
    (SWEDEN, "2026-06-16", 8),
    (SWEDEN, "2026-12-21", 18),
    (SWEDEN, "2028-02-25", 6),
    (AMMAN, "2015-03-25", 4),
    (AMMAN, "2015-10-28", 4),
    (TEHRAN, "2021-03-20", 4),  # Monday 22 March
    (TEHRAN, "2021-09-20", 4),  # Tuesday 21 September
    (SAO_PAULO, "1965-11-29", 4),  # Wednesday 1 December
    (SAO_PAULO, "1964-02-27", 4),  # Saturday 29 February
    (SAO_PAULO, "1965-03-29", 4),  # Tuesday 30 March
    (LORD_HOWE, "2026-10-02", 4),
    (ST_JOHNS, "2009-10-29", 5),
]


@st.composite
def moments(draw: st.DrawFn) -> tuple[datetime, Calendar]:
    """A whole minute in one of the spans, in UTC, and its calendar."""
    calendar, first, days = draw(st.sampled_from(SPANS))
    start = at(first, calendar).astimezone(UTC)
    return start + draw(st.integers(0, days * 1440)) * MINUTE, calendar


@cache
def counts(day: date) -> bool:
    return SWEDEN.is_working_day(day)


def wall(moment: datetime, calendar: Calendar) -> datetime:
    return moment.astimezone(ZoneInfo(calendar.zone))


def slow_weekday_hours(received: datetime, hours: int, calendar: Calendar) -> datetime:
    moment, left = received, hours * 60
    while left:
        left -= counts(wall(moment, calendar).date())
        moment += MINUTE
    return moment


def slow_next_working_day(received: datetime, hours: int, calendar: Calendar) -> datetime:
    moment = received + timedelta(hours=hours)
    if counts(wall(moment - MINUTE, calendar).date()):
        return moment
    return next_closing(moment, calendar)


def slow_working_days(received: datetime, days: int, calendar: Calendar) -> datetime:
    today, moment = wall(received, calendar).date(), received
    while wall(moment, calendar).date() <= today:
        moment += MINUTE
    for _ in range(days):
        moment = next_closing(moment + MINUTE, calendar)
    return moment


def next_closing(moment: datetime, calendar: Calendar) -> datetime:
    while not (counts((now := wall(moment, calendar)).date()) and now.time() == calendar.office_close):
        moment += MINUTE
    return moment


def is_open(moment: datetime, window: Window, calendar: Calendar) -> bool:
    now = wall(moment, calendar)
    return counts(now.date()) and window.opens <= now.time() < window.closes


def check_reasoning(reasoning: Due, calendar: Calendar) -> None:
    """From the day it came in to the due day, none left out, and a reason for each that did not count."""
    steps = reasoning.steps
    assert [steps[0].kind, steps[-1].kind] == [StepKind.received, StepKind.due]
    assert {step.kind for step in steps[1:-1]} <= {StepKind.counted, StepKind.skipped, StepKind.moved}
    assert all(0 <= (after.day - step.day).days <= 1 for step, after in pairwise(steps))
    for step in steps:
        off = step.kind in (StepKind.skipped, StepKind.moved)
        assert step.reason == (calendar.day_off(step.day) if off else None)
    last = steps[-1].day
    assert calendar.midnight(last) < reasoning.at <= calendar.midnight(last + timedelta(days=1))
    assert reasoning.at.tzinfo is UTC


def counted(reasoning: Due) -> int:
    return sum(step.minutes for step in reasoning.steps)


@given(moments(), st.sampled_from([1, 24, 24, 30]))
@example((datetime(2026, 12, 23, 23, 0, tzinfo=UTC), SWEDEN), 24)
def test_f10_weekday_hours_as_counted_by_the_minute(moment: tuple[datetime, Calendar], hours: int) -> None:
    reasoning = weekday_hours(moment[0], hours, moment[1])
    assert reasoning.at == slow_weekday_hours(moment[0], hours, moment[1])
    assert counted(reasoning) == hours * 60
    check_reasoning(reasoning, moment[1])


@given(moments(), st.integers(1, 3))
def test_h9_working_days_as_counted_by_the_minute(moment: tuple[datetime, Calendar], days: int) -> None:
    assume(moment[1] is not ST_JOHNS)  # there a date is shown again after its day: the test above
    reasoning = working_days(moment[0], days, moment[1])
    assert reasoning.at == slow_working_days(moment[0], days, moment[1])
    assert [step.kind for step in reasoning.steps].count(StepKind.counted) == days
    check_reasoning(reasoning, moment[1])


@given(moments(), st.sampled_from([1, 24, 24, 30]))
@example((datetime(2026, 11, 19, 23, tzinfo=UTC), SWEDEN), 24)
def test_s8_next_working_day_as_counted_by_the_minute(moment: tuple[datetime, Calendar], hours: int) -> None:
    reasoning = next_working_day(moment[0], hours, moment[1])
    assert reasoning.at == slow_next_working_day(moment[0], hours, moment[1])
    assert counted(reasoning) == hours * 60
    check_reasoning(reasoning, moment[1])


windows = st.builds(
    Window,
    opens=st.times(time(6), time(11)).map(lambda clock: clock.replace(second=0, microsecond=0)),
    closes=st.times(time(12), time(21)).map(lambda clock: clock.replace(second=0, microsecond=0)),
)


@given(moments(), windows)
def test_f10_windows_as_found_by_the_minute(moment: tuple[datetime, Calendar], window: Window) -> None:
    start, calendar = moment
    later = earlier = start
    while not is_open(later, window, calendar):
        later += MINUTE
    while not is_open(earlier, window, calendar):
        earlier -= MINUTE
    assert in_window(start, window, calendar) is (later == start)
    assert next_in_window(start, window, calendar) == later
    assert last_in_window(start, window, calendar) == earlier


@given(st.dates(date(1953, 1, 1), date(2100, 12, 31)), st.integers(0, 40))
@example(date(2027, 10, 31), 4)
def test_f8_s8_months_as_counted_one_by_one(day: date, months: int) -> None:
    first = day.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    same_month = [
        first + timedelta(days=n) for n in range(31) if (first + timedelta(days=n)).month == first.month
    ]
    assert add_months(day, months) == same_month[: day.day][-1]


@given(st.dates(date(1970, 1, 1), date(2100, 12, 31)), st.integers(0, 60))
def test_f9_weeks_back_as_counted_in_days(day: date, n: int) -> None:
    noon = SWEDEN.at(day, time(12))
    assert iso_week(noon - timedelta(days=7 * n), SWEDEN) == weeks_back(iso_week(noon, SWEDEN), n)
    assert week_start(iso_week(noon, SWEDEN)) == day - timedelta(days=day.weekday())


@given(moments())
def test_c1_every_moment_is_in_its_half_year(moment: tuple[datetime, Calendar]) -> None:
    start, end = half_year_bounds(half_year(*moment), moment[1])
    assert start <= moment[0] < end
