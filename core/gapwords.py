"""What gaps are called, in one sentence each, wherever they are said (F2, F3, F4, H4, M4)."""

from collections.abc import Callable, Sequence

from core.gaps import GapKind
from core.words import N_, _, n_
from core.words.times import joined

# Parts of a need and of a plan, as they stand in a sentence and as a field is called.
PARTS = {
    "activity": N_("what is done and on which platform"),
    "purpose": N_("the purpose"),
    "goals": N_("the goals"),
    "target_group": N_("the target group"),
    "reach": N_("how the target group is reached"),
    "channel": N_("why it is the right channel"),
    "central": N_("why the municipality's own account is not enough"),
    "resources": N_("the time it takes and who has it"),
    "manager": N_("how to reach the manager"),
    "responsible": N_("how to reach the one responsible"),
    "administrators": N_("how to reach all administrators"),
    "log_ins": N_("where the log-ins are kept"),
    "supervision": N_("how the account is watched"),
    "updating": N_("how and when it is updated"),
    "problems": N_("what is done about problems"),
    "public_records": N_("how public records are handled"),
}


def said(kind: GapKind | str, name: str, lacks: Sequence[str] = (), should: bool = False) -> str:
    """What is missing, in one sentence; `name` is the person's whom it concerns, if anybody's."""
    text = _SAID[GapKind(kind)](name, tuple(lacks))
    return _("{text} (should).", text=text.removesuffix(".")) if should else text


def parts(items: Sequence[str]) -> str:
    """Parts of a need or of a plan, in words."""
    return joined([_(PARTS[item]) for item in items])


Say = Callable[[str, tuple[str, ...]], str]

_SAID: dict[GapKind, Say] = {
    GapKind.RESPONSIBLE: lambda name, lacks: _("Nobody is responsible for the account."),
    GapKind.AWAY: lambda name, lacks: _(
        "{name} is away from the chat, so the account has one administrator less.", name=name
    ),
    GapKind.ADMINISTRATORS: lambda name, lacks: n_(
        "The account has {have} administrator from {unit}; it needs at least {least}.",
        "The account has {have} administrators from {unit}; it needs at least {least}.",
        int(lacks[0]), have=lacks[0], least=lacks[1], unit=lacks[2],
    ),
    GapKind.TOO_MANY: lambda name, lacks: _(
        "The account has {have} administrators; it may have at most {most}.", have=lacks[0], most=lacks[1]
    ),
    GapKind.DEPUTY: lambda name, lacks: _("The one responsible has no deputy."),
    GapKind.ASSIGNMENT: lambda name, lacks: _("{name} has no assignment from the manager.", name=name),
    GapKind.TRAINING: lambda name, lacks: _("{name} has had no training.", name=name),
    GapKind.READING: lambda name, lacks: _(
        "{name} has not confirmed having read the guidelines and the account's plan.", name=name
    ),
    GapKind.NEED: lambda name, lacks: _("The needs analysis lacks: {what}.", what=parts(lacks)),
    GapKind.ADVICE: lambda name, lacks: _("The communicator's advice is not recorded."),
    GapKind.PLAN: lambda name, lacks: _("The account has no plan."),
    GapKind.PLAN_PARTS: lambda name, lacks: _("The plan lacks: {what}.", what=parts(lacks)),
    GapKind.PRESENTED: lambda name, lacks: _("The plan has not been presented to: {whom}.", whom=lacks[0]),
    GapKind.DEPOSIT: lambda name, lacks: _(
        "The plan and the place of the log-in have not been left with: {whom}.", whom=lacks[0]
    ),
    GapKind.PROFILE: lambda name, lacks: _("Not seen in the profile: {what}.", what=joined(lacks)),
    GapKind.LAUNCH: lambda name, lacks: _("Not done at the launch: {what}.", what=joined(lacks)),
    GapKind.WEBSITE: lambda name, lacks: _("The link to the account from the website is missing."),
    GapKind.CONTACT: lambda name, lacks: _("{unit} has no contact person for urgent questions.", unit=lacks[0]),
    GapKind.ACCESS: lambda name, lacks: _("It is not noted how communications reaches the account."),
    GapKind.CENTRAL: lambda name, lacks: _("Communications is not administrator of the account."),
    GapKind.ADDRESS: lambda name, lacks: _(
        "The account's address is missing, so it is not in the public list."
    ),
}  # fmt: skip
