"""The test message of `somerad doctor --send`: through the real sender, to a person or to the department."""

from collections.abc import Sequence

from sqlmodel import Session

from bot.doors.slack import health
from bot.doors.slack.sender import SlackSender
from bot.settings import Settings
from core import people, workspace
from core.card import Card
from core.database import Database
from core.errors import Refused
from core.outbox import DEPARTMENT
from core.people import Person
from core.slugs import fold
from core.words import N_, _
from core.workspace import Workspace
from reminders.sending import SendError

DEPARTMENT_WORDS = ("avdelning", "department")

_APP_SETTINGS = N_(
    "Paste the manifest anew under App Manifest at api.slack.com/apps, and install the app again."
)
_GONE = N_("Open the account again in Slack, or link another: person koppla")
_ADVICE = {
    "account_inactive": _GONE,
    "user_disabled": _GONE,
    "user_not_found": N_("Slack knows nobody by that ID. Link the right one: person koppla"),
    "channel_not_found": N_("Invite the bot with /invite, or set another: inställningar kanal avdelning=C012AB3CD"),
    "not_in_channel": N_("Invite the bot: write /invite and its name in the channel."),
    "is_archived": N_("Restore the channel in Slack, or set another: inställningar kanal avdelning=C012AB3CD"),
    "messages_tab_disabled": _APP_SETTINGS,
    "missing_scope": _APP_SETTINGS,
    "ratelimited": N_("Slack wants fewer messages. Try again in a minute."),
}  # fmt: skip


def send(settings: Settings, database: Database, name: str) -> str:
    """Sends a test message to a person (slug or name) or to the department; says where it went.

    Refused, with what to do, when it can't be sent.
    """
    if not settings.has_slack:
        raise Refused(
            _("Slack is not set up: SLACK_BOT_TOKEN is missing."),
            _("Set SLACK_BOT_TOKEN with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET, see .env.example."),
        )
    team = str(health.identity(health.client(settings))["team_id"])
    sender = SlackSender(settings.slack_bot_token, settings.slack_api_base_url, team)
    with database.read() as session:
        home = _home(workspace.everyone(session), team)
        person = None if fold(name) in DEPARTMENT_WORDS else _person(session, home, name)
        address = sender.can_reach(session, home, str(person.id) if person else DEPARTMENT)
    if address is None:
        raise _out_of_reach(person)
    with people.speaking_to(person, home):
        card = Card(
            _("A test message"), _("Somebody tried whether the bot reaches you. You need not do anything.")
        )
    try:
        sent = sender.send(address, card, "trial")
    except SendError as trouble:
        raise Refused(
            _("The test message did not arrive. {reason}", reason=trouble.reason), _advice(trouble)
        ) from None
    return _("The test message for {name} is sent, to {channel}.", name=name, channel=sent.channel)


def _home(homes: Sequence[Workspace], team: str) -> Workspace:
    home = health.of_team(homes, team)
    if home is None:
        raise Refused(
            _("No workspace is connected to the token's team, {team}.", team=team),
            _("The first start connects it: somerad run"),
        )
    if not home.chat_is_open:
        raise Refused(
            _("{name} is closed to Slack: the app was uninstalled, or its token revoked.", name=home.slug),
            _("Install the app again, put its token in SLACK_BOT_TOKEN, and start: somerad run"),
        )
    return home


def _person(session: Session, home: Workspace, name: str) -> Person:
    person = people.identify(session, home.id, name)
    if person is None or person.left_at:
        raise Refused(_("There is nobody called {word}.", word=name), _("See who there is: person lista"))
    return person


def _out_of_reach(person: Person | None) -> Refused:
    if person is None:
        return Refused(
            _("Communications' channel is not set."), _("Set it: inställningar kanal avdelning=C012AB3CD")
        )
    if person.away_since:
        return Refused(_("{name}'s account in Slack is deactivated.", name=person.name), _(_GONE))
    return Refused(
        _("{name} is not linked to anybody in Slack.", name=person.name),
        _("Link the person: person koppla {name} chatt=U012AB3CD", name=person.slug),
    )


def _advice(trouble: SendError) -> str:
    known = _ADVICE.get(trouble.reason.removeprefix("Slack: "))
    return _(known) if known else _("Look at the rest: somerad doctor")
