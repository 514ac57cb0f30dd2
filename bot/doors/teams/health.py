"""What `somerad doctor` says of Teams: settings, tenant, secret, people and channel, and what to do about each."""

import asyncio
from collections.abc import Iterator, Sequence

from microsoft_teams.api.auth.credentials import TokenProvider
from microsoft_teams.apps import App as Sdk
from sqlmodel import Session, col, select

from bot.app import App
from bot.doors.teams import web
from bot.settings import Settings
from core import conversations, workspace
from core.errors import Refused
from core.people import ChatIdentity, Person
from core.words import _, n_
from core.workspace import Workspace

Line = tuple[bool, str]


def check(app: App, homes: Sequence[Workspace], token: TokenProvider | None = None) -> Iterator[Line]:
    """A line for each thing looked at, and whether it is well. `homes` are all workspaces, read before."""
    settings = app.settings
    if settings.teams_insecure_local:
        text = _(
            "Teams: TEAMS_INSECURE_LOCAL is set. Anybody on this machine is believed. Take it away where people work."
        )
        yield False, text
        return
    try:
        asyncio.run(_token(settings, token))
    except Refused as refusal:
        yield False, f"{refusal.text} {refusal.what_to_do}"
    else:
        yield True, _("Teams: the app's secret works.")
    text = _("Teams reaches the bot at https://HOST/api/messages: have your web server pass that on to {host}:{port}.",
             host=settings.listen_host, port=settings.listen_port)  # fmt: skip
    yield True, text
    home = next((home for home in homes if home.teams_tenant == settings.teams_tenant_id), None)
    yield from _connected(home, homes)
    if home:
        with app.database.read() as session:
            yield from _people(session, home)
            yield from _channels(session, home)


async def _token(settings: Settings, token: TokenProvider | None) -> None:
    """Refused, with what to do, when Entra gives no token for the bot."""
    sdk = Sdk(
        client_id=settings.teams_client_id, client_secret=None if token else settings.teams_client_secret,
        tenant_id=settings.teams_tenant_id, token=token, client=web.client(), service_url=web.SERVICE,
        dangerously_allow_unauthenticated_requests=False,
    )  # fmt: skip
    try:
        await sdk.token_provider.get_app_token()
    except OSError as trouble:
        raise web.out_of_reach(trouble) from None
    except ValueError:
        raise Refused(
            _("Teams: Entra gives the bot no token."),
            _(
                "Check TEAMS_CLIENT_ID, TEAMS_CLIENT_SECRET and TEAMS_TENANT_ID: a secret has a last day, too."
            ),
        ) from None


def _connected(home: Workspace | None, homes: Sequence[Workspace]) -> Iterator[Line]:
    if home:
        yield True, _("{name} is connected to that tenant.", name=home.slug)
    elif len(homes) == 1 and homes[0].teams_tenant is None:
        yield (
            True,
            _(
                "{name} is not connected to Teams yet. The first start does that: somerad run",
                name=homes[0].slug,
            ),
        )
    else:
        yield (
            False,
            _("No workspace is connected to TEAMS_TENANT_ID. Connect one: somerad run --workspace NAME"),
        )


def _people(session: Session, home: Workspace) -> Iterator[Line]:
    """Who is linked, and who of them the bot can't write to yet."""
    query = (
        select(Person, ChatIdentity.user)
        .join(ChatIdentity, col(ChatIdentity.person_id) == col(Person.id))
        .where(Person.workspace_id == home.id, ChatIdentity.door == "teams", col(Person.left_at).is_(None))
    )
    linked, met = (
        list(session.exec(query.order_by(Person.name))),
        conversations.met(session, home.id, "teams"),
    )
    yield True, n_("Teams: {count} person is linked.", "Teams: {count} people are linked.", len(linked))
    lacking = [person.name for person, user in linked if user not in met]
    if lacking:
        text = _("The bot has not met {names} in Teams, and may not reach them. Have the app installed for "
                 "everybody, or ask them to write to it once.", names=", ".join(lacking))  # fmt: skip
        yield False, text


def _channels(session: Session, home: Workspace) -> Iterator[Line]:
    places = (
        (_("Communications' channel"), home.department_channel),
        (_("The SoMe council's channel"), home.council_channel),
    )
    for label, channel in places:
        if channel and workspace.chat_of_channel(channel) == "teams":
            known = conversations.find(session, home.id, "teams", channel)
            if known:
                yield True, f"{label}: {channel}"
            else:
                text = _("the bot has heard nothing from {channel}. Add the app to its team, and write there: "
                         "@SoMe-råd hem", channel=channel)  # fmt: skip
                yield False, f"{label}: {text}"
