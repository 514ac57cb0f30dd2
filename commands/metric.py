"""An account's own figures, read off the platform, over time (G3); and its evaluation each half-year (H19)."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from commands import choices
from commands.command import LOGS, Ask, Command, Context, Form, Key
from core import closing, evaluations, metrics
from core.accounts import Account, Status
from core.card import Card, Fact
from core.errors import FieldError, Refused
from core.evaluations import Evaluation, Verdict
from core.metrics import MOST, Series
from core.policy.accounts import STEP_NAMES
from core.slugs import fold
from core.words import N_, _

ACCOUNT = Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)


class MetricForm(Form):
    """Figures of an account on a day."""

    account: Annotated[Account, ACCOUNT]
    values: Annotated[
        str | None,
        Key("mått", "values", N_("Figures"), N_("One a line, such as följare=1200. Leave out what you don't know."),
            free=True, long=True),
    ] = None  # fmt: skip
    day: Annotated[date | None, Key("dag", "day", N_("On which day"), N_("Today, if you leave it out."))] = (
        None
    )


def record(context: Context, form: MetricForm) -> Card | Ask:
    """Records followers and whatever else the guideline measures (G3); what is left out stays unknown (S6)."""
    kinds = {fold(kind.id): kind.id for kind in context.policy.metrics.kinds.value}
    if not kinds:
        raise Refused(_("The guideline measures nothing that has to be read off."))
    if form.values is None:
        return Ask(("values", "day"), {"values": "\n".join(f"{kind}=" for kind in kinds.values())})
    values = _values(form.values, kinds)
    today = context.calendar.local(context.now).date()
    metrics.record(context, form.account, form.day or today, values)
    return Card(
        _("Thank you! The figures of {slug} are kept", slug=form.account.slug),
        facts=metric_facts(context, metrics.series(context.session, (form.account.id,))),
        data={"account": form.account.slug, "day": str(form.day or today), "values": values},
    )


def _values(text: str, kinds: dict[str, str]) -> dict[str, int]:
    """Numbers by kind. FieldError that says what there is; a kind without a number is unknown, and left out."""
    found: dict[str, int] = {}
    for word in text.split():
        name, _equals, number = word.partition("=")
        if fold(name) not in kinds:
            example = f"{next(iter(kinds.values()))}=1200"
            raise FieldError(
                "values",
                _("Write {kinds}, such as {example}.", kinds=", ".join(kinds.values()), example=example),
            )
        if number and not (number.isascii() and number.isdigit() and int(number) <= MOST):
            raise FieldError("values", _("{word} is no whole number.", word=word))
        if number:
            found[kinds[fold(name)]] = int(number)
    if not found:
        raise FieldError("values", _("Give at least one figure."))
    return found


def metric_facts(context: Context, series: Iterable[Series]) -> tuple[Fact, ...]:
    """Each of the policy's kinds over time, of an account's series, or that it is unknown (S6)."""
    found = {each.kind: each for each in series}
    return tuple(
        Fact(kind.name, _over_time(found.get(kind.id))) for kind in context.policy.metrics.kinds.value
    )


def readings(series: Iterable[Series]) -> dict[str, list[list[object]]]:
    """Each kind's days (ISO) with their values, oldest first, as scripts read them."""
    return {each.kind: [[str(day), value] for day, value in each.readings] for each in series}


def _over_time(series: Series | None) -> str:
    """The last reading and its day; what has changed since the first."""
    if series is None:
        return _("unknown")
    last, first = series.readings[-1], series.readings[0]
    said = _("{value} ({day})", value=_number(last[1]), day=last[0])
    if series.change is None:
        return said
    change = f"{'+' if series.change > 0 else '−' if series.change < 0 else '±'}{_number(abs(series.change))}"
    return _("{said}, {change} since {day}", said=said, change=change, day=first[0])


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\xa0")


def metric_sums(context: Context, chosen: list[Account]) -> tuple[Fact, ...]:
    """Each kind over all the accounts, with of how many it is known (S6)."""
    found = metrics.series(context.session, (account.id for account in chosen))
    facts = []
    for kind in context.policy.metrics.kinds.value:
        known = [each.latest for each in found if each.kind == kind.id]
        said = _("{value} (known of {part} of {whole} accounts)", value=_number(sum(known)), part=len(known),
                 whole=len(chosen))  # fmt: skip
        facts.append(Fact(kind.name, said if known else _("unknown")))
    return tuple(facts)


class EvaluateForm(Form):
    """How it goes with an account, and whether it is kept."""

    account: Annotated[Account, ACCOUNT]
    verdict: Annotated[
        Verdict, Key("beslut", "verdict", N_("What becomes of it"), position=2, source=choices.VERDICTS)
    ]
    text: Annotated[
        str | None, Key("text", "text", N_("How it goes"), free=True, long=True, max_length=1000)
    ] = None


def evaluate(context: Context, form: EvaluateForm) -> Card:
    """Records the half-year's evaluation; a closing is asked for, and decided with communications (H19)."""
    row = evaluations.record(context, form.account, form.verdict, form.text)
    word = choices.word_of(choices.VERDICT_WORDS, row.verdict)
    text = _("Thank you!")
    if row.verdict is Verdict.CLOSE and form.account.status is Status.ACTIVE:
        reason = form.text or _("The evaluation of {period}", period=row.period)
        closing.ask(context, form.account, reason[:500])
        who = _(STEP_NAMES[closing.decider(context)])
        text = _("Its closing is asked for. It is decided by {who}.", who=who)
    return Card(
        _(
            "{slug} is evaluated for {period}: {verdict}",
            slug=form.account.slug,
            period=row.period,
            verdict=word,
        ),
        text,
        data={"account": form.account.slug, "period": row.period, "verdict": row.verdict.value},
    )


def evaluation_fact(context: Context, row: Evaluation | None) -> tuple[Fact, ...]:
    """An account's last evaluation; that there is none, where the policy asks for it."""
    if not context.policy.evaluation.asked.value:
        return ()
    if row is None:
        return (Fact(_("Evaluation"), _("none yet")),)
    word = choices.word_of(choices.VERDICT_WORDS, row.verdict)
    said = _("{period}: {verdict}", period=row.period, verdict=word)
    return (Fact(_("Evaluation"), f"{said}. {row.text}" if row.text else said),)


COMMANDS = (
    Command(
        "metric.record", "mått", "metrics", MetricForm, record, LOGS,
        N_("Record an account's followers and other figures"), about="account", rules=("G3",),
        examples=("mått bibliotek-fb följare=1200",),
    ),
    Command(
        "evaluation.record", "utvärdera", "evaluate", EvaluateForm, evaluate,
        LOGS, N_("Say how it goes with an account"), about="account",
        rules=("H19", "G3"), examples=('utvärdera bibliotek-fb behåll "Vi når barnfamiljerna"',),
    ),
)  # fmt: skip
