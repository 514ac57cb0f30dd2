"""The test message in Teams: what is in its way, and what to do."""

import asyncio

from bot.app import App
from bot.doors import trial
from bot.doors.teams.opening import speaking_only
from core import workspace
from core.errors import Refused
from core.people import Person
from core.words import _
from core.workspace import Workspace
from reminders.sending import SendError


def send(app: App, name: str) -> str:
    """Sends a test message to a person (slug or name) or to the department; says where it went.

    Refused, with what to do, when it can't be sent.
    """
    return asyncio.run(_send(app, name))


async def _send(app: App, name: str) -> str:
    home = _home(app)
    async with speaking_only(app) as sender:
        return await asyncio.to_thread(trial.send, app.database, home, sender, name, _out_of_reach, _advice)


def _home(app: App) -> Workspace:
    with app.database.read() as session:
        home = workspace.by_team(session, "teams", app.settings.teams_tenant_id)
    if home is None:
        raise Refused(
            _("No workspace is connected to TEAMS_TENANT_ID."), _("The first start connects it: somerad run")
        )
    return home


def _out_of_reach(person: Person | None) -> Refused:
    if person is None:
        return Refused(
            _("Communications has no channel in Teams."),
            _("Set it: inställningar kanal avdelning=LINK, with the link from the channel's menu."),
        )
    if person.away_since:
        return Refused(
            _("{name} has let the bot go in Teams.", name=person.name),
            _("Ask them to add the app again, and to write to it."),
        )
    return Refused(
        _("{name} is not linked to anybody in Teams.", name=person.name),
        _(
            "Link the person: person koppla {name} chatt=OBJECT-ID, which Entra shows for the user.",
            name=person.slug,
        ),
    )


def _advice(trouble: SendError) -> str:
    return (
        _("Look at the rest: somerad doctor") if not trouble.gone else _("Add the app to the channel's team.")
    )
