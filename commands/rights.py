"""Who may do what (S2): a command's roles, whose account it is, and the acts fewer may do. Default deny."""

from collections.abc import Iterable
from dataclasses import dataclass

from commands.command import DECIDES, ROLE_NAMES, Command, Context, Form
from core import absences, accounts, people
from core.accounts import Account
from core.errors import FieldError, Refused
from core.people import Person, Role
from core.words import N_, _

ANYWHERE = frozenset({Role.COMMUNICATIONS, Role.ADMIN, Role.COUNCIL, Role.REGISTRAR})
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Act:
    """A part of some commands that fewer may do than may use the command; `said` is what it looks like.

    `roles` may do it for anybody, a manager among them for her unit only; `own` names whom it concerns, who may too.
    """

    commands: tuple[str, ...]
    said: str
    roles: frozenset[Role]
    own: str = ""


MAKE_ADMIN = Act(("person.new", "person.change", "person.leave"), "roll=admin", frozenset({Role.ADMIN}))
DECLINE = Act(
    ("question.diary", "moderation.diary"), 'diarieförs-inte="…"', frozenset({Role.REGISTRAR})
)  # fmt: skip
ABSENCE = Act(
    ("absence.new", "absence.back"), "rut-redaktör", DECIDES | {Role.MANAGER}, N_("whoever it concerns")
)
TASK = Act(("task.done", "task.change"), "T-2026-0001", DECIDES | {Role.COUNCIL}, N_("whoever has the task"))
CONTACTS = Act(("contact.set",), "Bibliotek", DECIDES | {Role.MANAGER})
LINKS = Act(("overview.revoke",), "cia-council", frozenset({Role.ADMIN}), N_("whoever has the link"))
REMINDER = Act(("reminder.wait", "reminder.handled"), "P-12", frozenset(), N_("whoever was reminded"))
DEPARTMENTS_REMINDER = Act(
    ("reminder.wait", "reminder.handled"), "P-13", DECIDES, N_("nobody else: it went to the department")
)  # fmt: skip
OWN_DATA = Act(("personal.extract",), "rut-redaktör", DECIDES, N_("whoever it is about"))
ACTS = (MAKE_ADMIN, DECLINE, OWN_DATA, ABSENCE, TASK, CONTACTS, LINKS, REMINDER, DEPARTMENTS_REMINDER)


def may(context: Context, command: Command) -> None:
    """Refused unless a role of the caller's is among the command's; one without roles is nobody's."""
    if not context.roles & command.roles:
        raise Refused(_("You can't do this: {command}.", command=command.words), can(context, command.roles))


def may_with(context: Context, command: Command, form: Form) -> None:
    """Refused unless the account the form is about is the caller's to handle."""
    about = getattr(form, command.about, None) if command.about else None
    if about is not None:
        account = about if isinstance(about, Account) else accounts.get(context.session, about.account_id)
        may_account(context, command.roles, account)


def may_account(context: Context, roles: frozenset[Role], account: Account) -> None:
    """Refused unless one of the command's roles lets the caller handle this account."""
    if handles(context, roles, account):
        return
    names = ", ".join(p.name for p in accounts.editors(context.session, account) if p.is_here)
    raise Refused(
        _("{slug} is not one of your accounts.", slug=account.slug),
        _("It can be done by {names}, or by communications.", names=names or _("nobody yet")),
    )


def handles(context: Context, roles: frozenset[Role], account: Account) -> bool:
    """Whether one of the roles lets the caller handle this account."""
    return bool(context.roles & roles & ANYWHERE) or _is_theirs(context, roles, account)


def may_act(context: Context, act: Act, *, owner: Person | None = None, unit: str | None = None) -> bool:
    """Whether the caller may do it: by a role, as the manager of `unit`, or as whom it concerns."""
    if context.roles & act.roles & ANYWHERE or (owner and owner.id == context.doer.id):
        return True
    is_manager = Role.MANAGER in context.roles & act.roles
    return is_manager and absences.manages(context, context.doer, unit)


def who_may(context: Context, act: Act, *, owner: Person | None = None) -> str:
    """Who can do it instead, as a sentence: whom it concerns, and the roles, with names where they are few."""
    concerned = [owner.name] if owner else [_(act.own)] if act.own else []
    return can(context, act.roles, concerned)


def must(
    context: Context, act: Act, field: str, text: str, *, owner: Person | None = None, unit: str | None = None
) -> None:
    """FieldError with `text` and who can do it, unless the caller may."""
    if not may_act(context, act, owner=owner, unit=unit):
        raise FieldError(field, f"{text} {who_may(context, act, owner=owner)}")


def may_give(context: Context, before: frozenset[Role], after: frozenset[Role]) -> None:
    """Refused where somebody who is no administrator would make one, or make one none (S2)."""
    if Role.ADMIN in before ^ after and not may_act(context, MAKE_ADMIN):
        raise Refused(
            _("You can't do this: {command}.", command=MAKE_ADMIN.said), who_may(context, MAKE_ADMIN)
        )


def must_be_anothers(context: Context, person: Person) -> None:
    """Refused where somebody would change their own roles though another could (S2)."""
    others = [p for role in DECIDES for p in people.here(context, role) if not p.is_operator]
    if person.id == context.doer.id and any(other.id != person.id for other in others):
        raise Refused(_("Your own roles are changed by somebody else."), can(context, DECIDES))


def _is_theirs(context: Context, roles: frozenset[Role], account: Account) -> bool:
    if Role.MANAGER in context.roles & roles and absences.manages(context, context.doer, account.unit):
        return True
    return Role.EDITOR in roles and accounts.is_handled_by(context, account, context.doer)


def may_read_words(context: Context, account: Account) -> bool:
    """A citizen's words, and who is blocked, are for the account's editors and communications only (S5)."""
    return Role.COMMUNICATIONS in context.roles or accounts.is_handled_by(context, account, context.doer)


def can(context: Context, roles: frozenset[Role], concerned: Iterable[str] = ()) -> str:
    """The sentence that says who can, role by role."""
    able = [*concerned, *(_role(context, role) for role in Role if role in roles)]
    return _("It can be done by: {who}.", who=", ".join(able) or _("nobody yet"))


def _role(context: Context, role: Role) -> str:
    """A role, and who holds it where they are few."""
    name, holders = _(ROLE_NAMES[role]), people.here(context, role)
    if not 0 < len(holders) <= _MOST_NAMES:
        return name
    return f"{name} ({', '.join(person.name for person in holders)})"
