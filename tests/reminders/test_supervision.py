"""Supervision as it is reminded: within its time, more often after a removal, before days off (G4, H11, H22)."""

from dataclasses import replace
from datetime import datetime

import pytest

from core.accounts import Account, Status
from core.people import Person
from core.policy import Policy, built_in
from core.policy.parts import Strength
from core.policy.supervision import Per, Rate
from core.supervision import Raised
from core.workspace import Workspace
from core.worktime import Calendar
from reminders.facts import About, SupervisionFacts
from reminders.plan import Plan
from reminders.rules import supervision
from reminders.setting import Setting, Staff
from reminders.texts.supervision import supervision_due
from tests.policies import under
from tests.reminders.conftest import Speaking
from tests.town import ACCOUNT, COMMUNICATOR, EDITOR, MANAGER, local

EVA, MAJA = 1, 2
CALENDAR = Calendar()
THURSDAY = local(2026, 11, 19, 9)
MONDAY = local(2026, 11, 23, 9)


def person(id: int, slug: str) -> Person:
    """Somebody of the library."""
    return Person(
        id=id, workspace_id=1, slug=slug, folded=slug, name=slug, unit="Bibliotek", created_at=MONDAY
    )


STAFF = Staff(people={EVA: person(EVA, "eva"), MAJA: person(MAJA, "maja")}, managers={"Bibliotek": (MAJA,)})


def policy(name: str = "hallstahammar", **values: object) -> Policy:
    """A town's guideline, with other values of supervision."""
    found = built_in(name)
    old = found.supervision
    new = {key: getattr(old, key).model_copy(update={"value": value}) for key, value in values.items()}
    return found.model_copy(update={"supervision": old.model_copy(update=new)})


def facts(
    last: datetime | None = THURSDAY, *looks: datetime, editors: tuple[int, ...] = (EVA,)
) -> SupervisionFacts:
    """The library's account, last looked at then."""
    row = Account(
        id=7, workspace_id=1, slug="bibliotek-fb", folded="bibliotek-fb", platform="facebook", unit="Bibliotek",
        purpose="Tips", responsible_id=EVA, status=Status.ACTIVE, requested_by=EVA,
        requested_at=local(2026, 9, 1), activated_at=local(2026, 9, 1),
    )  # fmt: skip
    return SupervisionFacts(About(row, editors), looks, last)


def raised(base: SupervisionFacts, until: datetime) -> SupervisionFacts:
    """Looked at more often until then."""
    row = Raised(account_id=7, workspace_id=1, since=THURSDAY, until=until, raised_by=EVA)
    return replace(base, raised=row)


def plan(of: SupervisionFacts, now: datetime, by: Policy | None = None) -> Plan:
    """What is said then."""
    town = Workspace(id=1, slug="t", name="T", policy="hallstahammar", created_at=MONDAY)
    return supervision(of, Setting(town, by or policy(), CALENDAR, now, STAFF))


def said(of: Plan) -> dict[str, str]:
    """Which key goes to whom."""
    return {STAFF.slug(each.recipient): each.key.partition("@")[0] for each in of.reminders}


def test_once_a_working_day_is_reminded_while_there_is_time() -> None:
    """H11: two hours before the bot's day is over, and only on a day nobody has looked."""
    friday = facts(THURSDAY)
    assert plan(friday, local(2026, 11, 20, 14, 29)).next_check_at == local(2026, 11, 20, 14, 30)
    assert said(plan(friday, local(2026, 11, 20, 14, 30))) == {
        "eva": "supervision_due:bibliotek-fb:2026-11-20"
    }
    looked = facts(local(2026, 11, 20, 7))
    assert plan(looked, local(2026, 11, 20, 14, 30)) == Plan(next_check_at=local(2026, 11, 23, 14, 30))
    assert plan(friday, local(2026, 11, 21, 12)) == Plan(next_check_at=local(2026, 11, 23, 14, 30))


def test_a_look_settles_it_and_the_next_day_is_a_matter_of_its_own() -> None:
    """H11."""
    open_now = plan(facts(THURSDAY), local(2026, 11, 20, 14, 30))
    assert open_now.open == {"supervision:bibliotek-fb:2026-11-20"}
    assert plan(facts(local(2026, 11, 20, 15)), local(2026, 11, 20, 15)).open == frozenset()


def test_once_a_week_is_reminded_on_its_last_working_days_morning() -> None:
    """G4, H22: on Good Friday's week that is Maundy Thursday."""
    weekly = policy("goteborg")
    assert plan(facts(local(2026, 11, 20, 9)), MONDAY, weekly).next_check_at == local(2026, 11, 27, 8)
    due = plan(facts(local(2026, 11, 20, 9)), local(2026, 11, 27, 8), weekly)
    assert said(due) == {"eva": "supervision_due:bibliotek-fb:2026-W48"}
    assert plan(facts(MONDAY), local(2026, 11, 27, 8), weekly).reminders == ()
    easter = plan(facts(local(2027, 3, 19, 9)), local(2027, 3, 22, 9), weekly)
    assert easter.next_check_at == local(2027, 3, 25, 8)


def test_several_times_a_week_or_day_are_spread() -> None:
    """H11: a part of the time each."""
    twice = policy(rate=Rate(times=2, per=Per.WEEK))
    assert plan(facts(THURSDAY), MONDAY, twice).next_check_at == local(2026, 11, 24, 8)
    assert plan(facts(MONDAY), local(2026, 11, 25, 9), twice).next_check_at == local(2026, 11, 27, 8)
    often = raised(facts(local(2026, 11, 24, 9)), local(2026, 11, 28))
    tuesday = plan(often, local(2026, 11, 24, 12, 20))
    assert tuesday.open == {"supervision:bibliotek-fb:2026-11-24:2"}
    assert tuesday.next_check_at == local(2026, 11, 24, 14, 30)


def test_where_no_number_is_set_nothing_is_reminded() -> None:
    """H11, S6: Falköping, Mullsjö and Osby say that accounts are looked after, not how often."""
    for name in ("falkoping", "mullsjo", "osby"):
        assert built_in(name).supervision.rate.binds
        assert plan(facts(None), MONDAY, policy(name)) == Plan()


def test_a_whole_day_without_a_look_is_told_to_the_manager_once() -> None:
    """H11, S7: only where it is a must."""
    assert set(said(plan(facts(THURSDAY), local(2026, 11, 23, 14, 30)))) == {"eva", "maja"}
    assert set(said(plan(facts(THURSDAY), local(2026, 11, 24, 14, 30)))) == {"eva"}
    should = policy()
    rate = should.supervision.rate.model_copy(update={"strength": Strength.SHOULD})
    should = should.model_copy(update={"supervision": should.supervision.model_copy(update={"rate": rate})})
    advice = plan(facts(THURSDAY), local(2026, 11, 23, 14, 30), should)
    assert set(said(advice)) == {"eva"}
    text = supervision_due(advice.reminders[0].data, CALENDAR, "1").text
    assert "bör ses över" in text and "sen " not in text.replace("Senast", "")


def test_holidays_of_people_never_pause_it() -> None:
    """H11: without an editor there the manager hears."""
    away = facts(THURSDAY, editors=())
    assert set(said(plan(away, local(2026, 11, 20, 14, 30)))) == {"maja"}


def test_a_crisis_raises_it_for_every_account(speaking: Speaking) -> None:
    """H21, H11: nobody has removed anything, and the account is looked at as often as after a removal."""
    town = under(speaking.town, "hallstahammar")
    speaking.beat(MONDAY)
    town.say(COMMUNICATOR, 'kris start "Vattnet måste kokas"', local(2026, 11, 24, 8))
    speaking.beat(local(2026, 11, 24, 16))
    [entry] = [e for e in speaking.heard.entries(EDITOR) if e["rule"] == "supervision_due"]
    assert "minst 2 gånger varje dag" in entry["text"]


def test_raised_over_days_off_asks_who_looks_then() -> None:
    """H11: on the last working day, the editors first and later the manager; until somebody takes it."""
    friday = raised(facts(local(2026, 11, 20, 13)), local(2026, 11, 24))
    asked = plan(friday, local(2026, 11, 20, 10, 30))
    assert said(asked)["eva"] == "supervision_due:bibliotek-fb:days_off:2026-11-21:0"
    assert asked.reminders[0].data["last"] == "2026-11-22"
    assert said(plan(friday, local(2026, 11, 20, 14, 30)))["maja"].endswith("days_off:2026-11-21:1")
    assert plan(replace(friday, over_days_off=EVA), local(2026, 11, 20, 14, 30)).reminders == ()
    over_by_then = raised(facts(local(2026, 11, 20, 13)), local(2026, 11, 21))
    assert plan(over_by_then, local(2026, 11, 20, 14, 30)).reminders == ()
    assert plan(facts(local(2026, 11, 20, 13)), local(2026, 11, 20, 14, 30)).reminders == ()
    assert plan(friday, local(2026, 11, 19, 16)).next_check_at == local(2026, 11, 20, 8)


def test_before_christmas_it_is_asked_on_the_23rd() -> None:
    """H11, S8: from Christmas Eve to the Sunday after."""
    before = raised(facts(local(2026, 12, 23, 9)), local(2026, 12, 30))
    data = plan(before, local(2026, 12, 23, 11)).reminders[0].data
    assert (data["first"], data["last"]) == ("2026-12-24", "2026-12-27")


@pytest.mark.parametrize("status", [Status.REQUESTED, Status.APPROVED, Status.CLOSED])
def test_an_account_not_in_use_is_not_looked_at(status: Status) -> None:
    """H11."""
    found = facts(THURSDAY)
    found.about.account.status = status
    assert plan(found, MONDAY) == Plan()


def test_a_day_with_the_bot(speaking: Speaking) -> None:
    """H11: reminded in the afternoon; one tap settles it for all accounts; a removal raises the level."""
    town = under(speaking.town, "hallstahammar")
    speaking.beat(local(2026, 11, 23, 9))
    town.say(EDITOR, f"uppsikt {ACCOUNT}", local(2026, 11, 23, 9))
    speaking.quietly(local(2026, 11, 24, 14, 29))
    assert "supervision_due" not in speaking.heard.rules()
    speaking.quietly(local(2026, 11, 24, 14, 30))
    [entry] = [e for e in speaking.heard.entries(EDITOR) if e["rule"] == "supervision_due"]
    assert "minst en gång varje arbetsdag" in entry["text"]
    assert [b["command"] for b in entry["buttons"][:2]] == [f"uppsikt {ACCOUNT}", "uppsikt"]
    town.say(EDITOR, "uppsikt", local(2026, 11, 24, 15))
    speaking.quietly(local(2026, 11, 24, 15))
    assert any("inget mer att göra" in str(card) for _message, card in speaking.heard.redrawn)
    town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold plats=P", local(2026, 11, 25, 9))
    speaking.quietly(local(2026, 11, 25, 14, 30))
    [raised_entry] = [e for e in speaking.heard.entries(EDITOR) if e["rule"] == "supervision_due"]
    assert "minst 2 gånger varje dag" in raised_entry["text"]


def test_the_weekend_is_taken_with_one_press(small: Speaking) -> None:
    """H11: and the manager is not asked then."""
    town = under(small.town, "hallstahammar")
    small.beat(local(2026, 11, 26, 9))
    town.say(EDITOR, f"uppsikt höjd {ACCOUNT} dagar=7", local(2026, 11, 26, 9))
    small.quietly(local(2026, 11, 27, 10, 30))
    [entry] = [e for e in small.heard.entries(EDITOR) if e["data"].get("kind") == "days_off"]
    assert "lördag 28 nov" in entry["text"]
    town.say(EDITOR, entry["buttons"][0]["command"], local(2026, 11, 27, 11))
    small.quietly(local(2026, 11, 27, 14, 30))
    assert [e for e in small.heard.entries(MANAGER) if e["data"].get("kind") == "days_off"] == []
