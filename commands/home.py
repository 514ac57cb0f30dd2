"""Where everybody begins: what to do, one's accounts, how things stand, what can be done."""

from commands import choices
from commands.command import EVERYONE, Command, Context, NoForm
from commands.crisis import section
from commands.status import mine
from core import accounts, crisis, gaps, questions, summary
from core.accounts import Account, Status
from core.card import Button, Card, Section, Style
from core.words import N_, _, n_, spoken

# What can be begun from here: the command's name, what its button says, whether its form is shown first.
BEGIN = (
    ("question.new", N_("Record a question")),
    ("moderation.new", N_("Record a moderation")),
    ("post.new", N_("Record posts")),
    ("snapshot.new", N_("Hand in a snapshot")),
    ("account.new", N_("New account")),
    ("account.list", N_("All accounts")),
    ("gap.list", N_("Gaps")),
    ("meeting.call", N_("Call the SoMe council")),
    ("guidance.checklist", N_("Checklists")),
    ("search", N_("Search")),
    ("help", N_("Help")),
)
_OTHER_LANGUAGE = {"sv": ("en", "In English"), "en": ("sv", "På svenska")}


def home(context: Context, _form: NoForm) -> Card:
    """`mina` first, then one's accounts, the status in one line, and the ways on."""
    todo = mine(context, NoForm())
    theirs = accounts.handled_by(context, context.doer)
    lacking = gaps.of_accounts(context, theirs)
    cards = (_account(context, account, len(lacking[account.id])) for account in theirs)
    sections = [*section(context, crisis.active(context)), *todo.sections, *cards]
    sections.append(
        Section(_status(context), (Button(_("Show status"), "status"),), heading=_("How things stand"))
    )
    return Card(todo.title, todo.text, sections=tuple(sections), buttons=_begin(context), data=todo.data)


def _account(context: Context, account: Account, lacks: int) -> Section:
    """One's account: how it is, and what is most often done with it."""
    waiting = len(questions.open_ones(context, (account.id,)))
    said = [account.platform.capitalize(), _(choices.STATUS_LABELS[account.status])]
    said += [n_("{count} open question", "{count} open questions", waiting)] if waiting else []
    said += [n_("{count} gap", "{count} gaps", lacks)] if lacks else []
    return Section(" · ".join(said), _account_buttons(account), heading=account.slug)


def _account_buttons(account: Account) -> tuple[Button, ...]:
    show = Button(_("Show"), f"konto visa {account.slug}")
    if account.status not in {Status.ACTIVE, Status.CLOSING}:
        return (show,)
    return (
        Button(_("Question"), f"fråga {account.slug}", asks=True),
        Button(_("Moderation"), f"moderera {account.slug}"),
        Button(_("Posts"), f"inlägg {account.slug}", asks=True),
        show,
    )


def _status(context: Context) -> str:
    found = summary.of(context)
    parts = [
        n_("{count} active account", "{count} active accounts", found.accounts[Status.ACTIVE.value]),
        n_("{count} open question", "{count} open questions", found.open),
    ]
    if found.late:
        parts.append(n_("{count} late", "{count} late", found.late))
    if found.answered_with_due:
        part, whole = found.answered_in_time, found.answered_with_due
        parts.append(_("{part} of {whole} answered in time", part=part, whole=whole))
    return f"{found.period}: {' · '.join(parts)}"


def _begin(context: Context) -> tuple[Button, ...]:
    """The ways on that the caller's roles allow, and the other language."""
    allowed = {c.name: c for c in context.commands if c.roles & context.roles}
    begin = [
        Button(_(label), allowed[name].words, Style.PRIMARY if name == "question.new" else Style.PLAIN)
        for name, label in BEGIN
        if name in allowed
    ]
    code, label = _OTHER_LANGUAGE[spoken()]
    return (*begin, Button(label, f"inställningar språk {code}"))


COMMANDS = (
    Command(
        "home", "hem", "home", NoForm, home, EVERYONE, N_("To do, your accounts, and what you can do"), reads=True,
        rules=("C2",), examples=("hem",),
    ),
)  # fmt: skip
