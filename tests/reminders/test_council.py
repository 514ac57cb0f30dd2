"""What is said of meetings, tasks, crises and evaluations: to whom, when, and no more once it is closed."""

from datetime import datetime, timedelta

import pytest

from core.accounts import Status
from core.outbox import State
from core.policy import Policy, built_in
from core.posts import Activity
from reminders.facts import EvaluationFacts
from reminders.rules.evaluation import evaluation
from tests.commands.test_crisis import under
from tests.reminders.conftest import Speaking
from tests.reminders.test_rules import account, at, said
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, COUNCIL, EDITOR, OUTSIDER, SECOND_EDITOR, local

CALLED = local(2026, 11, 20, 17)  # a Friday evening, after hours
MONDAY, BEFORE, HELD = local(2026, 11, 23, 8), local(2026, 12, 2, 10), local(2026, 12, 3, 10)
MEMBERS = {EDITOR, COMMUNICATOR, COUNCIL}
NUMBER = "N-2026-0001"
CALL = 'möte kalla när="2026-12-03 10:00" plats="Stadshuset" dagordning="Läget"'


@pytest.fixture
def called(speaking: Speaking) -> Speaking:
    """The council is called after hours; all else is said."""
    return _called(speaking)


@pytest.fixture
def small_called(small: Speaking) -> Speaking:
    """As `called`, on SQLite only."""
    return _called(small)


def _called(speaking: Speaking) -> Speaking:
    speaking.beat(CALLED - timedelta(hours=2))
    speaking.town.say(COMMUNICATOR, CALL, CALLED)
    speaking.quietly(CALLED)
    return speaking


def heard(speaking: Speaking, at: datetime, rule: str) -> set[str]:
    """Who hears that rule at a beat."""
    speaking.quietly(at)
    return {to for to, _card in speaking.heard.sent if rule in speaking.heard.rules(to)}


# Meetings


def test_each_member_is_called_in_working_hours_with_two_buttons(called: Speaking) -> None:
    """F7, S7."""
    assert not called.heard.sent
    assert heard(called, MONDAY, "meeting_invitation") == MEMBERS
    (entry,) = [e for e in called.heard.entries(EDITOR) if e["rule"] == "meeting_invitation"]
    assert (
        entry["text"] == "Du är kallad till SoMe-rådet: torsdag 3 dec 2026 kl. 10.00, Stadshuset.\n1. Läget"
    )
    assert [b["label"] for b in entry["buttons"]][:2] == ["Kommer", "Kan inte"]
    assert heard(called, MONDAY + timedelta(hours=3), "meeting_invitation") == set()


def test_a_word_the_day_before_to_all_but_who_can_not(called: Speaking) -> None:
    """F7, F15: an answer closes the invitation; who can't come hears no more."""
    called.beat(MONDAY)
    called.town.say(EDITOR, f"möte svar {NUMBER} kommer", MONDAY)
    called.town.say(COUNCIL, f"möte svar {NUMBER} kan-inte", MONDAY)
    called.quietly(MONDAY + timedelta(minutes=5))
    assert all("inget mer att göra" in repr(card) for _message, card in called.heard.redrawn)
    assert len(called.heard.redrawn) == 2
    assert heard(called, BEFORE, "meeting_soon") == {EDITOR, COMMUNICATOR}
    entry = next(e for e in called.heard.entries(EDITOR) if e["rule"] == "meeting_soon")
    assert "Du har svarat att du kommer." in entry["text"]


def test_a_moved_meeting_is_told_also_to_who_has_answered(called: Speaking) -> None:
    """F7."""
    called.beat(MONDAY)
    called.town.say(EDITOR, f"möte svar {NUMBER} kommer", MONDAY)
    later = MONDAY + timedelta(hours=1)
    called.town.say(COMMUNICATOR, f"möte ändra {NUMBER} plats=Teams", later)
    assert heard(called, later, "meeting_invitation") == MEMBERS
    moved = [e["text"] for e in called.heard.entries() if e["rule"] == "meeting_invitation"]
    assert all(text.startswith("Ändrat: SoMe-rådet möts nu") for text in moved)


def test_a_late_call_is_one_word_and_not_two(small: Speaking) -> None:
    """S7: within the last day the invitation is the reminder."""
    now = HELD - timedelta(hours=3)
    small.beat(now - timedelta(days=1))
    small.town.say(COMMUNICATOR, CALL, now)
    small.quietly(now + timedelta(hours=1))
    mine = [r for r in small.heard.rules(EDITOR) if r.startswith("meeting")]
    mine += [r for at in (2, 3) for r in _rules(small, now + timedelta(hours=at))]
    assert mine == ["meeting_invitation"]


def _rules(speaking: Speaking, at: datetime) -> list[str]:
    speaking.quietly(at)
    return [rule for rule in speaking.heard.rules(EDITOR) if rule.startswith("meeting")]


def test_a_called_off_meeting_is_told_and_asks_nothing(small_called: Speaking) -> None:
    """F7."""
    small_called.beat(MONDAY)
    small_called.town.say(COMMUNICATOR, f"möte ställ-in {NUMBER} Sjukdom", MONDAY)
    assert heard(small_called, MONDAY, "meeting_called_off") == MEMBERS
    assert heard(small_called, BEFORE, "meeting_soon") == set()
    assert heard(small_called, HELD + timedelta(days=1), "meeting_attendance") == set()


def test_a_new_editor_is_called_the_next_morning(small_called: Speaking) -> None:
    """F7: membership follows the editors, also after the call."""
    small_called.beat(MONDAY)
    small_called.town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer={SECOND_EDITOR}", MONDAY)
    assert heard(small_called, MONDAY + timedelta(days=1), "meeting_invitation") == {SECOND_EDITOR}


def test_communications_is_asked_who_was_there(small_called: Speaking) -> None:
    """F15: the morning after, until it is noted."""
    small_called.beat(HELD)
    morning = local(2026, 12, 4, 8)
    assert heard(small_called, morning, "meeting_attendance") == {"department"}
    small_called.town.say(COMMUNICATOR, f"möte närvaro närvarande={EDITOR}", morning)
    assert heard(small_called, local(2026, 12, 11, 9), "meeting_attendance") == set()


# Tasks


def test_a_task_is_told_and_reminded_before_on_and_after_its_day(called: Speaking) -> None:
    """F7: to its owner, at last to communications too; done is silence."""
    give = f"möte uppgift Mall ansvarig={EDITOR} klart=2026-12-17"
    called.town.say(COMMUNICATOR, give, HELD + timedelta(hours=1))
    assert heard(called, HELD + timedelta(hours=1), "task_due") == {EDITOR}
    told = {day: heard(called, local(2026, 12, day, 9), "task_due") for day in range(4, 23)}
    assert {day for day, who in told.items() if who} == {15, 17, 18}
    assert heard(called, local(2026, 12, 28, 9), "task_due") == {EDITOR, "department"}
    called.town.say(EDITOR, "uppgift klar T-2026-0001", local(2026, 12, 28, 10))
    called.quietly(local(2026, 12, 28, 11))
    assert {r.state for r in called.outbox() if r.rule == "task_due"} == {State.SENT}
    assert all(r.settled_at for r in called.outbox() if r.rule == "task_due")


def test_one_s_own_task_is_not_told_at_once(small: Speaking) -> None:
    """S7."""
    small.beat(HELD)
    small.town.say(COMMUNICATOR, f"möte uppgift Mall ansvarig={COMMUNICATOR} klart=2026-12-17", HELD)
    assert heard(small, HELD + timedelta(hours=1), "task_due") == set()


# Crises


SATURDAY = local(2026, 11, 21, 22)
START = f'kris start "Vattnet måste kokas" konto={ACCOUNT}'


def test_a_crisis_is_told_to_all_editors_at_any_hour(speaking: Speaking) -> None:
    """H21: what is urgent does not wait for Monday; what is not, does."""
    speaking.beat(local(2026, 11, 20, 16))
    speaking.town.say(COMMUNICATOR, START, SATURDAY)
    assert heard(speaking, SATURDAY, "crisis") == MEMBERS
    assert set(speaking.heard.rules()) == {"crisis"}
    text = speaking.heard.entries(EDITOR)[0]["text"]
    assert f"{ACCOUNT} leder och informerar." in text
    assert "Starta inget eget." in text
    assert heard(speaking, SATURDAY + timedelta(hours=1), "crisis") == set()


def test_nagging_waits_and_what_matters_does_not(speaking: Speaking) -> None:
    """H21: a week without the weekly question, gaps and the campaign; answers are due as ever. After it, they come."""
    town = speaking.town
    speaking.beat(local(2026, 11, 20, 16))
    town.say(COMMUNICATOR, START, SATURDAY)
    town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer={OUTSIDER}", SATURDAY)  # who has had no training
    town.say(EDITOR, f"fråga {ACCOUNT}", local(2026, 11, 23, 9))
    rules = rules_of(speaking, local(2026, 11, 23, 9), days=8)
    assert rules & NAGS == set()
    assert {"reply_due", "reply_overdue", "digest"} <= rules
    assert heard(speaking, local(2026, 12, 1, 8), "digest") == {"department"}
    assert "Krisläge\nVattnet måste kokas" in speaking.heard.entries("department")[0]["text"]
    over = local(2026, 12, 1, 9)
    town.say(COMMUNICATOR, "kris slut", over)
    after = rules_of(speaking, over, days=2)
    assert {"crisis_over", "posting_count", "snapshot_due"} <= after
    assert NAGS & after >= {"posting_count", "snapshot_due", "gap"}


NAGS = {"posting_minimum", "posting_count", "inactivity_warning", "snapshot_due", "gap", "evaluation"}


def rules_of(speaking: Speaking, start: datetime, days: int) -> set[str]:
    """What is said at nine and at the end of some days."""
    found: set[str] = set()
    for beat in range(2 * days):
        speaking.quietly(start + timedelta(days=beat // 2, minutes=449 * (beat % 2)))
        found |= set(speaking.heard.rules())
    return found


def test_an_end_at_night_is_told_in_the_morning(small: Speaking) -> None:
    """S7, H21."""
    small.beat(local(2026, 11, 20, 16))
    small.town.say(COMMUNICATOR, START, SATURDAY)
    small.beat(SATURDAY)
    small.town.say(COMMUNICATOR, "kris slut", SATURDAY + timedelta(hours=2))
    assert heard(small, SATURDAY + timedelta(hours=2), "crisis_over") == set()
    assert heard(small, MONDAY, "crisis_over") == MEMBERS
    assert heard(small, MONDAY + timedelta(days=2), "crisis_over") == set()


def test_a_crisis_can_not_be_put_off(small: Speaking) -> None:
    small.beat(local(2026, 11, 20, 16))
    small.town.say(COMMUNICATOR, START, SATURDAY)
    small.quietly(SATURDAY)
    number = small.heard.entries(EDITOR)[0]["data"]["reminder"]
    assert not small.town.try_say(EDITOR, f"påminnelse vänta {number}", SATURDAY).ok


# Evaluations

HALLSTAHAMMAR = built_in("hallstahammar")
ASKED_AT, AGAIN = local(2026, 11, 9, 8), local(2026, 11, 23, 8)
POSTED, SILENT = Activity(local(2026, 10, 20, 9), True), Activity(local(2026, 7, 1, 9), True)


def evaluated(last: Activity | None, *, done: bool = False, **more: object) -> EvaluationFacts:
    """An account with a last known activity."""
    return EvaluationFacts(account(**{"activated_at": local(2026, 3, 1, 9)} | more), done, last)  # type: ignore[arg-type]


def test_editor_and_manager_are_asked_each_half_year(policy: Policy = HALLSTAHAMMAR) -> None:
    """H19: how it goes, keep or close; communications when nobody has answered."""
    assert said(evaluation(evaluated(POSTED), at(ASKED_AT, policy))) == {
        "eva": "evaluation",
        "maja": "evaluation",
    }
    plan = evaluation(evaluated(POSTED), at(AGAIN, policy))
    assert set(said(plan)) == {"eva", "maja", "department"}
    assert evaluation(evaluated(POSTED), at(ASKED_AT - timedelta(hours=1), policy)).reminders == ()


def test_one_seldom_updated_gets_a_proposal_with_communications() -> None:
    """H19: closed, or more active; unknown is not inactive (S6)."""
    plan = evaluation(evaluated(SILENT), at(ASKED_AT, HALLSTAHAMMAR))
    assert set(said(plan)) == {"eva", "maja", "department"}
    assert plan.reminders[0].data["is_quiet"]
    unknown = evaluation(evaluated(None), at(ASKED_AT, HALLSTAHAMMAR))
    assert not unknown.reminders[0].data["is_quiet"]


def test_nothing_is_asked_of_what_is_answered_young_closed_or_not_evaluated() -> None:
    """H19, G3: Falköping's routine asks for no evaluation, Göteborg's advice does, with its own questions."""
    for facts in (
        evaluated(POSTED, done=True),
        evaluated(POSTED, activated_at=local(2026, 10, 1, 9)),
        evaluated(POSTED, status=Status.CLOSED),
    ):
        assert evaluation(facts, at(ASKED_AT, HALLSTAHAMMAR)).reminders == ()
    assert evaluation(evaluated(POSTED), at(ASKED_AT)).reminders == ()
    asked = evaluation(evaluated(POSTED), at(ASKED_AT, built_in("goteborg"))).reminders[0]
    assert "Nådde ni era mål?" in asked.data["questions"]


def test_an_answer_closes_the_question(speaking: Speaking) -> None:
    """H19: with the buttons *Behåll kontot*, *Öka aktiviteten*, *Avsluta*."""
    under(speaking.town, "hallstahammar")
    spring = local(2027, 5, 10, 9)
    assert heard(speaking, spring, "evaluation") >= {EDITOR, "maja-manager"}
    entry = next(e for e in speaking.heard.entries(EDITOR) if e["rule"] == "evaluation")
    assert [b["command"] for b in entry["buttons"]][:3] == [
        f"utvärdera {ACCOUNT} behåll", f"utvärdera {ACCOUNT} öka", f"utvärdera {ACCOUNT} avsluta",
    ]  # fmt: skip
    speaking.town.say(EDITOR, f"utvärdera {ACCOUNT} behåll", spring)
    assert heard(speaking, local(2027, 5, 24, 9), "evaluation") == set()
    assert all(r.settled_at for r in speaking.outbox() if r.rule == "evaluation")


def test_who_is_gone_from_the_chat_has_no_task_to_hear_of(small: Speaking) -> None:
    """F7: the department hears of a task whose owner has left."""
    small.town.say(COMMUNICATOR, f"möte uppgift Mall ansvarig={COUNCIL} klart=2026-12-17", HELD)
    small.town.say(ADMIN, f"person sluta {COUNCIL}", HELD)
    assert "department" in heard(small, local(2026, 12, 15, 9), "task_due")
