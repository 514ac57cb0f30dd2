"""The rules, each by itself: facts, policy, calendar and now in, a plan out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from core import worktime
from core.accounts import Account, Status
from core.gaps import Gap, GapKind
from core.moderation import Action, Case, FollowUp
from core.people import Person
from core.policy import Policy, built_in
from core.policy.accounts import Step
from core.policy.moderation import Judgement
from core.policy.parts import Strength
from core.policy.posting import Basis, Minimum, Per
from core.policy.records import Period
from core.posts import Activity, Post
from core.questions import Question
from core.workspace import Workspace
from core.worktime import Calendar
from reminders.facts import (
    About,
    ApprovalFacts,
    CaseFacts,
    ConsentFacts,
    DigestFacts,
    GapFacts,
    InactivityFacts,
    PostingFacts,
    QuestionFacts,
    SnapshotFacts,
)
from reminders.plan import Plan
from reminders.rules import (
    approval,
    case,
    consent,
    digest,
    gap,
    inactivity,
    posting,
    question,
    snapshot,
)
from reminders.setting import Setting, Staff
from tests.town import local

EDITOR, MANAGER, COMMUNICATOR = 1, 2, 3
CALENDAR = Calendar()
NOON = local(2026, 11, 16, 12)
ASKED = local(2026, 11, 20, 15)  # a Friday
DUE = local(2026, 11, 23, 15)
ACTIVATED = local(2026, 9, 1, 9)


def person(id: int, slug: str, unit: str | None = None) -> Person:
    """Somebody in the cast."""
    return Person(id=id, workspace_id=1, slug=slug, folded=slug, name=slug, unit=unit, created_at=ACTIVATED)


STAFF = Staff(
    people={
        EDITOR: person(EDITOR, "eva"),
        MANAGER: person(MANAGER, "maja", "Bibliotek"),
        COMMUNICATOR: person(COMMUNICATOR, "kim"),
    },
    managers={"Bibliotek": (MANAGER,)},
    communications=(COMMUNICATOR,),
)


def at(now: datetime, policy: Policy | None = None, staff: Staff = STAFF, **home: Any) -> Setting:
    """The town at a time."""
    town = Workspace(
        id=1, slug="falkoping", name="Falköping", policy="falkoping", created_at=ACTIVATED, **home
    )
    return Setting(town, policy or built_in("falkoping"), CALENDAR, now, staff)


def changed(part: str, **values: Any) -> Policy:
    """Falköping's policy with other values in one part."""
    policy = built_in("falkoping")
    old = getattr(policy, part)
    new = {name: getattr(old, name).model_copy(update={"value": value}) for name, value in values.items()}
    return policy.model_copy(update={part: old.model_copy(update=new)})


def account(status: Status = Status.ACTIVE, **more: Any) -> About:
    """The library's account, edited by eva."""
    row = {
        "id": 7, "workspace_id": 1, "slug": "bibliotek-fb", "folded": "bibliotek-fb", "platform": "facebook",
        "unit": "Bibliotek", "purpose": "Tips", "responsible_id": EDITOR, "status": status,
        "requested_by": EDITOR, "requested_at": local(2026, 8, 31, 9), "activated_at": ACTIVATED,
    }  # fmt: skip
    return About(Account(**row | more), (EDITOR,))


LOGGED = {"workspace_id": 1, "account_id": 7, "recorded_by": EDITOR, "door": "test"}


def asked(**more: Any) -> QuestionFacts:
    """A question of a Friday afternoon, due on Monday."""
    row = LOGGED | {
        "id": 1, "number": "F-2026-0001", "received_at": ASKED, "recorded_at": ASKED, "due_at": DUE,
        "text": "Hur lånar jag en bok?",
    }  # fmt: skip
    return QuestionFacts(Question(**row | more), account())


def said(plan: Plan) -> dict[str, str]:
    """Which rule speaks to whom."""
    return {STAFF.slug(planned.recipient): planned.rule for planned in plan.reminders}


def keys(plan: Plan) -> set[str]:
    """The plan's keys."""
    return {planned.key for planned in plan.reminders}


# Questions


def test_a_question_is_reminded_ahead_of_its_time() -> None:
    """F10: four hours before it is due, in the window, to the editor."""
    facts = asked()
    early = question(facts, at(local(2026, 11, 23, 10, 59)))
    assert early == Plan(open=frozenset({"F-2026-0001"}), next_check_at=local(2026, 11, 23, 11))
    plan = question(facts, at(local(2026, 11, 23, 11)))
    assert keys(plan) == {"reply_due:F-2026-0001:0@eva"}
    assert plan.next_check_at == DUE


def test_a_late_question_goes_to_the_editor_and_then_once_to_manager_and_department() -> None:
    """F10: escalation once, and nothing after that."""
    facts = asked()
    assert said(question(facts, at(DUE))) == {"eva": "reply_overdue"}
    late = question(facts, at(local(2026, 11, 24, 8)))
    assert keys(late) == {
        "reply_overdue:F-2026-0001:1@eva",
        "reply_overdue:F-2026-0001:2@maja",
        "reply_overdue:F-2026-0001:2@department",
    }
    assert late.next_check_at is None


def test_the_editor_hears_that_it_is_late_before_anybody_else() -> None:
    """F10, S7: due at midnight, or recorded when it was late already: escalated four hours after the first word."""
    midnight = asked(due_at=local(2026, 11, 24))
    assert said(question(midnight, at(local(2026, 11, 24, 8)))) == {"eva": "reply_overdue"}
    assert "maja" in said(question(midnight, at(local(2026, 11, 24, 12))))
    recorded_late = asked(recorded_at=local(2026, 11, 25, 9))
    assert said(question(recorded_late, at(local(2026, 11, 25, 9)))) == {"eva": "reply_overdue"}
    assert "maja" in said(question(recorded_late, at(local(2026, 11, 25, 13))))


def test_a_reminder_ahead_moves_earlier_and_a_late_one_later() -> None:
    """F10: due during Monday (Tuesday 00.00): reminded Monday 16.29, late Tuesday 08.00, never at night."""
    facts = asked(due_at=local(2026, 11, 24))
    assert question(facts, at(local(2026, 11, 23, 9))).next_check_at == local(2026, 11, 23, 16, 29)
    assert said(question(facts, at(local(2026, 11, 23, 16, 29)))) == {"eva": "reply_due"}
    assert said(question(facts, at(local(2026, 11, 24, 3)))) == {}
    assert said(question(facts, at(local(2026, 11, 24, 8))))["eva"] == "reply_overdue"


def test_a_question_registered_late_is_reminded_at_once_while_there_is_time() -> None:
    """F10: the moment ahead has passed, the time has not."""
    recorded = local(2026, 11, 23, 13)
    plan = question(asked(recorded_at=recorded), at(recorded))
    assert said(plan) == {"eva": "reply_due"}
    assert plan.reminders[0].send_at == recorded


def test_without_a_due_time_nothing_is_ever_late() -> None:
    """G13, F10: a policy without a clock."""
    plan = question(asked(due_at=None), at(local(2027, 6, 1, 9)))
    assert plan == Plan(open=frozenset({"F-2026-0001"}))


@pytest.mark.parametrize("end", ["answered_at", "closed_at", "voided_at"])
def test_a_question_that_is_settled_is_not_reminded(end: str) -> None:
    """F10: answered, closed with a reason, or voided."""
    facts = asked(**{end: ASKED}, signed_name="Eva", signed_department="Kultur")
    assert question(facts, at(DUE)) == Plan()


def test_without_editors_the_manager_hears_and_without_a_manager_the_department() -> None:
    """F10, S7: what matters reaches somebody."""
    facts = QuestionFacts(asked().question, About(account().account))
    assert said(question(facts, at(DUE))) == {"maja": "reply_overdue"}
    alone = Staff(people={COMMUNICATOR: STAFF.people[COMMUNICATOR]}, communications=(COMMUNICATOR,))
    plan = question(facts, at(DUE, staff=alone))
    assert [planned.recipient for planned in plan.reminders] == ["department"]


def test_with_a_chat_and_no_channel_the_department_is_its_people() -> None:
    """C2."""
    plan = question(asked(), at(local(2026, 11, 23, 16), slack_team="T1"))
    assert said(question(asked(), at(local(2026, 11, 24, 9), slack_team="T1")))["kim"] == "reply_overdue"
    assert "kim" not in said(plan)


def test_reminders_hold_no_words_of_a_citizen() -> None:
    """S5."""
    plan = question(asked(), at(local(2026, 11, 24, 8)))
    assert all("bok" not in str(planned.data) for planned in plan.reminders)


def test_an_unsigned_answer_is_followed_up() -> None:
    """F11: until it is signed, or unsigned for a reason."""
    answered = {"answered_at": ASKED, "answer_recorded_at": local(2026, 11, 20, 15)}
    plan = question(asked(**answered), at(local(2026, 11, 20, 16)))
    assert keys(plan) == {"follow_up:F-2026-0001:signature:0@eva"}
    excused = asked(**answered, unsigned_reason="skyddad-identitet")
    assert question(excused, at(local(2026, 12, 1, 9))) == Plan()


# Posts


MONDAY, WEDNESDAY = local(2026, 11, 23, 9), local(2026, 11, 25, 9)


def weeks(*counts: int | None) -> dict[str, int]:
    """Posts in weeks 44 to 47, None where nobody has answered."""
    return {f"2026-W{44 + n}": count for n, count in enumerate(counts) if count is not None}


def posted(known: Mapping[str, int], reminded: str = "", **more: Any) -> PostingFacts:
    """An account with what is known of its weeks."""
    return PostingFacts(account(**more), known, known, reminded)


def test_a_week_nobody_answered_for_is_asked_about_on_monday() -> None:
    """F9, S6: one question, for the week just ended."""
    plan = posting(posted(weeks(1, 1, 1, None)), at(MONDAY))
    assert keys(plan) == {"posting_count:bibliotek-fb:2026-W47@eva"}
    assert plan.next_check_at == WEDNESDAY


def test_a_known_week_is_not_asked_about() -> None:
    """F9: also when it is known to be none."""
    assert said(posting(posted(weeks(2, 1, 1, 0)), at(MONDAY))) == {}


def test_on_a_monday_off_it_is_asked_at_the_next_opening() -> None:
    """F9, S7: Easter Monday 2026."""
    facts = PostingFacts(account(activated_at=local(2026, 1, 7, 9)))
    assert "posting_count:bibliotek-fb:2026-W14@eva" not in keys(posting(facts, at(local(2026, 4, 6, 12))))
    assert "posting_count:bibliotek-fb:2026-W14@eva" in keys(posting(facts, at(local(2026, 4, 7, 8))))


def test_a_new_account_is_not_asked_about_weeks_before_it() -> None:
    """F9: activated on Monday, so last week was not its."""
    facts = posted({}, activated_at=local(2026, 11, 23, 8))
    assert posting(facts, at(local(2026, 11, 25, 10))).reminders == ()


def test_too_few_posts_on_average_are_reminded() -> None:
    """F9: the mean of the known weeks of the window."""
    plan = posting(posted(weeks(1, 0, None, 1)), at(WEDNESDAY))
    (planned,) = [p for p in plan.reminders if p.rule == "posting_minimum"]
    assert planned.data["mean"] == pytest.approx(2 / 3)
    assert posting(posted(weeks(4, 0, 0, 0)), at(WEDNESDAY)).reminders == ()


def test_two_unknown_weeks_in_a_row_are_said_to_be_unknown() -> None:
    """F9, S6: unknown is not zero."""
    plan = posting(posted(weeks(2, 2, None, None)), at(WEDNESDAY))
    (planned,) = [p for p in plan.reminders if p.rule == "posting_minimum"]
    assert planned.data["unknown"] and not planned.data["too_few"]
    one = posting(posted(weeks(2, 2, 2, None)), at(WEDNESDAY))
    assert [p.rule for p in one.reminders] == ["posting_count"]


def test_a_young_account_is_judged_by_its_own_whole_weeks() -> None:
    """F9: the window, or the account's age where that is shorter."""
    young = {"activated_at": local(2026, 11, 12, 9)}
    plan = posting(posted(weeks(0, 0, 0, 0), **young), at(WEDNESDAY))
    assert [p.data["weeks"] for p in plan.reminders] == [["2026-W47"]]
    assert posting(posted(weeks(None, None, 0, 1), **young), at(WEDNESDAY)).reminders == ()


def test_too_few_posts_are_said_every_other_week_at_most() -> None:
    """F9, S7."""
    low = weeks(0, 0, 0, 0)
    assert posting(posted(low, reminded="2026-W47"), at(WEDNESDAY)).reminders == ()
    assert said(posting(posted(low, reminded="2026-W46"), at(WEDNESDAY))) == {"eva": "posting_minimum"}
    assert said(posting(posted(low, reminded="2026-W48"), at(WEDNESDAY))) == {"eva": "posting_minimum"}


def test_closed_weeks_mute_the_reminder_not_the_figure() -> None:
    """F9."""
    policy = changed("posting", closed_weeks=frozenset({48}))
    plan = posting(posted(weeks(0, 0, 0, 0)), at(WEDNESDAY, policy))
    assert plan.reminders == ()
    assert "posting_minimum:bibliotek-fb:2026-W48" in plan.open


def test_what_was_answered_after_the_reminders_time_brings_none_at_once() -> None:
    """F9: whoever answers "0" on Friday is reminded next Wednesday, not a minute later."""
    facts = PostingFacts(account(), weeks(0, 0, 0, 0), weeks(2, 2, 2, None))
    assert posting(facts, at(local(2026, 11, 27, 10))).reminders == ()


# Silence


def silent(now: datetime, **more: Any) -> Plan:
    """An account whose last post is of March."""
    more = {"activated_at": local(2026, 1, 7, 9)} | more
    return inactivity(InactivityFacts(account(**more), Activity(local(2026, 3, 2, 9), True)), at(now))


def test_the_editor_of_a_silent_account_is_asked_ahead() -> None:
    """F8, F5: 30 and 7 days before six months."""
    assert silent(local(2026, 7, 1, 9)).next_check_at == local(2026, 8, 3, 9)
    assert keys(silent(local(2026, 8, 3, 9))) == {"inactivity_warning:bibliotek-fb:2026-03-02:30@eva"}
    assert keys(silent(local(2026, 8, 26, 9))) == {"inactivity_warning:bibliotek-fb:2026-03-02:7@eva"}


def test_then_the_closing_is_proposed_to_the_department() -> None:
    """F8: a proposal that says whether the editor has confirmed, never an act."""
    plan = silent(local(2026, 9, 2, 9))
    assert said(plan) == {"department": "inactivity_close"}
    assert not plan.reminders[0].data["confirmed"]
    confirmed = silent(local(2026, 9, 2, 9), inactive_confirmed_at=local(2026, 8, 5, 9))
    assert confirmed.reminders[0].data["confirmed"]


def test_an_editor_who_has_confirmed_is_not_asked_again() -> None:
    """F8, S7."""
    assert said(silent(local(2026, 8, 27, 9), inactive_confirmed_at=local(2026, 8, 5, 9))) == {}


def test_an_account_nothing_is_known_of_is_not_called_inactive() -> None:
    """F8, S6: unknown activity is not inactivity."""
    assert inactivity(InactivityFacts(account(), None), at(local(2030, 1, 7, 9))) == Plan()


# Snapshots


def snapped(now: datetime, taken: bool = False, **more: Any) -> Plan:
    """An account, with or without its snapshot."""
    return snapshot(SnapshotFacts(account(**more), taken), at(now))


def test_a_snapshot_is_asked_for_in_the_campaigns_month() -> None:
    """C1: 1 November is a Sunday, so on Monday the 2nd; the last time also to the department."""
    assert snapped(local(2026, 11, 2, 7, 59)).reminders == ()
    assert keys(snapped(local(2026, 11, 2, 8))) == {"snapshot_due:bibliotek-fb:2026-H2:0@eva"}
    assert said(snapped(local(2026, 11, 25, 8))) == {"eva": "snapshot_due", "department": "snapshot_due"}


def test_a_snapshot_taken_is_asked_for_again_next_half_year() -> None:
    """C1."""
    plan = snapped(local(2026, 11, 16, 9), taken=True)
    assert plan == Plan(next_check_at=local(2027, 5, 3, 8))


def test_an_account_that_came_later_has_two_weeks() -> None:
    """C1: activated 12 November; not asked after the half-year is over."""
    plan = snapped(local(2026, 11, 20, 9), activated_at=local(2026, 11, 12, 10))
    assert (plan.reminders, plan.next_check_at) == ((), local(2026, 11, 26, 10))
    late = snapped(local(2026, 12, 28, 9), activated_at=local(2026, 12, 22, 10))
    assert late.next_check_at == local(2027, 5, 3, 8)


# Accounts


def requested(now: datetime, taken: tuple[tuple[Step, int], ...] = (), **more: Any) -> Plan:
    """A request of a Monday morning, by somebody else than the cast."""
    more = {"requested_by": 9, "requested_at": local(2026, 11, 16, 10)} | more
    return approval(ApprovalFacts(account(Status.REQUESTED, **more), taken), at(now))


def test_a_request_is_told_to_those_who_can_decide() -> None:
    """F1: the manager of the unit and the department, at once, and again after three days."""
    plan = requested(local(2026, 11, 16, 10))
    assert said(plan) == {"maja": "approval_waiting", "department": "approval_waiting"}
    assert plan.next_check_at == local(2026, 11, 19, 10)


def test_a_step_taken_is_not_waited_for() -> None:
    """F1: and at last the manager's step is told to the department too."""
    plan = requested(local(2026, 11, 16, 12), ((Step.COMMUNICATIONS, COMMUNICATOR),))
    assert said(plan) == {"maja": "approval_waiting"}
    last = requested(local(2026, 11, 23, 10), ((Step.COMMUNICATIONS, COMMUNICATOR),))
    assert said(last) == {"maja": "approval_waiting", "department": "approval_waiting"}


def test_who_asked_is_not_told_to_approve() -> None:
    """F1: the manager asked, so the department hears that there is nobody."""
    plan = requested(local(2026, 11, 16, 12), requested_by=MANAGER)
    assert said(plan) == {"department": "approval_waiting"}
    assert any(planned.data["nobody"] for planned in plan.reminders)


def test_a_closing_waits_for_the_department() -> None:
    """F5."""
    closing = account(Status.CLOSING, closing_requested_at=local(2026, 11, 16, 10), closing_reason="Slut")
    plan = approval(ApprovalFacts(closing), at(local(2026, 11, 16, 10)))
    assert said(plan) == {"department": "approval_waiting"}


def lacking(kind: GapKind, now: datetime, person: str = "eva") -> Plan:
    """An account with one gap since a Monday noon."""
    return gap(GapFacts(account(), ((Gap(kind, person), NOON),)), at(now))


def test_a_gap_is_told_to_those_who_can_mend_it() -> None:
    """F2, F3, F4: assignment by the manager, training and access by the department."""
    tuesday = NOON + timedelta(hours=24)
    assert said(lacking(GapKind.ASSIGNMENT, tuesday)) == {"maja": "gap"}
    assert said(lacking(GapKind.TRAINING, tuesday)) == {"department": "gap"}
    assert said(lacking(GapKind.ACCESS, tuesday, "")) == {"department": "gap"}
    assert lacking(GapKind.TRAINING, NOON).reminders == ()


def test_a_gap_that_stays_is_told_to_manager_and_department_once() -> None:
    """F4, S7."""
    plan = lacking(GapKind.TRAINING, NOON + timedelta(days=14))
    assert said(plan) == {"maja": "gap", "department": "gap"}
    assert plan.next_check_at is None


# Log entries


def test_a_case_that_lacks_something_is_followed_up() -> None:
    """F13: it names what is missing, until there is nothing; at last manager and department hear."""
    row = Case(
        **LOGGED, id=1, number="M-2026-0001", category="hets", action=Action.REMOVED,
        judgement=Judgement.CRIME, happened_at=NOON, recorded_at=NOON,
    )  # fmt: skip
    facts = CaseFacts(row, (FollowUp.EVIDENCE, FollowUp.POLICE_REPORT), account())
    plan = case(facts, at(NOON + timedelta(hours=24)))
    assert keys(plan) == {"follow_up:M-2026-0001:0@eva"}
    assert plan.reminders[0].data["follow_ups"] == ["evidence", "police_report"]
    assert len(said(case(facts, at(NOON + timedelta(hours=168))))) == 3
    assert case(CaseFacts(row, (), account()), at(NOON + timedelta(hours=24))) == Plan()


def test_a_consent_without_a_place_is_followed_up() -> None:
    """F14."""
    row = LOGGED | {"id": 1, "number": "I-2026-0001", "published_at": NOON, "recorded_at": NOON}
    plan = consent(ConsentFacts(Post(**row, basis=Basis.CONSENT), account()), at(NOON + timedelta(hours=24)))
    assert keys(plan) == {"follow_up:I-2026-0001:0@eva"}
    placed = Post(**row, basis=Basis.CONSENT, consent_place="Pärm 3")
    assert consent(ConsentFacts(placed, account()), at(NOON + timedelta(hours=24))) == Plan()


# The digest


def test_the_digest_comes_each_working_day_when_there_is_something_to_say() -> None:
    """C2, H28: late, due today, to decide, missing, changed."""
    facts = DigestFacts(open=(asked(),), waiting=(ApprovalFacts(account(Status.REQUESTED)),), seq=4)
    plan = digest(facts, at(local(2026, 11, 23, 8)))
    assert keys(plan) == {"digest:2026-11-23"}
    data = plan.reminders[0].data
    assert [each["question"] for each in data["due_today"]] == ["F-2026-0001"]
    assert data["approvals"] == [{"account": "bibliotek-fb", "steps": ["manager", "communications"]}]
    assert plan.next_check_at == local(2026, 11, 24, 8)


def test_nothing_to_say_is_silence() -> None:
    """C2, S7: and nothing on a Saturday, whatever there is."""
    assert digest(DigestFacts(), at(local(2026, 11, 23, 8))).reminders == ()
    saturday = digest(DigestFacts(open=(asked(),)), at(local(2026, 11, 21, 9)))
    assert saturday == Plan(next_check_at=local(2026, 11, 23, 8))


def test_a_matter_somebody_has_handled_does_not_come_again() -> None:
    """S7."""
    plan = posting(posted(weeks(1, 1, 1, None)), at(MONDAY))
    handled = plan.without(frozenset({"posting_count:bibliotek-fb:2026-W47"}))
    assert handled.reminders == ()
    assert handled.next_check_at == plan.next_check_at


# Other guidelines


MONTHLY = (Minimum(posts=2, per=Per.MONTH),)


def monthly(now: datetime, known: Mapping[str, int], **more: Any) -> Plan:
    """An account that is to have two posts a month."""
    since = {"activated_at": local(2026, 1, 7, 9)} | more
    return posting(PostingFacts(account(**since), known, known), at(now, changed("posting", minimum=MONTHLY)))


OCTOBER = [f"2026-W{week}" for week in range(40, 45)]  # the weeks with their Thursday in it


def minimums(plan: Plan) -> list[Mapping[str, Any]]:
    """What is said of too few posts."""
    return [planned.data for planned in plan.reminders if planned.rule == "posting_minimum"]


def test_a_month_is_judged_by_its_whole_weeks() -> None:
    """F9, S6: five weeks of October; too few where all are known, unknown while some are not, enough is enough."""
    now = local(2026, 11, 4, 9)
    assert worktime.month_before("2026-W45") == ("2026-10", tuple(OCTOBER))
    (few,) = minimums(monthly(now, dict.fromkeys(OCTOBER, 0) | {"2026-W41": 1}))
    assert (few["count"], few["too_few"], few["unknown"], few["month"]) == (1, True, False, "2026-10")
    (unknown,) = minimums(monthly(now, {"2026-W41": 1}))
    assert (unknown["count"], unknown["too_few"], unknown["unknown"]) == (1, False, True)
    assert minimums(monthly(now, {"2026-W41": 2})) == []
    assert minimums(monthly(now, {}, activated_at=local(2026, 10, 6, 9))) == []


def test_a_month_is_said_once_by_its_name() -> None:
    """F9, S7: the same natural key each Wednesday of the month after."""
    known = dict.fromkeys(OCTOBER, 0)
    for day in (4, 11, 18, 25):
        keys_said = keys(monthly(local(2026, 11, day, 9), known))
        assert "posting_minimum:bibliotek-fb:2026-10@eva" in keys_said
    assert "posting_minimum:bibliotek-fb:2026-10@eva" not in keys(monthly(local(2026, 12, 2, 9), known))


def test_a_platform_nothing_is_asked_of_is_left_alone() -> None:
    """F9."""
    policy = changed("posting", minimum=(Minimum(posts=3, platform="x"),))
    assert posting(posted(weeks(0, 0, 0, 0)), at(WEDNESDAY, policy)) == Plan()


def test_a_year_s_snapshot() -> None:
    """M10: in its month of the year, to the year's end; taken, again next year."""
    policy = changed("snapshots", every=Period.YEAR, months=(10,))
    facts = SnapshotFacts(account(activated_at=local(2026, 1, 7, 9)), False)
    assert keys(snapshot(facts, at(local(2026, 10, 1, 8), policy))) == {
        "snapshot_due:bibliotek-fb:2026:0@eva"
    }
    assert snapshot(facts, at(local(2026, 6, 1, 8), policy)).reminders == ()
    taken = snapshot(SnapshotFacts(facts.about, True), at(local(2026, 10, 16, 9), policy))
    assert taken.next_check_at == local(2027, 10, 1, 8)


def test_months_to_avoid_are_kept_free() -> None:
    """C1: who came in November waits past Christmas only where that is within the time."""
    december = snapped(local(2026, 11, 26, 9), activated_at=local(2026, 11, 25, 10))
    assert december.next_check_at == local(2026, 12, 9, 10)
    policy = changed("snapshots", every=Period.YEAR, months=(3,))
    summer = SnapshotFacts(account(activated_at=local(2026, 6, 10, 9)), False)
    assert snapshot(summer, at(local(2026, 6, 11, 9), policy)).next_check_at == local(2026, 9, 1, 8)


def test_two_of_a_role_are_one_matter_that_changes() -> None:
    """F1: both managers are told; when one has approved, the other is told that one is left."""
    staff = Staff(
        people=STAFF.people | {9: person(9, "mona", "Bibliotek")}, managers={"Bibliotek": (MANAGER, 9)},
        communications=(COMMUNICATOR,),
    )  # fmt: skip
    policy = changed("approval", chain=(Step.MANAGER, Step.MANAGER))
    now, asked_by = local(2026, 11, 16, 10), {"requested_by": EDITOR, "requested_at": local(2026, 11, 16, 10)}
    about = account(Status.REQUESTED, **asked_by)
    both = approval(ApprovalFacts(about), at(now, policy, staff))
    assert {planned.recipient for planned in both.reminders} == {str(MANAGER), "9"}
    assert {planned.data["count"] for planned in both.reminders} == {2}
    one = approval(ApprovalFacts(about, ((Step.MANAGER, MANAGER),)), at(now, policy, staff))
    assert [planned.recipient for planned in one.reminders] == ["9"]
    assert both.open.isdisjoint(one.open)


def test_by_a_bor_nobody_else_is_told_and_nothing_is_overdue() -> None:
    """F10: a `bör` is reminded of, before and after, to the editors only."""
    policy = built_in("falkoping")
    soft = policy.reply.clock.model_copy(update={"strength": Strength.SHOULD})
    policy = policy.model_copy(update={"reply": policy.reply.model_copy(update={"clock": soft})})
    assert said(question(asked(), at(local(2026, 11, 23, 11), policy))) == {"eva": "reply_due"}
    after = question(asked(), at(local(2026, 11, 24, 16), policy))
    assert said(after) == {"eva": "reply_due"}
    assert after.next_check_at is None
    data = digest(DigestFacts(open=(asked(),)), at(local(2026, 11, 24, 8), policy)).reminders[0].data
    assert (data["late"], [each["question"] for each in data["advised"]]) == ([], ["F-2026-0001"])
