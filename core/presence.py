"""What a chat tells of its people: who is no longer there, who is back, what they are called and where they are."""

from sqlmodel import select

from core import accounts, audit, moderation, outbox, people, posts, questions
from core.accounts import Account, AccountEditor
from core.people import ChatIdentity, Person, Role
from core.scope import Scope
from core.watch import ACCOUNT_FAMILIES, Family, wake
from core.words.times import zone_named


def gone(scope: Scope, identity: ChatIdentity) -> None:
    """The chat has deactivated the identity (F2): nothing is deleted and roles stay, as it may be a long leave.

    Whoever has no other is away: others hear what was said to them.
    """
    if identity.gone_at is None:
        identity.gone_at = scope.now
    _settle(scope, identity)


def back(scope: Scope, identity: ChatIdentity) -> None:
    """The chat has the identity again: what could not be said meanwhile, and still holds, is said."""
    identity.gone_at = None
    _settle(scope, identity)


def _settle(scope: Scope, identity: ChatIdentity) -> None:
    person = scope.session.get_one(Person, identity.person_id)
    if people.settle_presence(scope, person):
        heard_otherwise(scope, person)


def heard_otherwise(scope: Scope, person: Person) -> None:
    """A person went away or is back: has the next sweep look at all that is said to them, or to others instead."""
    # In order, as every transaction takes watches.
    for family, subject_id in sorted(_matters(scope, person)):
        wake(scope, subject_id, family)
    if person.is_here:
        outbox.revive(scope.session, scope.workspace_id, str(person.id), scope.now)


def _matters(scope: Scope, person: Person) -> set[tuple[Family, int]]:
    ids = tuple(account.id for account in _concern(scope, person))
    asked = (*questions.open_ones(scope, ids), *questions.unsigned(scope))
    consents = posts.without_consent_place(scope)
    return {
        (Family.LINK, 0),
        *((family, id) for family in ACCOUNT_FAMILIES for id in ids),
        *((Family.QUESTION, question.id) for question in asked if question.account_id in ids),
        *((Family.CASE, case.id) for case, _lacks in moderation.unfinished(scope, ids)),
        *((Family.CONSENT, post.id) for post in consents if post.account_id in ids),
    }


def _concern(scope: Scope, person: Person) -> list[Account]:
    """The accounts a person is reminded of: their own, their unit's where they manage it, or all.

    Also closed ones, whose log may lack something still.
    """
    roles = people.roles_of(scope.session, person)
    if roles & {Role.COMMUNICATIONS, Role.ADMIN}:
        return accounts.listed(scope)
    administers = select(AccountEditor.account_id).where(AccountEditor.person_id == person.id)
    theirs = frozenset(scope.session.exec(administers))
    unit = person.unit if Role.MANAGER in roles else None
    return [
        account
        for account in accounts.listed(scope)
        if account.id in theirs or account.responsible_id == person.id or account.unit == unit
    ]


def follow(scope: Scope, person: Person, *, name: str = "", zone: str = "", locale: str = "") -> None:
    """Takes over what the chat says of a person, but for what is empty or unknown. `zone` is an IANA name.

    The short name stays, and so does the name of the terminal's operator.
    """
    said = {
        "name": "" if person.is_operator else " ".join(name.replace("\0", "").split())[:120].rstrip(),
        "zone": zone if len(zone) <= 60 and zone_named(zone) else "",
        "locale": locale if len(locale) <= 35 and locale.replace("-", "").isalnum() else "",
    }
    changed = {field: value for field, value in said.items() if value and value != getattr(person, field)}
    for field, value in changed.items():
        setattr(person, field, value)
    if changed:
        audit.record(scope, "person.followed", f"person:{person.slug}", **changed)
