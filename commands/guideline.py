"""The town's guideline: what it says, and changing it by a decision, after seeing what that does."""

from typing import Annotated

from commands import choices
from commands.command import EVERYONE, Ask, Command, Context, Form, Key, NoForm
from commands.grammar import typed
from core import guideline, policy
from core.card import Button, Card, Fact, Section, Style
from core.errors import FieldError, Refused
from core.evidence import TextFile
from core.guideline import Effect, Moved, Proposal
from core.people import Person, Role
from core.policy import PolicyError, said, show
from core.policy.parts import Strength
from core.slugs import slug_of
from core.words import N_, _, n_
from core.words.times import day, deadline

_MAIN = (
    "approval.chain", "reply.clock", "reply.signature", "posting.minimum", "inactivity.months", "snapshots.every",
    "retention.decided_in",
)  # fmt: skip


def look(context: Context, _form: NoForm) -> Card:
    """The guideline in short: each main value with the guideline's own word, rule and section."""
    document = context.policy.document
    facts = [
        Fact(_("Municipality"), document.municipality),
        Fact(_("Guideline"), ", ".join(filter(None, (document.title, document.number)))),
        *_since(context),
    ]
    return Card(
        _("The guideline"),
        facts=tuple(facts),
        sections=tuple(_value(context, key) for key in _MAIN),
        data={"policy": context.workspace.policy, "title": document.title},
    )


def _since(context: Context) -> list[Fact]:
    change = guideline.latest(context.session, context.workspace_id)
    if change is None:
        return []
    who = context.session.get_one(Person, change.decided_by).name
    when = day(context.calendar.local(change.decided_at).date())
    said = _("{decision}; changed here by {who} on {day}", decision=change.decision, who=who, day=when)
    return [Fact(_("Decision"), said)]


def _value(context: Context, key: str) -> Section:
    cited = show.at(context.policy, key)
    text = f"{said.value(context.policy, key).strip()} ({said.cited(cited)})"
    if cited.strength is Strength.SILENT:
        text = said.strength(cited.strength)
    return Section(text, heading=show.label(context.policy, key))


class ChangeForm(Form):
    """Which guideline, and by which decision."""

    name: Annotated[
        str | None, Key("namn", "name", N_("A guideline that is built in"), position=1, source=choices.GUIDELINES)
    ] = None  # fmt: skip
    file: Annotated[TextFile | None, Key("fil", "file", N_("Or the town's own file"), N_("In TOML."))] = None
    decision: Annotated[
        str,
        Key("beslut", "decision", N_("The decision"), N_("Where it was decided."), example="KS 2026-05-01 § 12",
            max_length=200),
    ]  # fmt: skip
    confirm: Annotated[
        str | None,
        Key("bekräfta", "confirm", N_("The code of what you have seen"), page=2, max_length=8),
    ] = None

    def check(self, context: Context) -> None:
        """One of the two."""
        if (self.name is None) is (self.file is None):
            raise FieldError("name", _("Choose a guideline that is built in, or attach the town's own file."))


def change(context: Context, form: ChangeForm) -> Card | Ask:
    """Shows what a change of guideline does, and does it when that is confirmed; never half."""
    proposal = _proposal(form)
    if (proposal.name, proposal.text) == (context.workspace.policy, context.workspace.policy_text):
        raise Refused(_("That is the guideline already."), _("Look at it: styrdokument"))
    effect = guideline.effect(context, proposal)
    if form.confirm != effect.code:
        note = _("Something else has happened since. Look again.") if form.confirm else ""
        return Ask((), {"confirm": effect.code}, _preview(context, form, proposal, effect, note))
    guideline.adopt(context, proposal, form.decision)
    return Card(
        _("The guideline is changed to {title}", title=proposal.policy.document.title),
        "\n".join(_counted(effect)),
        facts=(Fact(_("Decision"), form.decision), Fact(_("Decided by"), context.doer.name)),
        data={"policy": proposal.name, "decision": form.decision} | _data(context, effect),
    )


def _proposal(form: ChangeForm) -> Proposal:
    if form.file is None:
        return Proposal(form.name or "", None, policy.built_in(form.name or ""))
    try:
        read = policy.load(form.file.text, form.file.name)
    except PolicyError as error:
        raise FieldError("file", "\n".join(error.faults)) from error
    stem = slug_of(form.file.name.rpartition(".")[0] or form.file.name)
    return Proposal(stem[:60] or "egen", form.file.text, read)


def _preview(context: Context, form: ChangeForm, proposal: Proposal, effect: Effect, note: str) -> Card:
    """What differs, and which open questions get another due time."""
    values = [Section(f"– {each.before}\n+ {each.after}", heading=each.label) for each in effect.differences]
    times = [Section(_moved(context, proposal, each), heading=each.question) for each in effect.moved]
    return Card(
        _("Change the guideline to {title}?", title=proposal.policy.document.title),
        "\n".join(filter(None, (note, *_counted(effect), _("Nothing is changed until you confirm.")))),
        sections=(*times, *values),
        buttons=_confirm_button(form, effect),
        data=_data(context, effect) | {"confirm": effect.code},
    )


def _confirm_button(form: ChangeForm, effect: Effect) -> tuple[Button, ...]:
    """A file can't be named in a button: it is attached again, with the code."""
    if form.name is None:
        return ()
    values = {"beslut": form.decision, "bekräfta": effect.code}
    return (Button(_("Change the guideline"), typed(f"styrdokument byt {form.name}", values), Style.DANGER),)


def _moved(context: Context, proposal: Proposal, moved: Moved) -> str:
    before = deadline(moved.before, context.calendar, is_past=True) if moved.before else _("no set time")
    after = deadline(moved.after, context.calendar, is_past=True) if moved.after else _("no set time")
    if not proposal.policy.reply.binds and moved.after:
        after = _("should be answered {time}", time=after)
    return _("{account}: {before} → {after}", account=moved.account, before=before, after=after)


def _counted(effect: Effect) -> list[str]:
    lines = [
        n_("{count} value differs.", "{count} values differ.", len(effect.differences)),
        n_(
            "{count} open question gets another due time.",
            "{count} open questions get another due time.",
            len(effect.moved),
        )
        if effect.moved
        else _("No open question gets another due time."),
    ]
    if effect.approved:
        accounts = ", ".join(effect.approved)
        lines.append(
            _("Nobody is left to approve these, so they are approved: {accounts}.", accounts=accounts)
        )
    return lines


def _data(context: Context, effect: Effect) -> dict[str, object]:
    def iso(at: object) -> str | None:
        return context.calendar.local(at).isoformat() if at else None  # type: ignore[arg-type]

    return {
        "changes": [{"key": d.key, "before": d.before, "after": d.after} for d in effect.differences],
        "due": [
            {"question": m.question, "account": m.account, "before": iso(m.before), "after": iso(m.after)}
            for m in effect.moved
        ],
        "approved": list(effect.approved),
    }


COMMANDS = (
    Command(
        "guideline.show", "styrdokument", "guideline", NoForm, look, EVERYONE, N_("Look at the guideline in short"),
        reads=True, examples=("styrdokument",),
    ),
    Command(
        "guideline.change", "styrdokument byt", "guideline change", ChangeForm, change, frozenset({Role.ADMIN}),
        N_("Change the guideline"), rules=("S2", "S3"),
        examples=('styrdokument byt mullsjo beslut="KS 2026-05-01 § 12"',),
    ),
)  # fmt: skip
