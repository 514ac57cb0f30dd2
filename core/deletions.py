"""Deletion under a decision: proposed, decided by a second person, carried out; and what is stopped from it (S4)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, Session, col, select

from core import audit
from core.accounts import Account
from core.errors import FieldError, Refused
from core.evidence import Kept, register
from core.numbers import next_number
from core.policy.records import Deletable, RetentionRule
from core.scope import Scope
from core.table import Table, one_of, spanning
from core.words import _

FILE = "file:"  # what the name of a message begins with that is a file


class DeletionStage(StrEnum):
    """How far a deletion has come."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    DONE = "done"
    DROPPED = "dropped"


class Deletion(Table, table=True):
    """A deletion of chosen kinds, of an account or of all, of what was settled before a local day.

    `items` are the ids by kind, as they were proposed; they are emptied when it is done. `counts` say what was deleted,
    by kind, and what else went with it. `rule` is the retention rule it rests on, where the guideline has one.
    """

    __table_args__ = (UniqueConstraint("workspace_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    number: str = Field(max_length=20)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    before: date
    rule: str | None = Field(default=None, max_length=60)
    standing: bool = False
    items: dict[str, list[int]] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    counts: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    decision: str | None = Field(default=None, max_length=300)
    proposed_by: int = Field(foreign_key="person.id")
    proposed_at: datetime
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
    stage: DeletionStage = Field(default=DeletionStage.PROPOSED, sa_column=one_of(DeletionStage))
    closed_by: int | None = Field(default=None, foreign_key="person.id")
    closed_at: datetime | None = None
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")


class Hold(Table, table=True):
    """A stop (*gallringsstopp*): nothing of the account, or of the entry with that number, is deleted meanwhile."""

    __tablename__ = "deletion_hold"
    __table_args__ = (UniqueConstraint("workspace_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    number: str = Field(max_length=20)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    item: str | None = Field(default=None, max_length=20)
    reason: str = Field(max_length=300)
    placed_by: int = Field(foreign_key="person.id")
    placed_at: datetime
    lifted_by: int | None = Field(default=None, foreign_key="person.id")
    lifted_at: datetime | None = None


class Erasure(Table, table=True):
    """Something outside the database that a deletion takes along: a stored file, or a message of the bot's in a chat.

    A message is tried at `next_try_at`, until it is done or given up. A file has no door; its hash goes with it.
    """

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    deletion_id: int = Field(foreign_key="deletion.id", index=True)
    sha256: str | None = Field(default=None, max_length=64)
    door: str | None = Field(default=None, max_length=20)
    channel: str | None = Field(default=None, max_length=255)
    message: str | None = Field(default=None, max_length=255)
    next_try_at: datetime | None = Field(default=None, index=True)
    done_at: datetime | None = None
    error: str | None = Field(default=None, max_length=300)


def subject(deletion: Deletion) -> str:
    """The deletion's name in the audit log."""
    return f"deletion:{deletion.number}"


def rule_of(scope: Scope, rule_id: str | None) -> RetentionRule | None:
    """The guideline's retention rule with that id."""
    return next((rule for rule in scope.policy.retention.rules if rule.id == rule_id), None)


# Stops


def hold(scope: Scope, reason: str, account: Account | None = None, item: str | None = None) -> Hold:
    """Stops the deletion of an account's entries, or of one entry (S4)."""
    made = Hold(
        workspace_id=scope.workspace_id, number=next_number(scope, "H"), account_id=account.id if account else None,
        item=item, reason=reason, placed_by=scope.doer.id, placed_at=scope.now,
    )  # fmt: skip
    scope.session.add(made)
    scope.session.flush()
    name = f"hold:{made.number}"
    audit.record(scope, "deletion.held", name, account=account.slug if account else None, item=item)
    return made


def lift(scope: Scope, stop: Hold) -> None:
    """Takes a stop away. Refused when it is away already."""
    if stop.lifted_at is not None:
        raise Refused(_("{number} is lifted already.", number=stop.number))
    stop.lifted_at, stop.lifted_by = scope.now, scope.doer.id
    audit.record(scope, "deletion.lifted", f"hold:{stop.number}")


def holds(scope: Scope) -> list[Hold]:
    """The stops that stand, in order."""
    query = select(Hold).where(Hold.workspace_id == scope.workspace_id, col(Hold.lifted_at).is_(None))
    return list(scope.session.exec(query.order_by(col(Hold.id))))


def identify_hold(session: Session, workspace_id: int, number: str) -> Hold | None:
    """The stop with that number."""
    query = select(Hold).where(Hold.workspace_id == workspace_id, Hold.number == number.upper())
    return session.exec(query).first()


# The way to a deletion


def propose(
    scope: Scope,
    items: Mapping[Deletable, Iterable[int]],
    before: date,
    account: Account | None,
    rule: RetentionRule | None,
) -> Deletion:
    """Proposes a deletion (S4). One under a standing decision is decided by that (M14). Refused of nothing."""
    chosen = {kind.value: sorted(ids) for kind, ids in items.items() if ids}
    if not chosen:
        raise Refused(
            _("There is nothing such to delete."),
            _("Look at what is due, and at what is stopped: gallring förslag"),
        )
    standing = rule is not None and rule.standing
    made = Deletion(
        workspace_id=scope.workspace_id, number=next_number(scope, "G"), account_id=account.id if account else None,
        before=before, rule=rule.id if rule else None, standing=standing, items=chosen,
        counts={kind: len(ids) for kind, ids in chosen.items()}, decision=rule.decision if rule and standing else None,
        proposed_by=scope.doer.id, proposed_at=scope.now,
        stage=DeletionStage.DECIDED if standing else DeletionStage.PROPOSED,
    )  # fmt: skip
    scope.session.add(made)
    scope.session.flush()
    audit.record(
        scope, "deletion.proposed", subject(made),
        account=account.slug if account else None, before=before, rule=made.rule, standing=standing, counts=made.counts,
    )  # fmt: skip
    return made


def decide(scope: Scope, deletion: Deletion, decision: str) -> None:
    """A second person says by which decision it is done (S4, M9, H17). Refused for who proposed it."""
    _must_be(deletion, DeletionStage.PROPOSED)
    if deletion.proposed_by == scope.doer.id:
        raise Refused(
            _("You have proposed {number} yourself.", number=deletion.number),
            _("Another of the registrar, communications and administrators decides."),
        )
    deletion.decision, deletion.decided_by, deletion.decided_at = decision, scope.doer.id, scope.now
    deletion.stage = DeletionStage.DECIDED
    audit.record(scope, "deletion.decided", subject(deletion), decision=decision)


def drop(scope: Scope, deletion: Deletion) -> None:
    """It comes to nothing. Refused when it is done."""
    _must_be(deletion, DeletionStage.PROPOSED, DeletionStage.DECIDED)
    deletion.items = {}
    _close(scope, deletion, DeletionStage.DROPPED)
    audit.record(scope, "deletion.dropped", subject(deletion))


def must_be_decided(deletion: Deletion) -> None:
    """Refused unless it may be carried out."""
    _must_be(deletion, DeletionStage.DECIDED)


def _must_be(deletion: Deletion, *stages: DeletionStage) -> None:
    if deletion.stage in stages:
        return
    if deletion.stage is DeletionStage.PROPOSED:
        raise Refused(
            _("{number} is not decided yet.", number=deletion.number),
            _(
                'Somebody else than who proposed it does: gallring besluta {number} beslut="…"',
                number=deletion.number,
            ),
        )
    raise Refused(
        _("{number} is closed already, or decided.", number=deletion.number),
        _("Look at it: gallring visa {number}", number=deletion.number),
    )


def done(scope: Scope, deletion: Deletion, counts: dict[str, int]) -> None:
    """It is carried out: what is kept of it is how many of what (S4)."""
    deletion.items, deletion.counts = {}, counts
    _close(scope, deletion, DeletionStage.DONE)
    audit.record(scope, "deletion.done", subject(deletion), decision=deletion.decision, counts=counts)


def _close(scope: Scope, deletion: Deletion, stage: DeletionStage) -> None:
    deletion.stage, deletion.closed_by, deletion.closed_at = stage, scope.doer.id, scope.now


def keep_protocol(scope: Scope, deletion: Deletion, kept: Kept) -> None:
    """The protocol's file, which is in the store."""
    deletion.file_id = register(scope, kept).id
    audit.record(scope, "deletion.protocol", subject(deletion), sha256=kept.sha256)


def identify(session: Session, workspace_id: int, number: str) -> Deletion | None:
    """The deletion with that number."""
    query = select(Deletion).where(Deletion.workspace_id == workspace_id, Deletion.number == number.upper())
    return session.exec(query).first()


def under_way(scope: Scope, kind: Deletable, row_id: int) -> Deletion | None:
    """The deletion that is proposed or decided of that entry, or of that person."""
    query = select(Deletion).where(
        Deletion.workspace_id == scope.workspace_id,
        col(Deletion.stage).in_((DeletionStage.PROPOSED, DeletionStage.DECIDED)),
    )
    return next(
        (found for found in scope.session.exec(query) if row_id in found.items.get(kind.value, ())), None
    )


def undecided(scope: Scope) -> list[Deletion]:
    """Proposals that wait for another person's decision, the oldest first."""
    query = select(Deletion).where(
        Deletion.workspace_id == scope.workspace_id,
        Deletion.stage == DeletionStage.PROPOSED,
        Deletion.proposed_by != scope.doer.id,
    )
    return list(scope.session.exec(query.order_by(col(Deletion.id))))


def latest(scope: Scope, most: int) -> list[Deletion]:
    """The latest deletions, the newest first."""
    query = select(Deletion).where(Deletion.workspace_id == scope.workspace_id)
    return list(scope.session.exec(query.order_by(col(Deletion.id).desc()).limit(most)))


# What is taken along outside the database


def erasures(session: Session, deletion: Deletion) -> list[Erasure]:
    """What a deletion takes along."""
    query = select(Erasure).where(Erasure.deletion_id == deletion.id)
    return list(session.exec(query.order_by(col(Erasure.id))))


def waiting(session: Session, door: str, now: datetime, workspace_id: int | None = None) -> list[Erasure]:
    """The messages of a door that are to be taken back now."""
    query = select(Erasure).where(
        Erasure.door == door, col(Erasure.done_at).is_(None), col(Erasure.next_try_at) <= now
    )
    if workspace_id is not None:
        query = query.where(Erasure.workspace_id == workspace_id)
    return list(session.exec(spanning(query.order_by(col(Erasure.id)))))


def settle(
    session: Session, erasure_id: int, now: datetime, error: str = "", again_at: datetime | None = None
) -> None:
    """What became of it: gone, given up for a reason, or to be tried again."""
    row: Any = session.get(Erasure, erasure_id)
    row.error, row.next_try_at = error[:300] or None, again_at
    row.done_at = now if not error else None
    row.sha256 = row.sha256 if error else None


def must_have_one(account: Account | None, item: str | None) -> None:
    """FieldError unless it is one of the two."""
    if bool(account) == bool(item):
        raise FieldError(
            "item" if account else "account", _("Give an account or an entry's number, one of them.")
        )
