"""What a chat tells of its people: who is no longer there, who is back, what they are called and where they are."""

from sqlmodel import col, or_, select

from core import audit, blocks, diary, moderation, outbox, people, posts, questions, tasks
from core.accounts import Account, AccountEditor
from core.people import ChatIdentity, Person, Role
from core.scope import Scope
from core.watch import ACCOUNT_FAMILIES, Family, wake_many
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
        _heard_otherwise(scope, person)
    if person.is_here:
        outbox.revive(scope.session, scope.workspace_id, scope.now, str(person.id))


def link(scope: Scope, person: Person, door: str, team: str, user: str) -> None:
    """A user of the chat is the person, and nobody else any more; what could not be said to them is said."""
    changed = people.link_chat(scope, person, door, team, user)
    _heard_otherwise(scope, *changed)
    outbox.revive(scope.session, scope.workspace_id, scope.now, str(person.id))


def turned(scope: Scope, person_id: int) -> None:
    """The person's absence has begun, ended or been changed: others hear what is said to them, or they do again."""
    person = scope.session.get(Person, person_id)
    if person is not None:
        _heard_otherwise(scope, person)


def _heard_otherwise(scope: Scope, *persons: Person) -> None:
    """They went away or are back: has the next sweep look at all that is said to them, or to others instead."""
    found = (_matters(scope, person) for person in persons)
    wake_many(scope, {(Family.LINK, 0), *(matter for matters in found for matter in matters)})


def _matters(scope: Scope, person: Person) -> set[tuple[Family, int]]:
    """What is open anywhere concerns who hears for the whole town; of their own accounts also what may open."""
    roles = people.roles_of(scope.session, person)
    hears_all = roles & {Role.COMMUNICATIONS, Role.ADMIN, Role.REGISTRAR}
    standing = outbox.open_matters(scope.session, scope.workspace_id) if hears_all else frozenset()
    ids = _accounts_of(scope, person, roles)
    asked = (*questions.open_ones(scope, ids), *questions.unsigned(scope), *diary.without_number(scope))
    lacking = posts.unfinished(scope)
    return {
        *standing,
        *((family, id) for family in ACCOUNT_FAMILIES for id in ids),
        *((Family.QUESTION, question.id) for question in asked if question.account_id in ids),
        *((Family.CASE, case.id) for case, _lacks in moderation.unfinished(scope, ids)),
        *((Family.TASK, task.id) for task in tasks.open_ones(scope, person)),
        *((Family.CASE, case.id) for case in blocks.standing(scope) if case.account_id in ids),
        *((Family.CONSENT, post.id) for post, _lacks in lacking if post.account_id in ids),
    }


def _accounts_of(scope: Scope, person: Person, roles: frozenset[Role]) -> tuple[int, ...]:
    """The ids of their own accounts and of the unit they manage, also closed ones: their logs may lack something."""
    administers = select(AccountEditor.account_id).where(AccountEditor.person_id == person.id)
    unit = person.unit if Role.MANAGER in roles else None
    query = select(Account.id).where(
        Account.workspace_id == scope.workspace_id,
        or_(Account.responsible_id == person.id, col(Account.id).in_(administers), Account.unit == unit),
    )
    return tuple(scope.session.exec(query))


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
