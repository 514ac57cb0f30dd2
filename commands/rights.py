"""Who may do what (S2): a command's roles, and for editors and managers whose account it is. Default deny."""

from commands.command import ROLE_NAMES, Command, Context, Form
from core import absences, accounts
from core.accounts import Account
from core.errors import Refused
from core.people import Role
from core.words import _

ANYWHERE = frozenset({Role.COMMUNICATIONS, Role.ADMIN, Role.COUNCIL, Role.REGISTRAR})


def may(context: Context, command: Command) -> None:
    """Refused unless a role of the caller's is among the command's."""
    if not context.roles & command.roles:
        raise Refused(
            _("You can't do this: {command}.", command=command.words),
            _("It can be done by: {who}.", who=_who(command)),
        )


def may_with(context: Context, command: Command, form: Form) -> None:
    """Refused unless the account the form is about is the caller's to handle."""
    about = getattr(form, command.about, None) if command.about else None
    if about is not None:
        account = about if isinstance(about, Account) else accounts.get(context.session, about.account_id)
        may_account(context, command.roles, account)


def may_account(context: Context, roles: frozenset[Role], account: Account) -> None:
    """Refused unless one of the command's roles lets the caller handle this account."""
    if context.roles & roles & ANYWHERE or _is_theirs(context, roles, account):
        return
    names = ", ".join(p.name for p in accounts.editors(context.session, account) if p.is_here)
    raise Refused(
        _("{slug} is not one of your accounts.", slug=account.slug),
        _("It can be done by {names}, or by communications.", names=names or _("nobody yet")),
    )


def may_give(context: Context, before: frozenset[Role], after: frozenset[Role]) -> None:
    """Refused where somebody who is no administrator would make one, or make one none (S2)."""
    if Role.ADMIN in before ^ after and Role.ADMIN not in context.roles:
        admin = _(ROLE_NAMES[Role.ADMIN])
        raise Refused(
            _("You can't do this: {command}.", command="roll=admin"),
            _("It can be done by: {who}.", who=admin),
        )


def _is_theirs(context: Context, roles: frozenset[Role], account: Account) -> bool:
    if Role.MANAGER in context.roles & roles and account.unit in absences.units_managed(
        context, context.doer
    ):
        return True
    return Role.EDITOR in roles and edits(context, account)


def edits(context: Context, account: Account) -> bool:
    """Whether the caller works with the account, or stands in today for somebody who does (H11)."""
    editors = {person.id for person in accounts.editors(context.session, account)}
    if context.doer.id in editors:
        return True
    return any(absent.id in editors for absent in absences.stood_in_for(context, context.doer))


def _who(command: Command) -> str:
    return ", ".join(_(ROLE_NAMES[role]) for role in Role if role in command.roles)
