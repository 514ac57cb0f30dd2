"""What the guideline says when somebody asks: checklists by situation, and who answers for personal data (H24, G12)."""

from datetime import date
from typing import Annotated

from commands import choices
from commands.command import EVERYONE, Command, Context, Form, Key
from core.card import Button, Card, Fact, Section
from core.policy.checklists import Points
from core.policy.personal import Responsibility
from core.words import N_, _

GDPR = date(2018, 5, 25)


class ChecklistForm(Form):
    """In which situation."""

    situation: Annotated[
        str | None,
        Key("situation", "situation", N_("Situation"), position=1, source=choices.SITUATIONS),
    ] = None


def checklist(context: Context, form: ChecklistForm) -> Card:
    """The guideline's own points of a situation, with where they stand (H24, F17, H13, M13)."""
    if form.situation is None:
        return _situations(context)
    points: Points = getattr(context.policy.checklists, form.situation)
    label = choices.situation_label(form.situation)
    if not points.value:
        return Card(
            _("Checklist: {situation}", situation=label),
            _("The guideline says nothing of this. Ask communications."),
            data={"situation": form.situation, "points": []},
        )
    return Card(
        _("Checklist: {situation}", situation=label),
        "\n".join(f"– {point}" for point in points.value),
        facts=(Fact(_("From"), _source(context, points)),),
        data={"situation": form.situation, "points": list(points.value), "rule": points.rule},
    )


def _source(context: Context, points: Points) -> str:
    document = context.policy.document
    return ", ".join(filter(None, (document.title, document.number, points.section)))


def _situations(context: Context) -> Card:
    known = [name for name in choices.SITUATION_WORDS if getattr(context.policy.checklists, name).value]
    return Card(
        _("Checklists"),
        _("What are you about to do?"),
        buttons=tuple(
            Button(choices.situation_label(name), f"checklista {choices.SITUATION_WORDS[name][0]}")
            for name in known
        ),
        data={"situations": [choices.SITUATION_WORDS[name][0] for name in known]},
    )


class PersonalForm(Form):
    """On which platform."""

    platform: Annotated[
        str | None, Key("plattform", "platform", N_("Platform"), position=1, source=choices.PLATFORMS)
    ] = None


def personal(context: Context, form: PersonalForm) -> Card:
    """The guideline's text of who answers for visitors' personal data, with its date; no advice (G12)."""
    cited = context.policy.personal_data.responsibility
    texts = [each for each in cited.value if form.platform is None or form.platform in each.platforms]
    texts = texts or [each for each in cited.value if not each.platforms]
    title = _("Responsibility for visitors' personal data")
    if not texts:
        nothing = _("The guideline says nothing of this. Ask the data protection officer.")
        return Card(title, nothing, data={"texts": [], "platform": form.platform})
    document = context.policy.document
    dated = document.revised or document.decided
    return Card(
        title,
        _(
            "This is the guideline's own text, dated {day}. It is from before the GDPR and no advice: ask the data "
            "protection officer.", day=dated,
        )
        if dated is None or dated < GDPR
        else _("This is the guideline's own text, dated {day}, and no advice.", day=dated),
        facts=(Fact(_("From"), ", ".join(filter(None, (document.title, cited.section)))),),
        sections=tuple(Section(each.text, heading=_platforms(each)) for each in texts),
        data={
            "platform": form.platform,
            "texts": [each.text for each in texts],
            "dated": str(dated) if dated else None,
            "before_gdpr": dated is None or dated < GDPR,
        },
    )  # fmt: skip


def _platforms(each: Responsibility) -> str:
    return ", ".join(name.capitalize() for name in each.platforms) or _("Other platforms")


COMMANDS = (
    Command(
        "guidance.checklist", "checklista", "checklist", ChecklistForm, checklist, EVERYONE,
        N_("What to think of before you do something"), reads=True, rules=("H24", "F17", "H13", "M13", "H31"),
        examples=("checklista", "checklista följa"),
    ),
    Command(
        "guidance.personal", "personuppgifter", "personal-data", PersonalForm, personal, EVERYONE,
        N_("Who answers for visitors' personal data"), reads=True, rules=("G12",),
        examples=("personuppgifter", "personuppgifter facebook"),
    ),
)  # fmt: skip
