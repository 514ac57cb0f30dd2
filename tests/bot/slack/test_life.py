"""A team's people over real HTTP: who goes and comes back, what they are called, and who is not the town's."""

import asyncio
import logging
from typing import Any

import pytest

from bot.doors.slack import web
from bot.doors.slack.life import HAPPENS, Life
from bot.doors.slack.opening import opened
from bot.doors.slack.ways import EVENTS
from core.errors import Refused
from tests.bot.slack.client import Talk, said
from tests.bot.slack.happening import hear, home, logged
from tests.bot.slack.payloads import payload
from tests.bot.slack.standin import BOT_TOKEN, RESPONSE_URL, TEAM, StandIn
from tests.bot.slack.wiring import Talking, app_of
from tests.chat import person
from tests.records import contents
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, Town


def test_every_event_of_a_teams_life_is_asked_for() -> None:
    """What is listened for is what the app's manifest lists, but for what people say."""
    by_people = {"app_home_opened", "app_mention", "message.im", "file_shared"}
    assert HAPPENS.keys() == EVENTS.keys() - by_people


# Users


def user(**changes: Any) -> dict[str, Any]:
    """The editor's user as Slack tells of it."""
    made: dict[str, Any] = payload("user_change")["event"]["user"]
    return made | changes


async def test_a_user_deactivated_and_back(talking: Talking, slack_town: Town) -> None:
    """F2, S3: away once, back once, the sweep woken."""
    woken = slack_town.woken
    await hear(talking, "user_change", 2, user=user(deleted=True))
    assert person(slack_town, EDITOR).away_since == slack_town.now
    assert f"away:{EDITOR}" in slack_town.say(ADMIN, f"konto visa {ACCOUNT}").card.data["gaps"]
    await hear(talking, "user_change", 2)
    assert person(slack_town, EDITOR).is_here
    assert logged(slack_town, "person.away", "person.back") == ["person.away", "person.back"]
    assert slack_town.woken > woken


async def test_name_zone_and_language_follow_slack(talking: Talking, slack_town: Town) -> None:
    """S3: one row, though Slack tells of it again with every change of a status."""
    await hear(talking, "user_change", 2)
    eva = person(slack_town, EDITOR)
    assert (eva.name, eva.slug, eva.zone, eva.locale) == ("Eva Editor", EDITOR, "Europe/Amsterdam", "sv-SE")
    assert logged(slack_town, "person.followed") == ["person.followed"]


async def test_a_user_nobody_is_linked_to_changes_nothing(talking: Talking, slack_town: Town) -> None:
    """A team is larger than the town's few."""
    before = contents(slack_town.database)
    await hear(talking, "user_change", user=user(id="U0SOMEBODY", deleted=True))
    assert contents(slack_town.database) == before


async def test_a_user_slack_says_little_of_is_left_as_they_are(talking: Talking, slack_town: Town) -> None:
    """Fields may be missing, or empty."""
    before = contents(slack_town.database)
    await hear(talking, "user_change", user={"id": "U0EDITOR", "tz": None, "profile": {}})
    assert contents(slack_town.database) == before


async def test_whoever_writes_first_is_asked_for_once(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """Names and zones from before the bot was there, also of who was thought to be away."""
    await hear(talking, "user_change", user=user(deleted=True))
    slack.tell("users.info", body=payload("users_info"))
    async with talking() as talk:
        await talk.slash("hjälp")
        await slack.called("users.info")
        await talk.slash("hjälp")
    (asked,) = slack.made("users.info")
    assert (asked["user"], str(asked["include_locale"])) == ("U0EDITOR", "1")
    eva = person(slack_town, EDITOR)
    assert eva.is_here
    assert (eva.name, eva.zone) == ("Eva Editor", "Europe/Amsterdam")


async def test_who_writes_twice_at_once_is_asked_for_once(slack: StandIn, slack_town: Town) -> None:
    """The second line comes before the first is answered."""
    slack.tell("users.info", body=payload("users_info"))
    life = Life(
        slack_town.dispatch, web.client(BOT_TOKEN, slack.api), TEAM, "U0SOMERAD", lambda: slack_town.now
    )
    await asyncio.gather(life.met("U0EDITOR"), life.met("U0EDITOR"))
    assert len(slack.made("users.info")) == 1


async def test_whoever_was_gone_and_writes_again_is_asked_for_again(slack: StandIn, slack_town: Town) -> None:
    """F2: Slack told that they were gone, and never that they are back."""
    for _ in range(2):
        slack.tell("users.info", body=payload("users_info"))
    client = web.client(BOT_TOKEN, slack.api)
    life = Life(slack_town.dispatch, client, TEAM, "U0SOMERAD", lambda: slack_town.now)
    body = payload("user_change")
    body["event"]["user"]["deleted"] = True
    for _ in range(2):
        await life.met("U0EDITOR")
        assert person(slack_town, EDITOR).is_here
        await life.heard(body)
        assert not person(slack_town, EDITOR).is_here
    assert len(slack.made("users.info")) == 2


async def test_a_stranger_is_not_asked_for(talking: Talking, slack: StandIn) -> None:
    """Only who is linked concerns the bot."""
    async with talking() as talk:
        await talk.slash("hjälp", user="U0STRANGER")
    assert slack.made("users.info") == []


async def test_that_slack_does_not_say_is_logged_by_its_code(
    talking: Talking, slack: StandIn, slack_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """And the answer came all the same; it is not asked again and again."""
    slack.tell("users.info", body={"ok": False, "error": "missing_scope", "needed": "Eva Editor"})
    with caplog.at_level(logging.WARNING, "somerad.slack"):
        async with talking() as talk:
            for _ in range(2):
                assert "text" in await talk.slash("hjälp")
    assert [r.getMessage() for r in caplog.records] == ["users.info: missing_scope"]
    assert len(slack.made("users.info")) == 1
    assert person(slack_town, EDITOR).name == EDITOR


# Organisations


@pytest.mark.parametrize(
    "answer", [{"is_enterprise_install": True, "team_id": TEAM}, {"team_id": None}, {"enterprise_id": "E1"}]
)
async def test_an_app_of_a_whole_organisation_is_refused(
    small_town: Town, slack: StandIn, answer: dict[str, Any]
) -> None:
    """A town is one workspace; it says what to do."""
    slack.tell("auth.test", body={"ok": True, "user_id": "U0SOMERAD", "bot_id": "B0SOMERAD"} | answer)
    with pytest.raises(Refused) as refused:
        async with opened(app_of(small_town, slack)):
            pass
    assert "Enterprise" in refused.value.text
    assert "SLACK_BOT_TOKEN" in refused.value.what_to_do
    assert home(small_town).slack_team is None


async def test_somebody_of_another_organisation_is_told_kindly(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """And no administrator is asked to link them (S2)."""
    before = contents(slack_town.database)
    await talk.press("mina", user={"id": "U9GUEST", "name": "gun", "team_id": "T9OTHER"})
    answer = await slack.called(RESPONSE_URL)
    assert "Falköpings kommun" in said(answer)
    assert contents(slack_town.database) == before


async def test_a_linked_guest_is_who_they_are(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """An administrator has said so (S2)."""
    slack_town.say(ADMIN, f"person koppla {COMMUNICATOR} chatt=U9GUEST")
    await talk.press("status", user={"id": "U9GUEST", "name": "gun", "team_id": "T9OTHER"})
    assert "annan organisation" not in said(await slack.called(RESPONSE_URL))
