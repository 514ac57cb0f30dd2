"""Activation: an approved account comes into use, once what the policy holds it for is in place (F3, H4, M2)."""

from core import accounts, gaps
from core.accounts import Access, Account, Status
from core.errors import FieldError, Refused
from core.gapwords import said
from core.scope import Scope
from core.words import _


def activate(
    scope: Scope, account: Account, access: Access, place: str | None = None, url: str | None = None
) -> None:
    """Communications has the account and its access: it becomes active (F3). Raises Refused, FieldError."""
    if account.status is not Status.APPROVED:
        raise Refused(
            _("{slug} can't be activated: it is not approved.", slug=account.slug),
            _("Look at what is missing: konto visa {slug}", slug=account.slug),
        )
    if access is Access.DEPOSITED and not place:
        raise FieldError("place", _("Say where the log-in is kept. Never write the log-in itself."))
    if scope.policy.administrators.blocks.value:
        _hold(scope, account, access)
    account.access, account.access_place, account.activated_at = access, place, scope.now
    account.url = url or account.url
    accounts.set_status(scope, account, Status.ACTIVE, access=access, access_place=place, url=account.url)


def _hold(scope: Scope, account: Account, access: Access) -> None:
    """Refused while an administrator is missing that the policy holds the activation for (H4, M2)."""
    here = [person for person in accounts.editors(scope.session, account) if person.is_here]
    found = [] if account.responsible_id else [gaps.Gap(gaps.GapKind.RESPONSIBLE)]
    found += [*gaps.administrators(scope.policy, account, here), *gaps.central(scope.policy, access)]
    lacking = [said(gap.kind, "", gap.lacks) for gap in found if not gap.should]
    if lacking:
        raise Refused(
            _("{slug} can't be activated yet. {what}", slug=account.slug, what=" ".join(lacking)),
            _("Mend it first: konto ändra {slug}", slug=account.slug),
        )
