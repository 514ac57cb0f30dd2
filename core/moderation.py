"""Moderation cases: what was hidden or removed, the evidence kept, and what is still missing (F12, F13, S9, S10)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Column, Index, UniqueConstraint, bindparam, or_
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, col, select

from core import audit, pseudonyms, supervision
from core.accounts import Account
from core.errors import FieldError, Refused
from core.evidence import Kept, StoredFile, register
from core.logbook import Author, LogRow, audited, must_stand, replace, subject
from core.numbers import next_number
from core.policy.model import Policy
from core.policy.moderation import Category, Judgement
from core.scope import Scope
from core.table import CitizensWords, Table, columns_of, one_of
from core.together import Together
from core.watch import Family, wake
from core.words import _


class Action(StrEnum):
    """What was done on the medium."""

    HIDDEN = "hidden"
    REMOVED = "removed"
    BLOCKED = "blocked"
    REPORTED = "reported"


class FollowUp(StrEnum):
    """What a case can still lack."""

    EVIDENCE = "evidence"
    POLICE_REPORT = "police_report"
    JUDGEMENT = "judgement"
    BLOCK_REASON = "block_reason"
    DIARY = "diary"
    AUTHOR = "author"


class Case(LogRow, table=True):
    """One moderation action. Evidence is a file, the place it is kept or a diary number (S10).

    `author` wrote what was removed (G8), and was told at `author_told_at`. `review_on` is the day a block is looked at
    again where it is not the policy's (S11). `profile` is an address or user name of who is blocked; lists have the
    `pseudonym` it goes by (S5).
    """

    __tablename__ = "moderation_case"
    __table_args__ = (
        UniqueConstraint("workspace_id", "number"),
        Index(None, "account_id", "happened_at"),
    )

    category: str = Field(max_length=60)
    action: Action = Field(sa_column=one_of(Action))
    judgement: Judgement = Field(sa_column=one_of(Judgement))
    count: int = 1
    happened_at: datetime
    link: str | None = Field(default=None, max_length=1000)
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    place: str | None = Field(default=None, max_length=300)
    police_report: str | None = Field(default=None, max_length=60)
    diary_number: str | None = Field(default=None, max_length=60)
    block_reason: str | None = Field(default=None, max_length=500)
    profile: str | None = Field(default=None, sa_column=Column(CitizensWords, nullable=True))
    pseudonym: str | None = Field(default=None, max_length=6)
    author: Author = Field(default=Author.CITIZEN, sa_column=one_of(Author))
    author_told_at: datetime | None = None
    review_on: date | None = None
    unblocked_at: datetime | None = None

    @property
    def blocks(self) -> bool:
        """Whether a person is blocked, as far as is known."""
        return self.action is Action.BLOCKED and self.unblocked_at is None and self.voided_at is None


class Waiver(Table, table=True):
    """A follow-up closed with a reason instead of what it asked for."""

    case_id: int = Field(primary_key=True, foreign_key="moderation_case.id")
    follow_up: FollowUp = Field(sa_column=one_of(FollowUp, primary_key=True))
    workspace_id: int = Field(foreign_key="workspace.id")
    reason: str = Field(max_length=500)
    person_id: int = Field(foreign_key="person.id")
    decided_at: datetime


def record(
    scope: Scope,
    account: Account,
    category: Category,
    action: Action,
    happened_at: datetime,
    *,
    judgement: Judgement | None = None,
    file: Kept | None = None,
    posted_at: datetime | None = None,
    **details: Any,
) -> Case:
    """Records what was done (F12, F13). It is never refused for what it lacks; that is followed up.

    `posted_at` is when what the file shows was written.
    `details`: link, place, police_report, diary_number, block_reason, profile, review_on, author, count. A file for
    material that nobody may hold is a FieldError (S9), as is a judgement the category can't have.
    """
    check(category, judgement, has_file=file is not None, place=details.get("place"))
    details = _with_pseudonym(scope, account, action, details)
    number = next_number(scope, "M")
    stored = _evidence(scope, account.id, number, file, details.get("link"), posted_at)
    case = Case(
        workspace_id=scope.workspace_id, number=number, account_id=account.id,
        recorded_by=scope.doer.id, recorded_at=scope.now, door=scope.door,
        category=category.id, action=action, happened_at=happened_at,
        judgement=judgement or category.judgements[0], file_id=stored.id if stored else None, **details,
    )  # fmt: skip
    scope.session.add(case)
    scope.session.flush()
    audit.record(
        scope, "moderation.recorded", subject(case), happened_at,
        account=account.slug, category=case.category, action=action, judgement=case.judgement,
        evidence=stored.sha256 if stored else None, **audited(Case, details),
    )  # fmt: skip
    supervision.seen(scope, account.id, happened_at)
    supervision.after_removal(scope, account, happened_at)
    wake(scope, case.id, Family.CASE)
    return case


def _evidence(
    scope: Scope, account_id: int, about: str, file: Kept | None, link: str | None, posted_at: datetime | None
) -> StoredFile | None:
    """A file that was handed in just after it was taken, of what the link leads to."""
    if file is None:
        return None
    return register(scope, file, scope.now, account_id=account_id, about=about, url=link, posted_at=posted_at)


def _with_pseudonym(scope: Scope, account: Account, action: Action, given: dict[str, Any]) -> dict[str, Any]:
    """With the pseudonym of who is blocked, where a profile is given: the same for the same on the platform (S5)."""
    profile = given.get("profile")
    if profile is None:
        return given
    if action is not Action.BLOCKED:
        raise FieldError("profile", _("Whose profile it is is noted only when somebody is blocked."))
    query = select(Case.profile, Case.pseudonym).join(Account, col(Account.id) == col(Case.account_id))
    query = query.where(
        Case.workspace_id == scope.workspace_id,
        Account.platform == account.platform,
        col(Case.profile).is_not(None),
    )
    known = {str(each): str(pseudonym) for each, pseudonym in scope.session.exec(query)}
    return given | {"pseudonym": pseudonyms.of(pseudonyms.checked(profile), known)}


def check(
    category: Category, judgement: Judgement | None, *, has_file: bool, place: str | None = None
) -> None:
    """FieldError when a file, a place of one, or a judgement can't go with the category (S9, F13)."""
    if category.keeps_no_evidence and (has_file or place):
        raise FieldError(
            "evidence" if has_file else "place",
            _(
                "Never save or send such pictures: holding them is a crime. "
                "Give link, time and police report only."
            ),
        )
    if judgement and judgement not in category.judgements:
        raise FieldError("judgement", _("{category} can't be judged so.", category=category.name))


def complete(
    scope: Scope,
    case: Case,
    policy: Policy,
    *,
    action: Action | None = None,
    judgement: Judgement | None = None,
    file: Kept | None = None,
    posted_at: datetime | None = None,
    **details: Any,
) -> None:
    """Fills in what a case lacked, or its next step (hidden, then removed). FieldError as `record`."""
    must_stand(case)
    if case.blocks and action not in {None, Action.BLOCKED}:
        raise FieldError("action", _("The person is blocked: blockering häv {number}", number=case.number))
    check(
        policy.moderation.category(case.category),
        judgement,
        has_file=file is not None,
        place=details.get("place"),
    )
    if stored := _evidence(scope, case.account_id, case.number, file, case.link, posted_at):
        case.file_id, details["evidence"] = stored.id, stored.sha256
    account = scope.session.get_one(Account, case.account_id)
    details = _with_pseudonym(scope, account, action or case.action, details)
    given = {"action": action, "judgement": judgement, **details}
    changed = {field: value for field, value in given.items() if value is not None}
    for field, value in changed.items():
        if field != "evidence":
            setattr(case, field, value)
    if changed:
        audit.record(scope, "moderation.completed", subject(case), **audited(Case, changed))
    supervision.seen(scope, case.account_id, scope.now)
    wake(scope, case.id, Family.CASE)


def waive(scope: Scope, case: Case, follow_up: FollowUp, reason: str) -> None:
    """Closes a follow-up with a reason (F13: the police report by the manager's). Refused when nothing lacks it."""
    must_stand(case)
    if follow_up not in lacking(scope, case):
        raise Refused(
            _("{number} does not lack that.", number=case.number),
            _("Look at what it lacks: moderering visa {number}", number=case.number),
        )
    scope.session.merge(
        Waiver(
            case_id=case.id,
            follow_up=follow_up,
            workspace_id=scope.workspace_id,
            reason=reason,
            person_id=scope.doer.id,
            decided_at=scope.now,
        )
    )
    scope.session.flush()
    audit.record(scope, "moderation.waived", subject(case), follow_up=follow_up, reason=reason)
    wake(scope, case.id, Family.CASE)


def correct(scope: Scope, case: Case, **changes: Any) -> Case:
    """A correcting row with a new number; what was closed with a reason stays closed."""
    category = scope.policy.moderation.category(changes.get("category", case.category))
    judgement = changes.get("judgement", case.judgement)
    if judgement not in category.judgements and "judgement" not in changes:
        changes["judgement"] = judgement = category.judgements[0]
    try:
        check(category, judgement, has_file=case.file_id is not None, place=changes.get("place", case.place))
    except FieldError as fault:
        raise FieldError(fault.field if fault.field in changes else "category", fault.text) from None
    account = scope.session.get_one(Account, changes.get("account_id", case.account_id))
    changes = _with_pseudonym(scope, account, changes.get("action", case.action), changes)
    new = replace(scope, case, next_number(scope, "M"), **changes)
    for waiver in scope.session.exec(select(Waiver).where(Waiver.case_id == case.id)):
        scope.session.add(Waiver(**waiver.model_dump(exclude={"case_id"}), case_id=new.id))
    wake(scope, case.id, Family.CASE)
    wake(scope, new.id, Family.CASE)
    return new


def tell_author(scope: Scope, case: Case, told_at: datetime) -> None:
    """Whoever wrote it was told what was done and why. FieldError before it was done; Refused for what S9 is about."""
    must_stand(case)
    if scope.policy.moderation.category(case.category).keeps_no_evidence:
        raise Refused(_("Nobody is written to about this: the police decides what happens next."))
    if told_at < case.happened_at:
        raise FieldError("at", _("That is before it was done."))
    case.author_told_at = told_at
    audit.record(scope, "moderation.author_told", subject(case), told_at)
    wake(scope, case.id, Family.CASE)


# The columns that say what a case lacks.
LACKING = (
    col(Case.id), col(Case.category), col(Case.file_id), col(Case.place), col(Case.diary_number), col(Case.judgement),
    col(Case.police_report), col(Case.action), col(Case.block_reason), col(Case.author), col(Case.author_told_at),
    col(Case.voided_at), col(Case.deleted_at),
)  # fmt: skip


def follow_ups(case: Case, policy: Policy, waived: frozenset[FollowUp] = frozenset()) -> tuple[FollowUp, ...]:
    """What the case still lacks, in the order it is asked for (F13, O9, S9, S10, S11)."""
    if case.voided_at or case.deleted_at:
        return ()
    category = policy.moderation.category(case.category)
    evidenced = case.file_id or case.place or case.diary_number
    reports = policy.moderation.police_report.value or category.keeps_no_evidence
    needs_police = reports and category.police and case.judgement is Judgement.CRIME
    tells = category.tell_author and case.author is Author.CITIZEN
    lacks = {
        FollowUp.EVIDENCE: not category.keeps_no_evidence and not evidenced,
        FollowUp.POLICE_REPORT: needs_police and not case.police_report,
        FollowUp.JUDGEMENT: case.judgement is Judgement.UNSURE,
        FollowUp.BLOCK_REASON: case.action is Action.BLOCKED and not case.block_reason,
        FollowUp.DIARY: category.diary and not case.diary_number,
        FollowUp.AUTHOR: tells and not case.author_told_at,
    }
    return tuple(kind for kind, missing in lacks.items() if missing and kind not in waived)


def waived(session: Session, case_ids: tuple[int, ...]) -> dict[int, frozenset[FollowUp]]:
    """The follow-ups closed with a reason, per case id."""
    return by_case(session.exec(select(Waiver).where(col(Waiver.case_id).in_(case_ids))))


def by_case(waivers: Iterable[Any]) -> dict[int, frozenset[FollowUp]]:
    """The follow-ups that were closed, per case id."""
    found: dict[int, frozenset[FollowUp]] = {}
    for waiver in waivers:
        found[waiver.case_id] = found.get(waiver.case_id, frozenset()) | {waiver.follow_up}
    return found


class Beside(NamedTuple):
    """What there is of a case beside its own row: what was closed with a reason, its evidence's numbers by id."""

    waivers: Sequence[Waiver]
    evidence: Mapping[int, str]

    @property
    def waived(self) -> frozenset[FollowUp]:
        """The follow-ups that were closed."""
        return frozenset(waiver.follow_up for waiver in self.waivers)


def beside(scope: Scope, case: Case) -> Beside:
    """All of it in one statement; a file also when it came with the row that this one corrects."""
    given = {"town": scope.workspace_id, "case": case.id, "number": case.number, "file": case.file_id}
    found = _beside().read(scope.session, **given)
    return Beside(found.waivers, dict(sorted(found.files)))


@cache
def _beside() -> Together:
    """Made when it is first needed."""
    return Together(
        waivers=select_columns(*columns_of(Waiver)).where(
            col(Waiver.workspace_id) == bindparam("town"), col(Waiver.case_id) == bindparam("case")
        ),
        files=select_columns(col(StoredFile.id), col(StoredFile.number)).where(
            col(StoredFile.workspace_id) == bindparam("town"),
            or_(col(StoredFile.about) == bindparam("number"), col(StoredFile.id) == bindparam("file")),
        ),
    )


def lacking(scope: Scope, case: Case) -> tuple[FollowUp, ...]:
    """What this case still lacks."""
    return follow_ups(case, scope.policy, waived(scope.session, (case.id,)).get(case.id, frozenset()))


def unfinished(scope: Scope, account_ids: tuple[int, ...]) -> list[tuple[Case, tuple[FollowUp, ...]]]:
    """Cases of the accounts that still lack something, oldest first, with what they lack."""
    query = (
        select(Case, col(Waiver.follow_up))
        .outerjoin(Waiver, col(Waiver.case_id) == col(Case.id))
        .where(col(Case.account_id).in_(account_ids), col(Case.voided_at).is_(None))
        .order_by(col(Case.recorded_at), col(Case.id))
    )
    rows = scope.session.exec(query).all()
    closed: dict[int, frozenset[FollowUp]] = {}
    for case, waived in rows:
        closed[case.id] = closed.get(case.id, frozenset()) | ({waived} if waived else frozenset())
    cases = {case.id: case for case, _waived in rows}
    lacks = ((case, follow_ups(case, scope.policy, closed[id])) for id, case in cases.items())
    return [(case, kinds) for case, kinds in lacks if kinds]


def identify(session: Session, workspace_id: int, number: str) -> Case | None:
    """The case with that number."""
    query = select(Case).where(Case.workspace_id == workspace_id, Case.number == number.upper())
    return session.exec(query).first()


def between(scope: Scope, start: datetime, end: datetime, account_id: int | None = None) -> list[Case]:
    """Cases that happened in [start, end), voided ones aside, oldest first."""
    query = select(Case).where(
        Case.workspace_id == scope.workspace_id,
        col(Case.voided_at).is_(None),
        Case.happened_at >= start,
        Case.happened_at < end,
    )
    if account_id is not None:
        query = query.where(Case.account_id == account_id)
    return list(scope.session.exec(query.order_by(col(Case.happened_at))))
