"""Where everybody begins: what to do, one's accounts, how things stand, what can be done."""

from collections import Counter
from collections.abc import Sequence

from commands import choices
from commands.command import EVERYONE, Command, Context, NoForm
from commands.crisis import section
from commands.status import to_do
from core import accounts, crisis, gaps, periods, questions
from core.accounts import Account, Status
from core.card import Button, Card, Section, Style
from core.overview import answering
from core.questions import Question
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
    theirs = accounts.handled_by(context, context.doer)
    ids = {account.id for account in theirs}
    lacking = gaps.of_accounts(context, theirs)
    every = questions.open_ones(context)
    waiting = [question for question in every if question.account_id in ids]
    count = Counter(question.account_id for question in waiting)
    todo = to_do(context, theirs, waiting, lacking)
    cards = (_account(account, count[account.id], len(lacking[account.id])) for account in theirs)
    sections = [*section(context, crisis.active(context)), *todo.sections, *cards]
    sections.append(
        Section(_status(context, every), (Button(_("Show status"), "status"),), heading=_("How things stand"))
    )
    return Card(todo.title, todo.text, sections=tuple(sections), buttons=_begin(context), data=todo.data)


def _account(account: Account, waiting: int, lacks: int) -> Section:
    """One's account: how it is, and what is most often done with it."""
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


def _status(context: Context, waiting: Sequence[Question]) -> str:
    """How the town stands this half-year, in a line."""
    period = periods.current(context.now, context.calendar)
    asked, active = answering.of(context, period), accounts.listed(context, Status.ACTIVE)
    late = sum(question.due_at is not None and question.due_at < context.now for question in waiting)
    parts = [
        n_("{count} active account", "{count} active accounts", len(active)),
        n_("{count} open question", "{count} open questions", len(waiting)),
    ]
    if late and context.policy.reply.binds:
        parts.append(n_("{count} late", "{count} late", late))
    if asked.with_due:
        parts.append(_("{part} of {whole} answered in time", part=asked.in_time, whole=asked.with_due))
    return f"{period.name}: {' · '.join(parts)}"


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
