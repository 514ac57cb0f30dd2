"""Many towns in one bot: each installs the app in its own Slack team, and neither hears of the other."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from cryptography.fernet import Fernet
from sqlmodel import select
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from bot import app as house
from bot import workspaces
from bot.app import App
from bot.doors.slack.install import Install
from bot.doors.slack.many import ManySenders
from bot.doors.slack.opening import opened_to_many
from bot.keyring import Keyring
from bot.server import serving
from core import installations, workspace
from core.card import Card
from core.database import Database
from core.errors import Refused
from core.installations import Installation
from reminders.sending import SendError
from tests.bot.slack.client import EDITOR, SECRET, Talk
from tests.bot.slack.payloads import payload
from tests.bot.slack.standin import BOT_TOKEN, TEAM, Json, StandIn, standing_in
from tests.bot.slack.wiring import settings
from tests.records import contents
from tests.town import ADMIN, Town
from tests.town import EDITOR as EVA

HERE = "https://some.example"
OTHER_TEAM, OTHER_TOKEN = "T0GRANNBYN", "xoxb-grannbyn"
TOKENS = {TEAM: BOT_TOKEN, OTHER_TEAM: OTHER_TOKEN}
OLD_KEY = Fernet.generate_key().decode()
FALKOPING, GRANNBYN = "falköpings-kommun", "grannbyns-kommun"
CARD = Card("Svara i dag")


class Slack(StandIn):
    """Slack with two teams: a code is the name of the team that gives it."""

    def _faults_of(self, method: str, token: str, body: Json) -> list[str]:
        if method == "oauth.v2.access":
            return [] if token == f"Basic {b64encode(b'1.2:shh').decode()}" else ["bad client"]
        if token in TOKENS.values():
            token = BOT_TOKEN
        return super()._faults_of(method, token, body)

    async def _good(self, method: str, body: Json) -> Json:
        if method != "oauth.v2.access":
            return await super()._good(method, body)
        return {
            "access_token": TOKENS[body["code"]], "token_type": "bot", "scope": "commands,chat:write",
            "bot_user_id": "U0SOMERAD", "app_id": "A1", "team": {"id": body["code"], "name": "Laget"},
            "enterprise": None, "is_enterprise_install": False, "authed_user": {"id": "U0ADMIN"},
        }  # fmt: skip


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with standing_in(Slack()) as made:
        assert isinstance(made, Slack)
        yield made
        assert made.faults == []


@pytest.fixture
def many(small_town: Town, slack: Slack) -> App:
    """The bot's parts for two towns; nobody has installed anything yet."""
    house.make_workspace(small_town.database, small_town.now, "Grannbyns kommun", "hallstahammar")
    given = settings(
        slack, slack_bot_token="", slack_client_id="1.2", slack_client_secret="shh", public_url=HERE,
        token_keys=OLD_KEY,
    )  # fmt: skip
    return App(given, small_town.database, small_town.store, small_town.dispatch)


def invited(app: App, town: Town, slug: str) -> str:
    """The path of a new invitation."""
    address = urlsplit(workspaces.invite(app, slug, town.now))
    return f"{address.path}?{address.query}"


def begun(app: App, town: Town, path: str) -> tuple[TestClient, str]:
    """A browser that has opened an invitation, and the state it was given."""
    browser = TestClient(Starlette(routes=Install(app, lambda: town.now).routes()), base_url=HERE)
    answer = browser.get(path, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    (state,) = parse_qs(urlsplit(answer.headers["location"]).query)["state"]
    return browser, state


async def install(app: App, town: Town, slug: str, team: str) -> int:
    """The town's administrator opens the invitation and allows it in the team; the status of the last page."""

    def in_browser() -> int:
        browser, state = begun(app, town, invited(app, town, slug))
        return browser.get(f"/slack/oauth_redirect?code={team}&state={state}").status_code

    return await asyncio.to_thread(in_browser)


def installed(database: Database) -> dict[str, Installation]:
    """The installations, by team."""
    with database.read() as session:
        return {row.team: row for row in session.exec(select(Installation))}


async def test_a_town_installs_the_app_by_its_invitation(many: App, small_town: Town) -> None:
    """S1: it is connected to its team, and the token lies encrypted."""
    assert await install(many, small_town, FALKOPING, TEAM) == 200
    assert await install(many, small_town, GRANNBYN, OTHER_TEAM) == 200
    kept = installed(small_town.database)
    assert {team: Keyring(OLD_KEY).unlock(row.token) for team, row in kept.items()} == TOKENS
    assert not any(token in str(dict(row)) for token, row in zip(TOKENS.values(), kept.values(), strict=True))
    with small_town.database.read() as session:
        assert {home.slug: home.slack_team for home in workspace.everyone(session)} == {
            FALKOPING: TEAM, GRANNBYN: OTHER_TEAM,
        }  # fmt: skip


async def test_nobody_installs_without_an_invitation_or_twice_with_one(many: App, small_town: Town) -> None:
    """An invitation and a state are good once, each for its town and in its browser."""

    def in_browser() -> None:
        path = invited(many, small_town, FALKOPING)
        browser, state = begun(many, small_town, path)
        for refused in (path, "/slack/install", "/slack/install?invite=guessed"):
            assert browser.get(refused, follow_redirects=False).status_code == 403
        elsewhere = TestClient(browser.app, base_url=HERE)
        back = f"/slack/oauth_redirect?code={TEAM}&state={state}"
        assert elsewhere.get(back).status_code == 400
        assert browser.get("/slack/oauth_redirect?error=access_denied").status_code == 200
        assert browser.get(back).status_code == 200
        assert browser.get(back).status_code == 401

    await asyncio.to_thread(in_browser)
    assert installed(small_town.database).keys() == {TEAM}


async def test_an_invitation_grows_old(many: App, small_town: Town) -> None:
    path = invited(many, small_town, FALKOPING)
    small_town.now += installations.INVITED
    browser = TestClient(Starlette(routes=Install(many, lambda: small_town.now).routes()), base_url=HERE)
    answer = await asyncio.to_thread(browser.get, path, follow_redirects=False)
    assert answer.status_code == 403


async def test_a_town_does_not_take_over_anothers_team(many: App, small_town: Town) -> None:
    assert await install(many, small_town, FALKOPING, TEAM) == 200
    assert await install(many, small_town, GRANNBYN, TEAM) == 500
    assert installed(small_town.database).keys() == {TEAM}


@pytest.fixture
async def both(many: App, small_town: Town) -> App:
    """Both towns have installed it; the editor is linked in the first."""
    await install(many, small_town, FALKOPING, TEAM)
    await install(many, small_town, GRANNBYN, OTHER_TEAM)
    for slug in (FALKOPING, GRANNBYN):
        _link(many, small_town, slug)
    return many


def _link(app: App, town: Town, slug: str) -> None:
    from commands.command import Caller, Request

    person = EVA if slug == FALKOPING else ADMIN
    line = f"person koppla {person} chatt={EDITOR}"
    request = Request(Caller(ADMIN), f"link:{slug}", town.now, text=line, workspace=slug)
    assert app.dispatch.handle(request).ok


async def test_each_team_is_answered_from_its_own_town_with_its_own_token(
    both: App, slack: Slack, small_town: Town
) -> None:
    """The same user id in two teams is two people; an unknown team is answered by nobody."""
    async with opened_to_many(both, lambda: small_town.now, settle_seconds=0, ack_seconds=30) as door:
        routes = [Route("/slack/events", door.answer, methods=["POST"])]
        async with serving(Starlette(routes=routes), "127.0.0.1", 0) as port, aiohttp.ClientSession() as http:
            talk = Talk(http, f"http://127.0.0.1:{port}", slack, SECRET)
            mine = await talk.slash("konto lista", team_id=TEAM)
            theirs = await talk.slash("konto lista", team_id=OTHER_TEAM)
            nobodys = await talk.slash("konto lista", team_id="T0NOBODY")
            await talk.slash("fråga", team_id=OTHER_TEAM)
            await slack.called("views.open")
            assert [c.token for c in slack.calls if c.method == "views.open"] == [OTHER_TOKEN]
    assert "bibliotek-fb" in str(mine)
    assert "bibliotek-fb" not in str(theirs)
    assert "bibliotek-fb" not in str(nobodys)


async def test_uninstalling_drops_the_token_and_keeps_the_records(
    both: App, slack: Slack, small_town: Town
) -> None:
    """And the other town goes on; installed again, the same records are there."""
    async with opened_to_many(both, lambda: small_town.now, settle_seconds=0, ack_seconds=30) as door:
        routes = [Route("/slack/events", door.answer, methods=["POST"])]
        async with serving(Starlette(routes=routes), "127.0.0.1", 0) as port, aiohttp.ClientSession() as http:
            talk = Talk(http, f"http://127.0.0.1:{port}", slack, SECRET)
            later = small_town.now.timestamp() + 60
            await talk.post(payload("app_uninstalled") | {"team_id": TEAM, "event_time": later})
            async with asyncio.timeout(10):
                while TEAM in await asyncio.to_thread(installed, small_town.database):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            assert "bibliotek-fb" not in str(await talk.slash("konto lista", team_id=TEAM))
            assert "text" in await talk.slash("hjälp", team_id=OTHER_TEAM)
    assert installed(small_town.database).keys() == {OTHER_TEAM}
    assert [row for row in contents(small_town.database)["account"] if "bibliotek-fb" in row]
    assert await install(both, small_town, FALKOPING, TEAM) == 200
    assert installed(small_town.database).keys() == set(TOKENS)


async def test_reminders_go_to_each_towns_own_team(both: App, slack: Slack, small_town: Town) -> None:
    sender = ManySenders(both.settings, both.database)
    with both.database.read() as session:
        addresses = {
            home.slug: sender.can_reach(session, home, _person_id(session, home))
            for home in workspace.everyone(session)
        }
    assert addresses == {FALKOPING: f"{TEAM}/{EDITOR}", GRANNBYN: f"{OTHER_TEAM}/{EDITOR}"}
    for address in addresses.values():
        assert address
        sent = await asyncio.to_thread(sender.send, address, CARD, "n")
        assert sent.channel == f"{address.partition('/')[0]}/D0EDITOR"
        await asyncio.to_thread(sender.update, sent.channel, sent.message, CARD)
        assert await asyncio.to_thread(sender.find, address, "n", "") is None
    used = [(call.method, call.token) for call in slack.calls if call.method.startswith("chat.")]
    assert used == [(m, t) for t in (BOT_TOKEN, OTHER_TOKEN) for m in ("chat.postMessage", "chat.update")]
    with pytest.raises(SendError) as failed:
        sender.send("T0NOBODY/U1", CARD, "n")
    assert failed.value.permanent


def _person_id(session: object, home: workspace.Workspace) -> str:
    from core import people

    found = people.identify(session, home.id, EVA if home.slug == FALKOPING else ADMIN)  # type: ignore[arg-type]
    assert found
    return str(found.id)


async def test_keys_are_changed_without_a_stop(both: App, small_town: Town) -> None:
    """The new key first, the tokens encrypted anew, the old key away."""
    new = Fernet.generate_key().decode()
    turning = App(
        both.settings.model_copy(update={"token_keys": f"{new},{OLD_KEY}"}), both.database, both.store,
        both.dispatch,
    )  # fmt: skip
    assert workspaces.renew_tokens(turning) == 2
    rows = installed(small_town.database)
    assert {team: Keyring(new).unlock(row.token) for team, row in rows.items()} == TOKENS
    with pytest.raises(Refused):
        Keyring(OLD_KEY).unlock(rows[TEAM].token)


def test_a_town_is_set_up_by_the_operator(many: App, small_town: Town) -> None:
    """Policy, language, zone, hours and channels of each; a faulty word changes nothing."""
    said = workspaces.change(
        many, GRANNBYN, ["language=en", "zone=Europe/Helsinki", "hours=09:00-15:00",
                         "department=C0GRANN"], small_town.now,
    )  # fmt: skip
    assert {"language=en", "zone=Europe/Helsinki", "hours=09:00-15:00"} <= set(said.split("\n"))
    for word in (
        "zone=Europe/Nowhere",
        "hours=15:00-09:00",
        "colour=red",
        "policy=falkoping",
        "language=fi",
    ):
        with pytest.raises(Refused) as refused:
            workspaces.change(many, GRANNBYN, ["name=Nytt", word], small_town.now)
        assert refused.value.what_to_do
    assert workspaces.shown(many, GRANNBYN) == said
    assert FALKOPING in workspaces.listed(many)
    assert "language=sv" in workspaces.shown(many, FALKOPING)
