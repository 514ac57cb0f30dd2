"""What the rules look at, read in bulk: a bounded number of statements a family, however many matters are due."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from core import (
    accounts,
    administrators,
    audit,
    chain,
    closing,
    custody,
    diary,
    digests,
    disclosures,
    evaluations,
    inventory,
    meetings,
    moderation,
    outbox,
    people,
    plans,
    posts,
    questions,
    snapshots,
    supervision,
    worktime,
)
from core.accounts import Account, AccountEditor, Status
from core.approvals import Approval, Decision
from core.crisis import Crisis
from core.digests import DigestChoice
from core.disclosures import Disclosure
from core.evidence import Fault
from core.gaps import Gap
from core.meetings import AgendaItem, Attendance, Meeting
from core.moderation import Case, FollowUp
from core.outbox import Carried, Reminder
from core.overview.weekly import Weekly, last_whole_week
from core.policy.accounts import Step
from core.posts import Activity, Post
from core.questions import Question
from core.supervision import Raised
from core.tasks import Task
from core.watch import Family
from reminders.lacking import lacking
from reminders.setting import Setting, Staff, weekly, whole_weeks

R = TypeVar("R", Account, Question, Case, Post, Meeting, Task, Crisis, Disclosure)


@dataclass(frozen=True, slots=True)
class About:
    """An account and the ids of who hears of it, the one responsible first; and of everybody who works with it."""

    account: Account
    editors: tuple[int, ...] = ()
    everybody: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """A question and its account."""

    question: Question
    about: About


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A moderation case, what it lacks, and its account."""

    case: Case
    lacks: tuple[FollowUp, ...]
    about: About


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """A post, whose consent or pictures may lack something, and its account."""

    post: Post
    about: About


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """The files that are not whole: number, what is wrong, what each is evidence of; and when that was found."""

    faults: tuple[tuple[str, Fault, str], ...]
    found_at: datetime


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """Posts by week: as known now, and as known when the week's reminder was due; the week last reminded of."""

    about: About
    known: Mapping[str, int] = field(default_factory=dict)
    known_then: Mapping[str, int] = field(default_factory=dict)
    reminded: str = ""


@dataclass(frozen=True, slots=True)
class InactivityFacts:
    """An account's last known activity."""

    about: About
    last: Activity | None


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """Whether there is a snapshot of the current half-year or year."""

    about: About
    taken: bool


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """Who has taken which step of the account's latest request; of a closing, whether it has its last snapshot."""

    about: About
    taken: tuple[tuple[Step, int], ...] = ()
    has_last_snapshot: bool = True


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """An account's plan, the newest version."""

    about: About
    plan: plans.Plan | None


@dataclass(frozen=True, slots=True)
class GapFacts:
    """What an account lacks, and since when."""

    about: About
    gaps: tuple[tuple[Gap, datetime], ...]


@dataclass(frozen=True, slots=True)
class SupervisionFacts:
    """When an account was looked at, this week and last of all; for how long more often; who does over days off."""

    about: About
    looks: tuple[datetime, ...] = ()
    last: datetime | None = None
    raised: Raised | None = None
    over_days_off: int | None = None


@dataclass(frozen=True, slots=True)
class AccountChange:
    """A change of an account, as the audit log names it (H28), and its row there."""

    account: str
    action: str
    seq: int = 0


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What a digest is made from. `accounts` are all; `seq` is the audit log's last row.

    `told` is the row each recipient was told of last, `told_first` the one for who never was. `operators` (ids) get the
    weekly sign of life, which says what was `carried`.
    """

    accounts: tuple[About, ...] = ()
    open: tuple[QuestionFacts, ...] = ()
    unsigned: tuple[QuestionFacts, ...] = ()
    unregistered: tuple[QuestionFacts, ...] = ()
    waiting: tuple[ApprovalFacts, ...] = ()
    gaps: tuple[GapFacts, ...] = ()
    cases: tuple[CaseFacts, ...] = ()
    consents: tuple[ConsentFacts, ...] = ()
    changes: tuple[AccountChange, ...] = ()
    seq: int = 0
    told: Mapping[str, int] = field(default_factory=dict)
    told_first: int = 0
    choices: Mapping[int, DigestChoice] = field(default_factory=dict)
    weekly: Weekly | None = None
    operators: tuple[int, ...] = ()
    carried: Carried = field(default_factory=Carried)

    def only(self, is_theirs: Callable[[About], bool]) -> "DigestFacts":
        """What of it is about some accounts; what is decided elsewhere is not theirs to decide."""
        slugs = {about.account.slug for about in self.accounts if is_theirs(about)}
        return replace(
            self,
            open=tuple(each for each in self.open if is_theirs(each.about)),
            unsigned=tuple(each for each in self.unsigned if is_theirs(each.about)),
            waiting=tuple(each for each in self.waiting if is_theirs(each.about)),
            gaps=tuple(each for each in self.gaps if is_theirs(each.about)),
            cases=tuple(each for each in self.cases if is_theirs(each.about)),
            consents=tuple(each for each in self.consents if is_theirs(each.about)),
            changes=tuple(each for each in self.changes if each.account in slugs),
        )


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """Notes to people about people: who is to be linked or confirmed, who can't be reached; what is mended by now."""

    notes: tuple[Reminder, ...]
    mended: frozenset[str]
    log_holds: bool = True


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """A meeting, its agenda, who is of the council now (ids), what they have answered; whether attendance is known."""

    meeting: Meeting
    members: tuple[int, ...] = ()
    agenda: tuple[str, ...] = ()
    answers: Mapping[int, Attendance] = field(default_factory=dict)
    is_attended: bool = False


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task."""

    task: Task


@dataclass(frozen=True, slots=True)
class CrisisFacts:
    """A crisis and who is of the council now (ids)."""

    crisis: Crisis
    members: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DisclosureFacts:
    """A request for public records, and its account's slug if it is for one."""

    disclosure: Disclosure
    account: str | None = None


@dataclass(frozen=True, slots=True)
class EvaluationFacts:
    """Whether the account is evaluated for the current half-year, and its last known activity."""

    about: About
    is_evaluated: bool
    last: Activity | None


def _rows(session: Session, setting: Setting, kind: type[R], ids: Iterable[int]) -> list[R]:
    """Found by their keys alone: asked for the workspace too, SQLite would go through all that it has."""
    found = session.exec(select(kind).where(col(kind.id).in_(tuple(ids))))
    return [row for row in found if row.workspace_id == setting.home.id]


def _abouts(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, About]:
    """The accounts with those ids and who works with them; those who have left aside."""
    found = {account.id: account for account in _rows(session, setting, Account, frozenset(ids))}
    return _with_editors(session, setting, found)


def _with_editors(session: Session, setting: Setting, found: Mapping[int, Account]) -> dict[int, About]:
    edits: dict[int, set[int]] = {}
    editors = select(AccountEditor.account_id, AccountEditor.person_id)
    for account_id, person_id in session.exec(editors.where(col(AccountEditor.account_id).in_(tuple(found)))):
        edits.setdefault(account_id, set()).add(person_id)
    return {id: _about(account, edits.get(id, set()), setting.staff) for id, account in found.items()}


def _about(account: Account, administrators: set[int], staff: Staff) -> About:
    everybody = _first(account.responsible_id, administrators, staff)
    hears = (staff.who_hears(id) for id in everybody)
    return About(account, tuple(dict.fromkeys(id for id in hears if id is not None)), everybody)


def _first(responsible: int | None, administrators: set[int], staff: Staff) -> tuple[int, ...]:
    there = [id for id in administrators if id != responsible and id in staff.people]
    first = (responsible,) if responsible in staff.people else ()
    return (*first, *sorted(there, key=lambda id: staff.people[id].name))


def of_questions(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, QuestionFacts]:
    """Family.QUESTION."""
    rows = _rows(session, setting, Question, ids)
    return {facts.question.id: facts for facts in _questions(session, setting, rows)}


def _questions(session: Session, setting: Setting, rows: list[Question]) -> tuple[QuestionFacts, ...]:
    about = _abouts(session, setting, (row.account_id for row in rows))
    return tuple(QuestionFacts(row, about[row.account_id]) for row in rows)


def of_cases(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, CaseFacts]:
    """Family.CASE."""
    rows = _rows(session, setting, Case, ids)
    waived = moderation.waived(session, tuple(row.id for row in rows))
    about = _abouts(session, setting, (row.account_id for row in rows))
    return {
        row.id: CaseFacts(
            row,
            moderation.follow_ups(row, setting.policy, waived.get(row.id, frozenset())),
            about[row.account_id],
        )
        for row in rows
    }


def of_consents(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, ConsentFacts]:
    """Family.CONSENT."""
    return {facts.post.id: facts for facts in _consents(session, setting, _rows(session, setting, Post, ids))}


def _consents(session: Session, setting: Setting, rows: list[Post]) -> tuple[ConsentFacts, ...]:
    about = _abouts(session, setting, (row.account_id for row in rows))
    return tuple(ConsentFacts(row, about[row.account_id]) for row in rows)


def of_posting(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, PostingFacts]:
    """Family.POSTING: enough weeks for this week's figure and for last week's."""
    about = _abouts(session, setting, ids)
    weeks = whole_weeks(setting)
    asked = weekly(setting, setting.policy.posting.remind.value)
    known = posts.weeks_known(session, setting.calendar, about, weeks)
    then = posts.weeks_known(session, setting.calendar, about, weeks, known_by=asked)
    reminded = outbox.latest_matters(session, setting.home.id, Family.POSTING, "posting_minimum", about)
    return {
        id: PostingFacts(each, _of(known, id), _of(then, id), reminded.get(id, "").rpartition(":")[2])
        for id, each in about.items()
    }


def _of(known: Mapping[tuple[int, str], int], id: int) -> dict[str, int]:
    return {week: count for (account_id, week), count in known.items() if account_id == id}


def of_inactivity(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, InactivityFacts]:
    """Family.INACTIVITY."""
    about = _abouts(session, setting, ids)
    last = posts.last_activity(session, setting.calendar, [each.account for each in about.values()])
    return {id: InactivityFacts(each, last.get(id)) for id, each in about.items()}


def of_snapshots(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, SnapshotFacts]:
    """Family.SNAPSHOT."""
    about = _abouts(session, setting, ids)
    taken = snapshots.taken(
        session, about, snapshots.period_at(setting.policy, setting.now, setting.calendar)
    )
    return {id: SnapshotFacts(each, id in taken) for id, each in about.items()}


def of_approvals(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, ApprovalFacts]:
    """Family.APPROVAL."""
    return _approvals(session, _abouts(session, setting, ids))


def _approvals(session: Session, about: Mapping[int, About]) -> dict[int, ApprovalFacts]:
    taken: dict[int, list[tuple[Step, int]]] = {}
    query = select(Approval).where(
        col(Approval.account_id).in_(tuple(about)), Approval.decision == Decision.APPROVED
    )
    for approval in session.exec(query):
        if approval.decided_at >= about[approval.account_id].account.requested_at:
            taken.setdefault(approval.account_id, []).append((approval.step, approval.person_id))
    closings = [each.account for each in about.values() if each.account.status is Status.CLOSING]
    lacking = closing.without_last_snapshot(session, closings)
    return {
        id: ApprovalFacts(each, tuple(taken.get(id, ())), id not in lacking) for id, each in about.items()
    }


def of_plans(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, PlanFacts]:
    """Family.PLAN."""
    about = _abouts(session, setting, ids)
    made = plans.newest(setting.scope(session), about)
    return {id: PlanFacts(each, made.get(id)) for id, each in about.items()}


def of_gaps(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, GapFacts]:
    """Family.GAPS."""
    return _gaps(session, setting, _abouts(session, setting, ids))


def _gaps(session: Session, setting: Setting, about: Mapping[int, About]) -> dict[int, GapFacts]:
    found = lacking(session, setting, about)
    return {id: GapFacts(each, found[id]) for id, each in about.items()}


def of_supervision(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, SupervisionFacts]:
    """Family.SUPERVISION."""
    about = _abouts(session, setting, ids)
    week = worktime.week_start(worktime.iso_week(setting.now, setting.calendar))
    looks = supervision.looks_since(session, about, setting.calendar.midnight(week))
    last, raised = supervision.last_looks(session, about), supervision.raised(session, about)
    first, _last = supervision.next_days_off(setting.now, setting.calendar)
    over = supervision.over_days_off(session, about, first)
    return {
        id: SupervisionFacts(each, tuple(looks.get(id, ())), last.get(id), raised.get(id), over.get(id))
        for id, each in about.items()
    }


def of_digests(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, DigestFacts]:
    """Family.DIGEST, whose subject is the workspace."""
    return {id: _digest(session, setting) for id in ids if id == setting.home.id}


def _digest(session: Session, setting: Setting) -> DigestFacts:
    scope = setting.scope(session)
    listed = {account.id: account for account in accounts.listed(scope)}
    about = _with_editors(session, setting, listed)
    undecided = {
        id: each for id, each in about.items() if each.account.status in {Status.REQUESTED, Status.CLOSING}
    }
    today = setting.calendar.midnight(setting.calendar.local(setting.now).date())
    told = outbox.digests_told(session, setting.home.id, before=today)
    changes, seq = _changes(session, setting, min(told.values(), default=0))
    week_ago = today - timedelta(days=7)
    return DigestFacts(
        accounts=tuple(about.values()),
        open=tuple(QuestionFacts(q, about[q.account_id]) for q in questions.open_ones(scope)),
        unsigned=tuple(QuestionFacts(q, about[q.account_id]) for q in questions.unsigned(scope)),
        unregistered=tuple(QuestionFacts(q, about[q.account_id]) for q in diary.without_number(scope)),
        waiting=tuple(_approvals(session, undecided).values()),
        gaps=tuple(facts for facts in _gaps(session, setting, about).values() if facts.gaps),
        cases=tuple(
            CaseFacts(case, lacks, about[case.account_id])
            for case, lacks in moderation.unfinished(scope, tuple(about))
        ),
        consents=tuple(
            ConsentFacts(post, about[post.account_id]) for post, _lacks in posts.unfinished(scope)
        ),
        changes=changes,
        seq=seq,
        told=told,
        told_first=max(told.values(), default=0),
        choices=digests.by_person(session, setting.home.id),
        weekly=last_whole_week(scope, inventory.taken(scope)),
        operators=_operators(session, setting),
        carried=outbox.carried_since(session, setting.home.id, week_ago),
    )  # fmt: skip


def _operators(session: Session, setting: Setting) -> tuple[int, ...]:
    """Administrators who are reached in a chat; where there is none, whoever runs the bot is there and sees it."""
    if not setting.home.chat_is_open:
        return ()
    reached = people.in_a_chat(session, setting.home.id)
    return tuple(id for id in setting.staff.admins if id in reached)


def _changes(session: Session, setting: Setting, seq: int) -> tuple[tuple[AccountChange, ...], int]:
    """Account changes after the audit log's row `seq`, and its last row."""
    rows = audit.after(session, setting.home.id, seq, "account.")
    changes = tuple(AccountChange(row.subject.partition(":")[2], row.action, row.seq) for row in rows)
    return changes, audit.last_seq(session, setting.home.id)


def of_meetings(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, MeetingFacts]:
    """Family.MEETING."""
    found = {row.id: row for row in _rows(session, setting, Meeting, ids)}
    members = _council(session, setting)
    agenda: dict[int | None, tuple[str, ...]] = {}
    items = select(AgendaItem).where(col(AgendaItem.meeting_id).in_(tuple(found)))
    for item in session.exec(items.order_by(col(AgendaItem.id))):
        agenda[item.meeting_id] = (*agenda.get(item.meeting_id, ()), item.text)
    answers: dict[int, dict[int, Attendance]] = {}
    attended: set[int] = set()
    for row in session.exec(select(Attendance).where(col(Attendance.meeting_id).in_(tuple(found)))):
        if row.answer is not None:
            answers.setdefault(row.meeting_id, {})[row.person_id] = row
        attended |= {row.meeting_id} if row.attended is not None else set()
    return {
        id: MeetingFacts(row, members, agenda.get(id, ()), answers.get(id, {}), id in attended)
        for id, row in found.items()
    }


def _council(session: Session, setting: Setting) -> tuple[int, ...]:
    return tuple(person.id for person in meetings.members(setting.scope(session)))


def of_tasks(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, TaskFacts]:
    """Family.TASK."""
    return {row.id: TaskFacts(row) for row in _rows(session, setting, Task, ids)}


def of_crises(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, CrisisFacts]:
    """Family.CRISIS."""
    members = _council(session, setting)
    return {row.id: CrisisFacts(row, members) for row in _rows(session, setting, Crisis, ids)}


def of_disclosures(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, DisclosureFacts]:
    """Family.DISCLOSURE."""
    rows = _rows(session, setting, Disclosure, ids)
    slugs = disclosures.slugs(session, setting.home.id, rows)
    return {row.id: DisclosureFacts(row, slugs.get(row.account_id or 0)) for row in rows}


def of_evaluations(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, EvaluationFacts]:
    """Family.EVALUATION."""
    about = _abouts(session, setting, ids)
    period = worktime.half_year(setting.now, setting.calendar)
    evaluated = evaluations.answered(session, about, period)
    last = posts.last_activity(session, setting.calendar, [each.account for each in about.values()])
    return {id: EvaluationFacts(each, id in evaluated, last.get(id)) for id, each in about.items()}


def of_evidence(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, EvidenceFacts]:
    """Family.EVIDENCE, whose subject is the workspace."""
    files = custody.faulty(session, setting.home.id)
    faults = tuple((file.number, file.fault, file.about or "") for file in files if file.fault)
    found_at = max((file.checked_at or setting.now for file in files), default=setting.now)
    return {id: EvidenceFacts(faults, found_at) for id in ids}


def of_links(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, LinkFacts]:
    """Family.LINK, which has one subject."""
    notes = outbox.standing(session, setting.home.id, Family.LINK, ids)
    home = setting.home.id
    holds = chain.holds(session, home)
    mended = outbox.linked(session, home) | administrators.decided(session, home)
    return {id: LinkFacts(tuple(n for n in notes if n.subject_id == id), mended, holds) for id in ids}


Loader = Callable[[Session, Setting, Iterable[int]], Mapping[int, Any]]

LOADERS: Mapping[Family, Loader] = {
    Family.QUESTION: of_questions,
    Family.CASE: of_cases,
    Family.CONSENT: of_consents,
    Family.POSTING: of_posting,
    Family.INACTIVITY: of_inactivity,
    Family.SNAPSHOT: of_snapshots,
    Family.APPROVAL: of_approvals,
    Family.GAPS: of_gaps,
    Family.PLAN: of_plans,
    Family.DIGEST: of_digests,
    Family.LINK: of_links,
    Family.MEETING: of_meetings,
    Family.TASK: of_tasks,
    Family.CRISIS: of_crises,
    Family.EVALUATION: of_evaluations,
    Family.SUPERVISION: of_supervision,
    Family.DISCLOSURE: of_disclosures,
    Family.EVIDENCE: of_evidence,
}
