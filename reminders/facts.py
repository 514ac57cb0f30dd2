"""What the rules look at, read in bulk: a bounded number of statements a family, however many matters are due."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session, col, func, select

from core import (
    accounts,
    audit,
    digests,
    gaps,
    inventory,
    moderation,
    outbox,
    people,
    posts,
    questions,
    snapshots,
    worktime,
)
from core.accounts import Account, AccountEditor, Assignment, Status
from core.approvals import Approval, Decision
from core.digests import DigestChoice
from core.gaps import Gap, GapKind
from core.moderation import Case, FollowUp
from core.outbox import Carried, Reminder
from core.overview.weekly import Weekly, last_whole_week
from core.people import Person
from core.policy.model import Step
from core.posts import Activity, Post
from core.questions import Question
from core.watch import Family
from reminders.setting import Setting, Staff, weekly, whole_weeks

R = TypeVar("R", Account, Question, Case, Post)


@dataclass(frozen=True, slots=True)
class About:
    """An account and the ids of who works with it, the one responsible first; and of who would, but is away."""

    account: Account
    editors: tuple[int, ...] = ()
    away: tuple[int, ...] = ()


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
    """A post and its account."""

    post: Post
    about: About


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
    """Whether there is a snapshot of the current half-year."""

    about: About
    taken: bool


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """Who has taken which step of the account's latest request."""

    about: About
    taken: Mapping[Step, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GapFacts:
    """What an account lacks, and since when."""

    about: About
    gaps: tuple[tuple[Gap, datetime], ...]


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
    """Notes to people about people: who is to be linked, who can't be reached; and who is linked by now."""

    notes: tuple[Reminder, ...]
    linked: frozenset[str]


def _rows(session: Session, setting: Setting, kind: type[R], ids: Iterable[int]) -> list[R]:
    query = select(kind).where(col(kind.id).in_(tuple(ids)), kind.workspace_id == setting.home.id)
    return list(session.exec(query))


def _abouts(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, About]:
    """The accounts with those ids and who works with them; those who have left aside."""
    found = {account.id: account for account in _rows(session, setting, Account, frozenset(ids))}
    return _with_editors(session, setting, found)


def _with_editors(session: Session, setting: Setting, found: Mapping[int, Account]) -> dict[int, About]:
    edits: dict[int, set[int]] = {}
    for row in session.exec(select(AccountEditor).where(col(AccountEditor.account_id).in_(tuple(found)))):
        edits.setdefault(row.account_id, set()).add(row.person_id)
    return {id: _about(account, edits.get(id, set()), setting.staff) for id, account in found.items()}


def _about(account: Account, administrators: set[int], staff: Staff) -> About:
    everybody = _first(account.responsible_id, administrators, staff)
    away = tuple(id for id in everybody if not staff.is_here(id))
    return About(account, tuple(id for id in everybody if id not in away), away)


def _first(responsible: int | None, administrators: set[int], staff: Staff) -> tuple[int, ...]:
    ordered = (responsible, *(id for id in staff.people if id in administrators and id != responsible))
    return tuple(id for id in ordered if id is not None and id in staff.people)


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
    taken = snapshots.taken(session, about, worktime.half_year(setting.now, setting.calendar))
    return {id: SnapshotFacts(each, id in taken) for id, each in about.items()}


def of_approvals(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, ApprovalFacts]:
    """Family.APPROVAL."""
    return _approvals(session, _abouts(session, setting, ids))


def _approvals(session: Session, about: Mapping[int, About]) -> dict[int, ApprovalFacts]:
    taken: dict[int, dict[Step, int]] = {}
    query = select(Approval).where(
        col(Approval.account_id).in_(tuple(about)), Approval.decision == Decision.APPROVED
    )
    for approval in session.exec(query):
        if approval.decided_at >= about[approval.account_id].account.requested_at:
            taken.setdefault(approval.account_id, {})[approval.step] = approval.person_id
    return {id: ApprovalFacts(each, taken.get(id, {})) for id, each in about.items()}


def of_gaps(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, GapFacts]:
    """Family.GAPS."""
    return _gaps(session, setting, _abouts(session, setting, ids))


def _gaps(session: Session, setting: Setting, about: Mapping[int, About]) -> dict[int, GapFacts]:
    """What each account lacks, and since when by what is on record."""
    everyone = {id for each in about.values() for id in each.editors}
    trained = people.trained(session, everyone)
    since = _since(session, about)
    assigned = frozenset[tuple[int, int]]()
    for row in session.exec(select(Assignment).where(col(Assignment.account_id).in_(tuple(about)))):
        pair = (row.account_id, row.person_id)
        if row.ended_at is None:
            assigned |= {pair}
        else:
            since[pair] = max(row.ended_at, since.get(pair, row.ended_at))
    approved = _approved_at(session, about)
    made: dict[int, GapFacts] = {}
    for id, each in about.items():
        editors = [setting.staff.people[e] for e in (*each.editors, *each.away)]
        have = frozenset(person for account, person in assigned if account == id)
        found = gaps.found(setting.policy, each.account, editors, have, trained)
        named = {person.slug: person for person in editors}
        made[id] = GapFacts(
            each,
            tuple((gap, _arose(gap, each.account, since, approved.get(id), named)) for gap in found),
        )
    return made


def _since(session: Session, about: Mapping[int, About]) -> dict[tuple[int, int], datetime]:
    """When each editor became one, by (account id, person id)."""
    query = select(AccountEditor).where(col(AccountEditor.account_id).in_(tuple(about)))
    since = {(row.account_id, row.person_id): row.since for row in session.exec(query)}
    for id, each in about.items():
        account = each.account
        if account.responsible_id and account.responsible_since:
            since[id, account.responsible_id] = account.responsible_since
    return since


def _approved_at(session: Session, about: Mapping[int, About]) -> dict[int, datetime]:
    query = select(Approval.account_id, func.max(Approval.decided_at)).where(
        col(Approval.account_id).in_(tuple(about)), Approval.decision == Decision.APPROVED
    )
    return dict(session.exec(query.group_by(col(Approval.account_id))).all())


def _arose(
    gap: Gap,
    account: Account,
    since: Mapping[tuple[int, int], datetime],
    approved: datetime | None,
    named: Mapping[str, Person],
) -> datetime:
    """When a gap arose: when the account came so far, or the person (or the lack of one) came to it later."""
    person = named.get(gap.person)
    early = approved or account.activated_at or account.requested_at
    base = early if gap.kind in {GapKind.ASSIGNMENT, GapKind.RESPONSIBLE} else account.activated_at or early
    if gap.kind is GapKind.RESPONSIBLE:
        return max(base, account.responsible_since or base)
    if person is None:
        return base
    came = max(base, since.get((account.id, person.id), base))
    return max(came, person.away_since or came) if gap.kind is GapKind.AWAY else came


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
        waiting=tuple(_approvals(session, undecided).values()),
        gaps=tuple(facts for facts in _gaps(session, setting, about).values() if facts.gaps),
        cases=tuple(
            CaseFacts(case, lacks, about[case.account_id])
            for case, lacks in moderation.unfinished(scope, tuple(about))
        ),
        consents=tuple(
            ConsentFacts(post, about[post.account_id]) for post in posts.without_consent_place(scope)
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


def of_links(session: Session, setting: Setting, ids: Iterable[int]) -> dict[int, LinkFacts]:
    """Family.LINK, which has one subject."""
    notes = outbox.standing(session, setting.home.id, Family.LINK, ids)
    linked = outbox.linked(session, setting.home.id)
    return {id: LinkFacts(tuple(n for n in notes if n.subject_id == id), linked) for id in ids}


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
    Family.DIGEST: of_digests,
    Family.LINK: of_links,
}
