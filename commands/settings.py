"""The town's own settings: channels, office hours, and each person's language."""

import re
from dataclasses import replace
from datetime import time
from typing import Annotated
from urllib.parse import unquote

from commands import choices, grammar
from commands.command import DECIDES, EVERYONE, Ask, Command, Context, Form, Key, Kind, NoForm
from core import evidence, outbox, people, questions, workspace
from core.accounts import Account
from core.card import Button, Card, Fact
from core.errors import FieldError, Refused
from core.evidence import Kept
from core.words import LANGUAGES, N_, _, n_

LEAST_CONTRAST = 4.5
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_CHANNEL = re.compile(
    r"^<?#?(?P<id>[CG][A-Z0-9]{6,})(\|[^>]*)?>?$"
)  # Slack's, also as it writes one in a line
_TEAMS_CHANNEL = re.compile(
    r"(?P<id>19:[\w.-]{10,120}@thread\.(tacv2|skype|v2))"
)  # Teams', also within its link


class ChannelForm(Form):
    """Which channels the bot writes to."""

    department: Annotated[
        str | None,
        Key(
            "avdelning",
            "department",
            N_("Communications' channel"),
            example="C012AB3CD",
            kind=Kind.CHANNEL,
            max_length=1000,
        ),
    ] = None
    council: Annotated[
        str | None,
        Key(
            "råd",
            "council",
            N_("The SoMe council's channel"),
            example="C012AB3CD",
            kind=Kind.CHANNEL,
            max_length=1000,
        ),
    ] = None


def channels(context: Context, form: ChannelForm) -> Card | Ask:
    """Sets the channels; without any given it asks, with today's filled in."""
    home = context.workspace
    if not (form.department or form.council):
        now = {"department": home.department_channel, "council": home.council_channel}
        return Ask(("department", "council"), {name: value for name, value in now.items() if value})
    changes = {
        f"{name}_channel": _channel(name, value)
        for name, value in (("department", form.department), ("council", form.council))
        if value
    }
    workspace.change(context, **changes)
    if form.department:
        outbox.revive(context.session, context.workspace_id, context.now, outbox.DEPARTMENT)
    return _settings_card(context)


def _channel(field: str, text: str) -> str:
    found = _CHANNEL.match(text.strip()) or _TEAMS_CHANNEL.search(unquote(text))
    if not found:
        raise FieldError(
            field,
            _(
                "Write the channel's ID in Slack, such as C012AB3CD: it is at the foot of its details. In Teams, "
                "paste the link from the channel's menu: Get link to channel."
            ),
        )
    return found["id"]


class HoursForm(Form):
    """The office hours."""

    opens: Annotated[str, Key("öppnar", "opens", N_("Opens"), example="08:00", position=1, max_length=5)]
    closes: Annotated[str, Key("stänger", "closes", N_("Closes"), example="16:30", position=2, max_length=5)]


def hours(context: Context, form: HoursForm) -> Card:
    """Sets the office hours, which due times at closing are counted to."""
    opens, closes = _clock("opens", form.opens), _clock("closes", form.closes)
    if opens >= closes:
        raise FieldError("closes", _("The office closes after it opens."))
    if context.policy.calendar.office_hours.value:
        raise Refused(_("The guideline sets the office hours."), _("They change with it: styrdokument byt"))
    workspace.change(context, office_open=opens, office_close=closes)
    moved = questions.reckon_anew(
        context, context.policy, workspace.calendar_of(context.workspace, context.policy)
    )
    return replace(_settings_card(context), text=_moved_text(moved))


def _moved_text(moved: int) -> str:
    if not moved:
        return ""
    return n_(
        "{count} open question has a new due time.", "{count} open questions have a new due time.", moved
    )


def _clock(field: str, text: str) -> time:
    found = grammar.clock(text)
    if found is None:
        raise FieldError(field, _("Write the time as 08:00."))
    return found


class LookForm(Form):
    """How the town's reports look."""

    colour: Annotated[
        str | None,
        Key("färg", "colour", N_("The town's colour"), N_("For headings and bars."), example="#005aa0", max_length=7),
    ] = None  # fmt: skip
    logo: Annotated[Kept | None, Key("logotyp", "logo", N_("The town's logo"), N_("PNG, JPEG or WebP."))] = (
        None
    )


def look(context: Context, form: LookForm) -> Card | Ask:
    """Sets colour and logo; without any given it asks."""
    if not (form.colour or form.logo):
        now = context.workspace.colour
        return Ask(("colour", "logo"), {"colour": now} if now else {})
    changes = {"colour": _colour(form.colour)} if form.colour else {}
    if form.logo:
        if not form.logo.media_type.startswith("image/"):
            raise FieldError("logo", _("The logo is to be a picture: PNG, JPEG or WebP."))
        changes["logo_sha256"] = evidence.register(context, form.logo).sha256
    workspace.change(context, **changes)
    return _settings_card(context)


def _colour(text: str) -> str:
    if not _COLOUR.fullmatch(text):
        raise FieldError("colour", _("Write the colour as #005aa0."))
    if _contrast_with_white(text) < LEAST_CONTRAST:
        raise FieldError("colour", _("The colour is too light to be read on white. Choose a darker one."))
    return text.lower()


def _contrast_with_white(colour: str) -> float:
    """As WCAG reckons it, from 1 to 21."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


class LanguageForm(Form):
    """The language the bot speaks to the caller."""

    language: Annotated[str, Key("språk", "language", N_("Language (sv or en)"), position=1, max_length=5)]


def language(context: Context, form: LanguageForm) -> Card:
    """Sets one's own language."""
    if form.language not in LANGUAGES:
        raise FieldError("language", _("Choose one of: {choices}.", choices=", ".join(LANGUAGES)))
    people.change(context, context.doer, language=form.language)
    return Card(_("I will speak {language} to you from the next answer.", language=form.language))


class CrisisForm(Form):
    """The account that leads in a crisis."""

    account: Annotated[
        Account, Key("konto", "account", N_("The account that leads"), position=1, source=choices.ACCOUNTS)
    ]


def central(context: Context, form: CrisisForm) -> Card:
    """Names the central account, which leads in a crisis (H21)."""
    workspace.change(context, central_account=form.account.slug)
    return _settings_card(context)


class ChatForm(Form):
    """The chat the bot writes to the caller in."""

    chat: Annotated[str, Key("chatt", "chat", N_("Slack or Teams"), position=1, source=choices.CHATS)]


def chat(context: Context, form: ChatForm) -> Card:
    """Sets the chat that reminders to oneself come in."""
    people.change(context, context.doer, chat=form.chat)
    return Card(
        _("I will write to you in {chat}.", chat=choices.CHAT_NAMES[form.chat]), data={"chat": form.chat}
    )


def show(context: Context, _form: NoForm) -> Card:
    """The settings as they are."""
    return _settings_card(context)


def _settings_card(context: Context) -> Card:
    home = context.workspace
    hours = workspace.calendar_of(home, context.policy)
    facts = (
        Fact(_("Municipality"), home.name),
        Fact(
            _("Policy"),
            f"{context.policy.document.title}, {context.policy.document.number or ''}".rstrip(", "),
        ),
        Fact(_("Office hours"), f"{hours.office_open:%H.%M}–{hours.office_close:%H.%M}"),
        Fact(_("Time zone"), home.zone),
        Fact(_("Colour of reports"), home.colour or _("not set")),
        Fact(_("Logo of reports"), _("set") if home.logo_sha256 else _("not set")),
        Fact(_("Communications' channel"), home.department_channel or _("not set")),
        Fact(_("The SoMe council's channel"), home.council_channel or _("not set")),
        Fact(
            _("Leads in a crisis"), home.central_account or context.policy.crisis.leads.value or _("not set")
        ),
    )
    return Card(
        _("Settings"),
        facts=facts,
        buttons=(Button(_("Your digest"), "inställningar sammanställning"),),
        data={
            "department_channel": home.department_channel,
            "council_channel": home.council_channel,
            "central_account": home.central_account,
            "office_open": hours.office_open.isoformat("minutes"),
            "office_close": hours.office_close.isoformat("minutes"),
        },
    )


COMMANDS = (
    Command(
        "settings.show", "inställningar", "settings", NoForm, show, EVERYONE, N_("Look at the settings"),
        reads=True, examples=("inställningar",),
    ),
    Command(
        "settings.channels", "inställningar kanal", "settings channel", ChannelForm, channels, DECIDES,
        N_("Set the channels"), examples=("inställningar kanal avdelning=C012AB3CD",),
    ),
    Command(
        "settings.hours", "inställningar kontorstid", "settings hours", HoursForm, hours, DECIDES,
        N_("Set the office hours"), rules=("H9",), examples=("inställningar kontorstid 08:00 16:30",),
    ),
    Command(
        "settings.crisis", "inställningar kris", "settings crisis", CrisisForm, central, DECIDES,
        N_("Name the account that leads in a crisis"), rules=("H21",), examples=("inställningar kris kommun-fb",),
    ),
    Command(
        "settings.look", "inställningar utseende", "settings look", LookForm, look, DECIDES,
        N_("Set how reports look"), rules=("C2",), examples=("inställningar utseende färg=#005aa0 logotyp=vapen.png",),
    ),
    Command(
        "settings.language", "inställningar språk", "settings language", LanguageForm, language, EVERYONE,
        N_("Choose your language"), examples=("inställningar språk en",),
    ),
    Command(
        "settings.chat", "inställningar chatt", "settings chat", ChatForm, chat, EVERYONE,
        N_("Choose where you are reminded"), examples=("inställningar chatt teams",),
    ),
)  # fmt: skip
