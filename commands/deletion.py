"""Deletion under a decision: what is due, proposed, decided by another, carried out, and stopped (S4, M9, H17)."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from commands import choices
from commands.command import Command, Context, Form, Key, Later, NoForm
from commands.deletion_card import COUNTED, STAGES, buttons, card
from core import accounts, deleting, deletions
from core.accounts import Account
from core.card import Button, Card, Section, Style, Table
from core.deletions import Deletion, DeletionStage, Hold
from core.errors import FieldError
from core.people import Role
from core.policy.records import Deletable, RetentionRule
from core.words import N_, _, n_
from core.words.times import day

DELETES = frozenset({Role.COMMUNICATIONS, Role.REGISTRAR, Role.ADMIN})
MAKER, MOST = "deletion", 30
NUMBER = Key(
    "gallring", "deletion", N_("Deletion"), position=1, source=choices.DELETIONS, example="G-2026-0001",
)  # fmt: skip
ACCOUNT = Key(
    "konto", "account", N_("Account"), N_("All accounts, if you leave it out."), source=choices.ACCOUNTS
)


def due(context: Context, _form: NoForm) -> Card:
    """What is due by each rule, why, and what is stopped (S4, G9)."""
    rules = [rule for rule in context.policy.retention.rules if rule.covers]
    found = [(rule, *_counted(context, rule)) for rule in rules]
    stops = deletions.holds(context)
    return Card(
        _("What may be deleted now"),
        "" if rules else _("The guideline has no rule that the bot can go by. By kind and day: {how}", how=_HOW),
        sections=(
            *(_due_section(context, *each) for each in found),
            *(_stop_section(context, stop) for stop in stops),
        ),
        data={
            "due": [{"rule": rule.id, "before": str(before), **counts} for rule, before, counts, _held in found],
            "stopped": {rule.id: held for rule, _before, _counts, held in found},
            "holds": [stop.number for stop in stops],
        },
    )  # fmt: skip


_HOW = "gallring föreslå slag=fråga före=2024-01-01"


def _counted(context: Context, rule: RetentionRule) -> tuple[date, dict[str, int], int]:
    """The day the rule's limit falls on (today where somebody judges), how many of each kind, how many are stopped."""
    before = deleting.day_of(context, rule.months or 0)
    looked = {kind: deleting.due(context, kind, before) for kind in rule.covers}
    return (
        before,
        {k.value: len(v.rows) for k, v in looked.items()},
        sum(len(v.stopped) for v in looked.values()),
    )


def _due_section(
    context: Context, rule: RetentionRule, before: date, counts: Mapping[str, int], held: int
) -> Section:
    said = ", ".join(f"{_(COUNTED[kind]).lower()}: {count}" for kind, count in counts.items())
    limit = (
        _("Settled before {day}: {what}.", day=day(before), what=said)
        if rule.months is not None
        else _(
            "No number is set, so somebody judges what is no longer of use. There is, of what is settled: {what}.",
            what=said,
        )
    )
    lines = (
        limit,
        _("May be deleted: {after}", after=rule.after),
        _("Decision: {decision}", decision=rule.decision),
        n_("{count} is stopped.", "{count} are stopped.", held) if held else "",
        f"({rule.rule}, {rule.section})",
    )
    propose = Button(_("Propose"), f"gallring föreslå regel={rule.id}", asks=rule.months is None)
    return Section(
        "\n".join(filter(None, lines)), (propose,) if any(counts.values()) else (), heading=rule.what
    )


def _stop_section(context: Context, stop: Hold) -> Section:
    account = accounts.get(context.session, stop.account_id).slug if stop.account_id else stop.item
    said = _(
        "{number}: nothing of {what} is deleted. {reason}",
        number=stop.number,
        what=account,
        reason=stop.reason,
    )
    return Section(said, (Button(_("Lift"), f"gallring häv {stop.number}", Style.DANGER),))


class ProposeForm(Form):
    """What is to be deleted: by a rule, or by kind and day."""

    rule: Annotated[
        RetentionRule | None,
        Key(
            "regel",
            "rule",
            N_("By which rule"),
            N_("One of the guideline's, if there is."),
            source=choices.RULES,
        ),
    ] = None
    kinds: Annotated[
        tuple[Deletable, ...], Key("slag", "kinds", N_("Kinds"), N_("The rule's, if you leave it out."),
                                   source=choices.DELETABLES),
    ] = ()  # fmt: skip
    before: Annotated[
        date | None,
        Key(
            "före",
            "before",
            N_("Settled before"),
            N_("By the rule, if it sets a number."),
            example="2024-01-01",
        ),
    ] = None
    account: Annotated[Account | None, ACCOUNT] = None

    def check(self, context: Context) -> None:
        """A rule covers the kinds and its limit has passed; without one, kind and day are said."""
        if self.rule is None:
            return
        if other := [kind for kind in self.kinds if kind not in self.rule.covers]:
            raise FieldError(
                "kinds",
                _("{rule} does not cover {kind}.", rule=self.rule.id, kind=_(COUNTED[other[0]]).lower()),
            )
        limit = deleting.day_of(context, self.rule.months or 0)
        if self.before and self.before > limit:
            raise FieldError(
                "before",
                _(
                    "By {rule} what was settled before {day} at the latest.",
                    rule=self.rule.id,
                    day=day(limit),
                ),
            )


def propose(context: Context, form: ProposeForm) -> Card:
    """Proposes a deletion (S4). By a standing decision nobody else decides it, and it needs no protocol (M14)."""
    rule, kinds = form.rule, form.kinds or (form.rule.covers if form.rule else ())
    if not kinds:
        raise FieldError("kinds", _("Say which kinds."))
    before = form.before or _limit(context, rule)
    if before > deleting.day_of(context, 0):
        raise FieldError("before", _("{day} has not come yet.", day=day(before)))
    items = {
        kind: [row.id for row in deleting.due(context, kind, before, form.account).rows] for kind in kinds
    }
    made = deletions.propose(context, items, before, form.account, rule)
    return card(context, made, _("{number} is proposed", number=made.number))


def _limit(context: Context, rule: RetentionRule | None) -> date:
    if rule is None or rule.months is None:
        raise FieldError("before", _("Say before which day it was settled."))
    return deleting.day_of(context, rule.months)


class NumberForm(Form):
    """Which deletion."""

    deletion: Annotated[Deletion, NUMBER]


class DecideForm(Form):
    """Which deletion, by which decision."""

    deletion: Annotated[Deletion, NUMBER]
    decision: Annotated[
        str, Key("beslut", "decision", N_("By which decision"), N_("The decision that names the limit."),
                 example="KS 2026/45 § 12", max_length=300),
    ]  # fmt: skip


def decide(context: Context, form: DecideForm) -> Card:
    """A second person says by which decision (S4, M9, H17)."""
    deletions.decide(context, form.deletion, form.decision)
    return card(context, form.deletion, _("{number} is decided", number=form.deletion.number))


def drop(context: Context, form: NumberForm) -> Card:
    """Nothing comes of it."""
    deletions.drop(context, form.deletion)
    return card(context, form.deletion, _("{number} is dropped", number=form.deletion.number))


def show(context: Context, form: NumberForm) -> Card:
    """How far a deletion has come, and what it took along (S4)."""
    return card(context, form.deletion, form.deletion.number)


def carry_out(context: Context, form: NumberForm) -> Later:
    """Orders the deletion; one that was done goes on where files or its protocol are left."""
    found = form.deletion
    if found.stage is not DeletionStage.DONE:
        deletions.must_be_decided(found)
    said = Card(_("Deleting what {number} is about…", number=found.number), data={"deletion": found.number})
    return Later(MAKER, {"deletion": found.number}, said)


def listing(context: Context, _form: NoForm) -> Card:
    """Deletions, the newest first (S4)."""
    found = deletions.latest(context, MOST)
    rows = tuple(
        (
            d.number,
            _(STAGES[d.stage]),
            str(sum(d.counts.get(k.value, 0) for k in Deletable)),
            d.decision or "–",
        )
        for d in found
    )
    columns = (_("Deletion"), _("How far"), _("Entries"), _("Decision"))
    return Card(
        _("Deletions ({count})", count=len(found)),
        "" if rows else _("Nothing has been deleted."),
        table=Table(columns, rows) if rows else None,
        data={"deletions": [d.number for d in found]},
    )


def sections(context: Context) -> list[Section]:
    """Proposals that the caller may decide (S4)."""
    if not context.roles & DELETES:
        return []
    return [
        Section(_("{number}: a deletion is proposed", number=d.number), buttons(d)[:1])
        for d in deletions.undecided(context)
    ]


_RULES = ("S4", "F18", "M9", "G9", "H17")
COMMANDS = (
    Command(
        "deletion.due", "gallring förslag", "retention due", NoForm, due, DELETES,
        N_("What may be deleted now, why, and what is stopped"), reads=True, rules=_RULES,
        examples=("gallring förslag",),
    ),
    Command(
        "deletion.propose", "gallring föreslå", "retention propose", ProposeForm, propose, DELETES,
        N_("Propose a deletion"), rules=(*_RULES, "M14", "O11"),
        examples=("gallring föreslå slag=fråga,moderering före=2024-01-01 konto=bibliotek-fb",
                  "gallring föreslå regel=eget"),
    ),
    Command(
        "deletion.decide", "gallring besluta", "retention decide", DecideForm, decide, DELETES,
        N_("Say by which decision a deletion is done; not one's own"), rules=_RULES,
        examples=('gallring besluta G-2026-0001 beslut="KS 2026/45 § 12"',),
    ),
    Command(
        "deletion.drop", "gallring släpp", "retention drop", NumberForm, drop, DELETES,
        N_("Drop a deletion"), rules=_RULES, examples=("gallring släpp G-2026-0001",),
    ),
    Command(
        "deletion.do", "gallring verkställ", "retention do", NumberForm, carry_out, DELETES,
        N_("Carry out a deletion that is decided"), rules=(*_RULES, "M14", "O11"),
        examples=("gallring verkställ G-2026-0001",),
    ),
    Command(
        "deletion.show", "gallring visa", "retention show", NumberForm, show, DELETES,
        N_("Show a deletion"), reads=True, rules=_RULES, examples=("gallring visa G-2026-0001",),
    ),
    Command(
        "deletion.list", "gallring lista", "retention deletions", NoForm, listing, DELETES,
        N_("The deletions"), reads=True, rules=_RULES, examples=("gallring lista",),
    ),
)  # fmt: skip
