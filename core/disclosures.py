"""Requests for public records: what is asked for, how it is gone through, and when it was released or refused (H23)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, Session, col, select

from core import audit
from core.accounts import Account
from core.errors import FieldError, Refused
from core.evidence import Kept, register
from core.numbers import next_number
from core.periods import Period
from core.scope import Scope
from core.table import CitizensWords, Table, one_of
from core.watch import Family, wake
from core.words import _


class Stage(StrEnum):
    """How far a request has come."""

    OPEN = "open"
    REVIEWED = "reviewed"
    RELEASED = "released"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Disclosure(Table, table=True):
    """A request for what is held of an account, a period, or one entry of the log (`item`, by its number).

    There is no field for who asks or why: nobody may be asked that (TF 2:18). What was held at `registered_at` is what
    is handed out. `seen_digest` is of what the last copy for review held, `reviewed_digest` of what was confirmed.
    """

    __table_args__ = (UniqueConstraint("workspace_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    number: str = Field(max_length=20)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    period: str | None = Field(default=None, max_length=30)
    item: str | None = Field(default=None, max_length=20)
    received_at: datetime
    diary_number: str | None = Field(default=None, max_length=60)
    registered_by: int = Field(foreign_key="person.id")
    registered_at: datetime
    seen_at: datetime | None = None
    seen_digest: str | None = Field(default=None, max_length=64)
    reviewed_at: datetime | None = None
    reviewed_by: int | None = Field(default=None, foreign_key="person.id")
    reviewed_digest: str | None = Field(default=None, max_length=64)
    stage: Stage = Field(default=Stage.OPEN, sa_column=one_of(Stage))
    closed_at: datetime | None = Field(default=None, index=True)
    closed_by: int | None = Field(default=None, foreign_key="person.id")
    lagrum: str | None = Field(default=None, max_length=200)
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    deleted_at: datetime | None = None
    deleted_by: str | None = Field(default=None, max_length=20)

    @property
    def is_open(self) -> bool:
        """Neither released, refused nor withdrawn."""
        return self.closed_at is None

    def taken(self, now: datetime) -> timedelta:
        """How long it took, or has taken so far."""
        return (self.closed_at or now) - self.received_at


class Mask(Table, table=True):
    """What is not handed out, and by which law: an entry, a field of it, or a passage wherever it stands in those.

    `item` is an entry's name in the extract, `field` a column's; `passage` words of its text; without an item it holds
    everywhere. `file_id` is a masked copy that is handed out instead of the entry's file.
    """

    __tablename__ = "disclosure_mask"
    __table_args__ = (UniqueConstraint("disclosure_id", "place"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    disclosure_id: int = Field(foreign_key="disclosure.id")
    place: int
    item: str | None = Field(default=None, max_length=200)
    field: str | None = Field(default=None, max_length=60)
    passage: str | None = Field(default=None, sa_column=Column(CitizensWords, nullable=True))
    lagrum: str = Field(max_length=200)
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    masked_by: int = Field(foreign_key="person.id")
    masked_at: datetime


def subject(disclosure: Disclosure) -> str:
    """The request's name in the audit log."""
    return f"disclosure:{disclosure.number}"


def ask(
    scope: Scope,
    received_at: datetime,
    *,
    account: Account | None = None,
    period: Period | None = None,
    item: str | None = None,
    diary_number: str | None = None,
) -> Disclosure:
    """Registers a request that came at a time (H23, H25)."""
    made = Disclosure(
        workspace_id=scope.workspace_id, number=next_number(scope, "U"), account_id=account.id if account else None,
        period=period.name if period else None, item=item, received_at=received_at, diary_number=diary_number,
        registered_by=scope.doer.id, registered_at=scope.now,
    )  # fmt: skip
    scope.session.add(made)
    scope.session.flush()
    audit.record(
        scope, "disclosure.asked", subject(made), received_at,
        account=account.slug if account else None, period=made.period, item=item, diary_number=diary_number,
    )  # fmt: skip
    wake(scope, made.id, Family.DISCLOSURE)
    return made


def must_be_open(disclosure: Disclosure) -> None:
    """Refused when it is released, refused or withdrawn."""
    if not disclosure.is_open:
        raise Refused(
            _("{number} is closed already.", number=disclosure.number),
            _("Look at it: utlämnande visa {number}", number=disclosure.number),
        )


# Going through it


def seen(scope: Scope, disclosure: Disclosure, digest: str) -> None:
    """A copy for review was handed to the actor, with what is held in clear; logged, as citizens' words are in it."""
    must_be_open(disclosure)
    disclosure.seen_at, disclosure.seen_digest = scope.now, digest
    audit.record(scope, "disclosure.seen", subject(disclosure), digest=digest)
    wake(scope, disclosure.id, Family.DISCLOSURE)


def mask(
    scope: Scope,
    disclosure: Disclosure,
    lagrum: str,
    *,
    item: str | None = None,
    field: str | None = None,
    passage: str | None = None,
    file: Kept | None = None,
) -> Mask:
    """Masks an entry, a field or a passage by a law (H23); what is held stays as it is. A review starts anew."""
    must_be_open(disclosure)
    last = max((each.place for each in masks_of(scope.session, disclosure)), default=0)
    stored = register(scope, file) if file else None
    made = Mask(
        workspace_id=scope.workspace_id, disclosure_id=disclosure.id, place=last + 1,
        item=item, field=field, passage=passage, lagrum=lagrum, file_id=stored.id if stored else None,
        masked_by=scope.doer.id, masked_at=scope.now,
    )  # fmt: skip
    scope.session.add(made)
    _unreviewed(disclosure)
    audit.record(
        scope, "disclosure.masked", subject(disclosure),
        place=made.place, item=item, field=field, has_passage=passage is not None, lagrum=lagrum,
    )  # fmt: skip
    return made


def unmask(scope: Scope, disclosure: Disclosure, place: int) -> None:
    """Takes a mask away. FieldError when there is none with that place. A review starts anew."""
    must_be_open(disclosure)
    found = next((m for m in masks_of(scope.session, disclosure) if m.place == place), None)
    if found is None:
        raise FieldError("place", _("There is no mask {place}.", place=place))
    scope.session.delete(found)
    _unreviewed(disclosure)
    audit.record(scope, "disclosure.unmasked", subject(disclosure), place=place)


def _unreviewed(disclosure: Disclosure) -> None:
    disclosure.stage = Stage.OPEN
    disclosure.reviewed_at = disclosure.reviewed_by = disclosure.reviewed_digest = None


def confirm(scope: Scope, disclosure: Disclosure, digest: str) -> None:
    """The actor has gone through all of it. Refused unless what is held now is what the copy for review held."""
    must_be_open(disclosure)
    must_be_seen(disclosure, digest)
    disclosure.stage = Stage.REVIEWED
    disclosure.reviewed_at, disclosure.reviewed_by = scope.now, scope.doer.id
    disclosure.reviewed_digest = digest
    masks = len(masks_of(scope.session, disclosure))
    audit.record(scope, "disclosure.reviewed", subject(disclosure), digest=digest, masks=masks)
    wake(scope, disclosure.id, Family.DISCLOSURE)


def must_be_seen(disclosure: Disclosure, digest: str) -> None:
    """Refused unless the last copy for review held what is held now."""
    number = disclosure.number
    again = _("Make a copy for review: utlämnande granska {number}", number=number)
    if disclosure.seen_digest is None:
        raise Refused(_("Nobody has gone through {number} yet.", number=number), again)
    if disclosure.seen_digest != digest:
        raise Refused(_("Something in {number} has changed since it was gone through.", number=number), again)


def must_be_reviewed(disclosure: Disclosure, digest: str) -> None:
    """Refused unless the review is confirmed, and of what is held now (H23)."""
    must_be_open(disclosure)
    must_be_seen(disclosure, digest)
    if disclosure.reviewed_digest != digest:
        raise Refused(
            _("The review of {number} is not confirmed.", number=disclosure.number),
            _(
                "Confirm it, also where nothing is masked: utlämnande granskad {number}",
                number=disclosure.number,
            ),
        )


# How it ends


def release(scope: Scope, disclosure: Disclosure, kept: Kept, digest: str) -> None:
    """What is handed out is made, and kept; by which laws something is masked goes with it (H23). Refused as above."""
    must_be_reviewed(disclosure, digest)
    disclosure.file_id = register(scope, kept).id
    laws = {each.lagrum for each in masks_of(scope.session, disclosure)}
    disclosure.lagrum = ", ".join(sorted(laws))[:200] or None
    _close(scope, disclosure, Stage.RELEASED, sha256=kept.sha256, lagrum=disclosure.lagrum)


def refuse(scope: Scope, disclosure: Disclosure, lagrum: str) -> None:
    """Nothing of it is handed out, by a law (H23). The authority's own decision is made on demand, elsewhere."""
    must_be_open(disclosure)
    disclosure.lagrum = lagrum
    _close(scope, disclosure, Stage.REFUSED, lagrum=lagrum)


def withdraw(scope: Scope, disclosure: Disclosure) -> None:
    """Whoever asked needs it no more."""
    must_be_open(disclosure)
    _close(scope, disclosure, Stage.WITHDRAWN)


def _close(scope: Scope, disclosure: Disclosure, stage: Stage, **said: str | None) -> None:
    disclosure.stage, disclosure.closed_at, disclosure.closed_by = stage, scope.now, scope.doer.id
    minutes = int(disclosure.taken(scope.now).total_seconds()) // 60
    audit.record(scope, f"disclosure.{stage}", subject(disclosure), minutes=minutes, **said)
    wake(scope, disclosure.id, Family.DISCLOSURE)


# Finding them


def identify(session: Session, workspace_id: int, number: str) -> Disclosure | None:
    """The request with that number."""
    query = select(Disclosure).where(
        Disclosure.workspace_id == workspace_id, Disclosure.number == number.upper()
    )
    return session.exec(query).first()


def masks_of(session: Session, disclosure: Disclosure) -> list[Mask]:
    """What is masked in it, in order."""
    query = select(Mask).where(
        Mask.workspace_id == disclosure.workspace_id, Mask.disclosure_id == disclosure.id
    )
    return list(session.exec(query.order_by(col(Mask.place))))


def open_ones(scope: Scope) -> list[Disclosure]:
    """Requests that are neither released, refused nor withdrawn, the oldest first."""
    query = select(Disclosure).where(
        Disclosure.workspace_id == scope.workspace_id, col(Disclosure.closed_at).is_(None)
    )
    return list(scope.session.exec(query.order_by(col(Disclosure.received_at))))


def latest(scope: Scope, most: int) -> list[Disclosure]:
    """The latest requests, open ones first, then the last closed."""
    query = select(Disclosure).where(Disclosure.workspace_id == scope.workspace_id)
    order = (col(Disclosure.closed_at).desc().nulls_first(), col(Disclosure.received_at))
    return list(scope.session.exec(query.order_by(*order).limit(most)))


def slugs(session: Session, workspace_id: int, found: Iterable[Disclosure]) -> dict[int, str]:
    """The slugs of the requests' accounts, by the account's id."""
    ids = {each.account_id for each in found if each.account_id is not None}
    query = select(col(Account.id), col(Account.slug)).where(
        Account.workspace_id == workspace_id, col(Account.id).in_(ids)
    )
    return dict(session.exec(query).all())
