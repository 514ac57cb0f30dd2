"""A town changes its guideline: what that moves, and who decided it. Never half: one transaction moves all of it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Field, Session, col, select

from core import accounts, approvals, audit, moderation, outbox, posts, questions, watch, workspace
from core.accounts import Status
from core.errors import Refused
from core.policy import Category, Policy, with_retired
from core.policy.diff import Difference, differences
from core.scope import Scope
from core.table import Table
from core.watch import ACCOUNT_FAMILIES, Family
from core.words import _


class GuidelineChange(Table, table=True):
    """A change of guideline: to which and from which (name, and the text of one that is not built in), who decided."""

    __tablename__ = "guideline_change"

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    name: str = Field(max_length=60)
    text: str | None = None
    before_name: str = Field(max_length=60)
    before_text: str | None = None
    decision: str = Field(max_length=200)
    decided_by: int = Field(foreign_key="person.id")
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """A guideline to change to: its name, its file's text when it is not built in, and what that says."""

    name: str
    text: str | None
    policy: Policy


@dataclass(frozen=True, slots=True)
class Moved:
    """An open question whose due time becomes another; None for none. `account` is the account's slug."""

    question: str
    account: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does: values that differ, due times that move, requests that are approved by it.

    `code` names exactly this: whoever confirms has seen it, and nothing else has happened since.
    """

    differences: tuple[Difference, ...]
    moved: tuple[Moved, ...]
    approved: tuple[str, ...]
    code: str


def effect(scope: Scope, proposal: Proposal) -> Effect:
    """What a change would do; nothing is written. Refused where material nobody may keep would become ordinary (S9)."""
    _keeps_what_is_never_kept(scope.policy, proposal.policy)
    moved = tuple(_moved(scope, proposal.policy))
    approved = tuple(account.slug for account in _complete(scope, proposal.policy))
    found = differences(scope.policy, proposal.policy)
    return Effect(found, moved, approved, _code(scope, proposal, moved, approved))


def adopt(scope: Scope, proposal: Proposal, decision: str) -> GuidelineChange:
    """Changes the guideline by a decision: due times are reckoned anew, and everything is looked at again."""
    home, before = scope.workspace, scope.policy
    calendar = workspace.calendar_of(home, proposal.policy)
    complete = _complete(scope, proposal.policy)
    change = GuidelineChange(
        workspace_id=home.id, name=proposal.name, text=proposal.text,
        before_name=home.policy, before_text=home.policy_text,
        decision=decision, decided_by=scope.doer.id, decided_at=scope.now,
    )  # fmt: skip
    scope.session.add(change)
    home.policy, home.policy_text = proposal.name, proposal.text
    home.retired_categories = _retired(before, proposal.policy)
    scope.session.add(home)
    scope.session.flush()
    audit.record(
        scope, "workspace.guideline", f"workspace:{home.slug}",
        policy=proposal.name, before=change.before_name, decision=decision, sha256=_digest(proposal.text),
    )  # fmt: skip
    after = with_retired(proposal.policy, home.retired_categories)
    questions.reckon_anew(scope, after, calendar)
    for account in complete:
        accounts.set_status(scope, account, Status.APPROVED, decision=decision)
    _wake_everything(scope, replace(scope, policy=after, calendar=calendar))
    return change


def latest(session: Session, workspace_id: int) -> GuidelineChange | None:
    """The last change of guideline; None where it is the one the workspace began with."""
    query = select(GuidelineChange).where(GuidelineChange.workspace_id == workspace_id)
    return session.exec(query.order_by(col(GuidelineChange.id).desc()).limit(1)).first()


def _keeps_what_is_never_kept(before: Policy, after: Policy) -> None:
    kinds = {category.id: category for category in after.moderation.categories}
    for category in before.moderation.known:
        new = kinds.get(category.id)
        if category.keeps_no_evidence and new and not new.keeps_no_evidence:
            raise Refused(
                _("In that guideline a picture of {category} could be kept.", category=category.name),
                _('Give the category {id} evidence = "never".', id=category.id),
            )


def _moved(scope: Scope, policy: Policy) -> Iterable[Moved]:
    moved = questions.reckoned_anew(scope, policy, workspace.calendar_of(scope.workspace, policy))
    slugs = {account.id: account.slug for account in accounts.listed(scope)}
    for question in questions.open_ones(scope):
        if question.id in moved:
            yield Moved(question.number, slugs[question.account_id], question.due_at, moved[question.id])


def _complete(scope: Scope, policy: Policy) -> list[accounts.Account]:
    """The requests of which the new chain has nothing left to approve."""
    asked = accounts.listed(scope, Status.REQUESTED)
    steps = approvals.waiting_steps_of(replace(scope, policy=policy), asked) if asked else {}
    return [account for account in asked if not steps[account.id]]


def _retired(before: Policy, after: Policy) -> list[dict[str, Any]]:
    """The categories that cases may have, and that the new guideline does not know."""
    kept = {category.id for category in after.moderation.categories}
    gone: Iterable[Category] = (each for each in before.moderation.known if each.id not in kept)
    return [each.model_dump(mode="json") for each in gone]


def _wake_everything(scope: Scope, after: Scope) -> None:
    """What holds by the new guideline, and what was said by the old one."""
    ids = [account.id for account in accounts.listed(scope)]
    matters = {(family, id) for id in ids for family in ACCOUNT_FAMILIES}
    asked = (*questions.open_ones(after), *questions.unsigned(after))
    matters |= {(Family.QUESTION, question.id) for question in asked}
    matters |= {(Family.CASE, case.id) for case, _lacks in moderation.unfinished(after, tuple(ids))}
    matters |= {(Family.CONSENT, post.id) for post, _lacks in posts.unfinished(after)}
    matters |= outbox.open_matters(scope.session, scope.workspace_id)
    watch.wake_many(scope, sorted(matters | {(Family.DIGEST, scope.workspace_id)}))


def _digest(text: str | None) -> str | None:
    return hashlib.sha256(text.encode()).hexdigest() if text else None


def _code(scope: Scope, proposal: Proposal, moved: tuple[Moved, ...], approved: tuple[str, ...]) -> str:
    said = [
        scope.workspace.policy, scope.workspace.policy_text, proposal.name, proposal.text,
        [[each.question, str(each.after)] for each in moved], approved,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:8]
