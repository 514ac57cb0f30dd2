"""A citizen's words are told to the account's editors and communications only (S5): the bot is walked door by door.

Each column that is kept as a citizen's words holds a mark, which is looked for in all else the bot says or keeps.
"""

import io
import json
import logging
import shutil
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from bot import app as house
from bot.app import App
from bot.doors.slack.connect import connect as connect_slack
from bot.doors.teams.connect import connect as connect_teams
from bot.doors.web.demo.play import Line, Play
from bot.doors.web.demo.room import CHANNEL, DOOR, Room
from bot.doors.web.register.pages import RegisterPages
from bot.doors.web.site import site
from bot.logs import formatter
from bot.metrics import Metrics
from bot.settings import Settings
from bot.storage import FileStore
from bot.watching import WatchedDispatch
from commands.command import Caller, Reply, Request
from commands.registry import COMMANDS
from core import people
from core.card import Audience, to_json
from core.database import Database
from core.outbox import Reminder
from core.privacy.register import encrypted
from core.tables import METADATA
from reminders.worker import Worker
from tests.bot.report.test_report import made, text_of
from tests.bot.slack import client as in_slack
from tests.bot.slack.standin import RESPONSE_URL, TEAM
from tests.bot.slack.standin import standing_in as slack_standing_in
from tests.bot.slack.wiring import talking_to
from tests.bot.teams import client as in_teams
from tests.bot.teams.keyserver import serving_keys
from tests.bot.teams.standin import TENANT
from tests.bot.teams.standin import standing_in as teams_standing_in
from tests.bot.teams.wiring import door_of, over_http
from tests.bot.web.demo import test_safety as demo
from tests.bot.web.demo.conftest import Sample
from tests.bot.web.test_lage import Council, everything
from tests.commands.test_rights_table import Rehearsal
from tests.reminders.recorder import Recorder
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    EDITOR,
    FOUNDED,
    MANAGER,
    OUTSIDER,
    REGISTRAR,
    Town,
    local,
)  # fmt: skip

THEN, NOW = local(2026, 11, 20, 10, 0), local(2026, 11, 24, 9, 0)
MARKS = {
    "question.text": "Qvillerfrun",
    "disclosure_mask.passage": "Zebramannen",
    "moderation_case.profile": "grymtrollet.77",
    "stored_reply.card": "Qvillerfrun",  # the answer to whoever recorded it
}
MAY_READ = (EDITOR, COMMUNICATOR)
MAY_NOT = (MANAGER, OUTSIDER, ADMIN, REGISTRAR)
WORDS = "Qvillerfrun undrar om Zebramannen"
BLOCK = f"moderera {ACCOUNT} kategori=hets åtgärd=blockerad bedömning=regelbrott"
# Everything there is with a citizen's words, in every state it can be in; the line of each is what is logged about.
SAID = (
    (EDITOR, f'fråga {ACCOUNT} text="{WORDS}"', THEN),
    (EDITOR, f'fråga {ACCOUNT} text="{WORDS}"', THEN),
    (EDITOR, "svar F-2026-0002 namn=Eva avdelning=Kultur", THEN),
    (EDITOR, f'fråga {ACCOUNT} slag=synpunkt text="{WORDS}"', THEN),
    (EDITOR, 'vidare F-2026-0003 till="Gatukontoret"', THEN),
    (EDITOR, f'fråga {ACCOUNT} text="{WORDS}"', THEN),
    (EDITOR, f'rätta F-2026-0004 text="{WORDS}!"', THEN),
    (EDITOR, f'återöppna F-2026-0002 text="{WORDS}"', NOW),
    (EDITOR, f"{BLOCK} profil=@grymtrollet.77 omprövas=2026-11-25", THEN),
    (EDITOR, f"{BLOCK} orsak=Hot plats=Pärm", THEN),
    (EDITOR, "moderering komplettera M-2026-0002 profil=facebook.com/grymtrollet.77", THEN),
    (EDITOR, "rätta M-2026-0002 profil=grymtrollet.77", THEN),
    (COMMUNICATOR, 'möte kalla när="2026-10-02 10:00" plats=Stadshuset dagordning="Läget"', FOUNDED),
    (REGISTRAR, f"utlämnande konto {ACCOUNT}", NOW),
    (REGISTRAR, "utlämnande granska U-2026-0001", NOW),
    (REGISTRAR, 'utlämnande maskera U-2026-0001 ord="Zebramannen" lagrum="OSL 21 kap. 1 §"', NOW),
)

REFUSED = (
    f"moderera {ACCOUNT} kategori=reklam åtgärd=dold profil=@grymtrollet.77",
    f'fråga {ACCOUNT} när="{WORDS}"',
    f"{WORDS} {ACCOUNT}",
)


def marked(text: str) -> set[str]:
    """The marks that stand in a text."""
    return {mark for mark in MARKS.values() if mark.casefold() in text.casefold()}


def whole(reply: Reply) -> str:
    """All of an answer: the card, the form with what stands in its fields, the errors, and what would be made later."""
    return " ".join((to_json(reply.card), repr(reply.form), repr(reply.errors), repr(reply.later)))


@pytest.fixture(scope="module")
def told(founded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A town where it has all been said: where it lies, and what the log and the metrics had to say meanwhile."""
    folder = tmp_path_factory.mktemp("marked")
    shutil.copy(founded_file, folder / "town.db")
    town = Town(Database(str(folder / "town.db")), FileStore(f"file://{folder}/evidence"), FOUNDED)
    watched = WatchedDispatch(
        town.database, town.store, house.policy_of, makers=house.makers(town.database, town.store)
    )
    watched.metrics, town.dispatch = Metrics(), watched
    stream, handler, root = io.StringIO(), logging.StreamHandler(), logging.getLogger()
    handler.setStream(stream)
    handler.setFormatter(formatter("json"))
    root.addHandler(handler)
    before = root.level
    root.setLevel(logging.DEBUG)
    for person, line, at in SAID:
        town.report(person, line, at) if "granska" in line else town.say(person, line, at)
    assert not any(town.try_say(EDITOR, line, THEN).ok for line in REFUSED)
    Worker(town.database, house.policy_of).run(NOW, Recorder())
    watched.policy_of = lambda _home: int(WORDS)  # type: ignore[return-value, assignment]
    watched.handle(Request(Caller(EDITOR), "broken", NOW, text=f'fråga {ACCOUNT} text="{WORDS}"'))
    root.removeHandler(handler)
    root.setLevel(before)
    route = watched.metrics.route(town.database, lambda: NOW, "t" * 40)
    answer = TestClient(site([route])).get("/metrics", headers={"Authorization": f"Bearer {'t' * 40}"})
    town.database.close()
    yield {"folder": str(folder), "log": stream.getvalue(), "metrics": answer.text}


@pytest.fixture
def town(told: dict[str, str], tmp_path: Path) -> Iterator[Town]:
    """That town, to play in."""
    folder = Path(told["folder"])
    shutil.copytree(folder, tmp_path / "town")
    made = Town(Database(str(tmp_path / "town" / "town.db")), FileStore(f"file://{folder}/evidence"), NOW)
    yield made
    made.database.close()


# What is kept -----------------------------------------------------------------------------------------------


def test_every_column_of_citizens_words_is_marked_and_no_other(town: Town) -> None:
    """S5, S3: a new such column fails here until it is walked; no other column of any table has what stands in them."""
    assert set(MARKS) == set(encrypted())
    found: dict[str, set[str]] = {}
    with town.database.engine.connect() as connection:
        for table in METADATA.sorted_tables:
            for row in connection.execute(table.select()).mappings():
                for column, value in row.items():
                    if marks := marked(json.dumps(value, default=str, ensure_ascii=False)):
                        found.setdefault(f"{table.name}.{column}", set()).update(marks)
    assert found.keys() == MARKS.keys()
    assert all(mark in found[column] for column, mark in MARKS.items())


def test_the_log_and_the_metrics_have_no_words(told: dict[str, str]) -> None:
    """S5: at the most talkative, of what went well, was refused, and failed with the words in its error."""
    assert (
        "question.new" in told["log"] and "moderation.complete" in told["log"] and "ValueError" in told["log"]
    )
    assert "somerad_commands_total" in told["metrics"]
    assert marked(told["log"]) == marked(told["metrics"]) == set()


# What is answered -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stage(told: dict[str, str]) -> Iterator[Town]:
    """That town, where nothing is kept of what is tried."""
    folder = Path(told["folder"])
    made = Town(Rehearsal(str(folder / "town.db")), FileStore(f"file://{folder}/evidence"), NOW)
    yield made
    made.database.close()


def lines() -> dict[str, str]:
    """The command each line is of: its bare words, its examples, and these about what was answered or corrected."""
    others = {"F-2026-0001": ("F-2026-0002", "F-2026-0005"), "M-2026-0001": ("M-2026-0003",)}
    found: dict[str, str] = {}
    for command in COMMANDS:
        said = [command.words.replace("-*", "-2026-0001"), *command.examples]
        said += [line.replace(one, other) for one, more in others.items() for line in said for other in more]
        found |= dict.fromkeys(said, command.name)
    return found


@pytest.mark.parametrize("person", MAY_NOT)
def test_no_command_answers_others_with_words(stage: Town, person: str) -> None:
    """S5, H25: a card, a form filled in, an error; the registrar sees them in a request for public records only."""
    answers = {
        line: whole(stage.try_say(person, line))
        for line, name in lines().items()
        if not (person == REGISTRAR and name.startswith("disclosure."))
    }
    assert len(answers) > len(COMMANDS) and "M-2026-0001" in answers["blockering lista"]
    assert {line: found for line, answer in answers.items() if (found := marked(answer))} == {}


@pytest.mark.parametrize("person", MAY_READ)
def test_who_may_read_them_is_answered_alone(stage: Town, person: str) -> None:
    """S5: the account's editors and communications, never in a channel."""
    replies = {line: stage.try_say(person, line) for line in lines()}
    seen = {line: reply for line, reply in replies.items() if marked(whole(reply))}
    assert {"fråga visa F-2026-0001", "moderering visa M-2026-0001"} <= seen.keys()
    assert [line for line, reply in seen.items() if reply.card.audience is Audience.CHANNEL] == []


@pytest.mark.parametrize("word", sorted({*MARKS.values(), "Zebra"}))
def test_nobody_finds_anything_by_them(stage: Town, word: str) -> None:
    """S5: not even whether there is something."""
    for person in (*MAY_READ, *MAY_NOT):
        assert stage.say(person, f"sök {word}").card.data["found"] == []


def test_the_councils_report_has_none(town: Town) -> None:
    """C2, S5: as text, as sheets, and in what is said about the file."""
    report, sheet, table = (
        made(town, f"rapport 2026-H2{form}") for form in ("", " format=xlsx", " format=csv")
    )
    book = zipfile.ZipFile(io.BytesIO(sheet.content))
    said = [text_of(report), table.content.decode(), *(book.read(name).decode() for name in book.namelist())]
    assert ACCOUNT in said[0] and ACCOUNT in said[1]
    assert marked(" ".join(said)) == set()


# What it says by itself -------------------------------------------------------------------------------------


def test_no_reminder_digest_or_picture_has_them(town: Town) -> None:
    """C2, S7: to nobody at all, for two weeks; what is redrawn neither, nor what is kept to draw it from."""
    town.say(COMMUNICATOR, "inställningar kanal avdelning=C0KOMMUNIKATION")
    heard, worker = Recorder(by_channel=True), Worker(town.database, house.policy_of)
    for later in range(14):
        for hour in (8, 11):
            worker.run(local(2026, 11, 24, hour, 1) + timedelta(days=later), heard)
    end = local(2026, 12, 8, 9, 0)
    town.say(EDITOR, "svar F-2026-0001 namn=Eva avdelning=Kultur", end)
    worker.run(end, heard)
    cards = [card for _to, card in (*heard.sent, *heard.redrawn)]
    assert {"reply_overdue", "follow_up", "digest"} <= set(heard.rules())
    assert any(card.chart for card in cards) and heard.redrawn
    assert [card.title for card in cards if marked(to_json(card))] == []
    with town.database.read() as session:
        kept = [repr((each.data, each.matter, each.key)) for each in session.exec(select(Reminder))]
    assert kept and marked(" ".join(kept)) == set()


# Door by door -----------------------------------------------------------------------------------------------

ASKED = ("fråga visa F-2026-0001", "moderering visa M-2026-0001")


async def test_in_slack_only_who_asked_sees_them(town: Town) -> None:
    """S5: asked for in a channel, by a slash command and by a mention, on the Home tab, in a conversation."""
    connect_slack(town.database, NOW, TEAM)
    for person, user in ((EDITOR, in_slack.EDITOR), (MANAGER, "U0MANAGER")):
        town.say(ADMIN, f"person koppla {person} chatt={user}")
    async with slack_standing_in() as slack, talking_to(town, slack) as talk:
        mine = [await talk.slash(line) for line in ASKED]
        others = [await talk.slash(line, user="U0MANAGER") for line in ASKED]
        await talk.event("app_mention", text=f"<@U0SOMERAD> {ASKED[0]}")
        await slack.called("chat.postEphemeral")
        await talk.open_home()
        await slack.called("views.publish")
    assert all(marked(str(answer)) and answer["response_type"] == "ephemeral" for answer in mine)
    assert [answer for answer in others if marked(str(answer))] == []
    told = [call for call in slack.calls if marked(str(call.body))]
    assert [(call.method, call.body["user"]) for call in told] == [("chat.postEphemeral", in_slack.EDITOR)]
    assert RESPONSE_URL not in {call.method for call in told}


async def test_in_teams_only_who_asked_sees_them(town: Town) -> None:
    """S5: asked for in a channel or a group, the answer comes in one's own chat."""
    connect_teams(town.database, NOW, TENANT)
    for person, user in ((EDITOR, in_teams.EDITOR), (MANAGER, in_teams.MANAGERS)):
        town.say(ADMIN, f"person koppla {person} chatt={user}")
    with serving_keys() as keys:
        async with teams_standing_in() as teams, door_of(town, keys) as door, over_http(door, teams) as talk:
            await talk.say("mina")
            for name, line in zip(("message_channel", "message_group"), ASKED, strict=True):
                await talk.write(f"<at>SoMe-råd</at> {line}", name=name)
            await teams.written(3, in_teams.own())
            others = [await talk.say(line, user=in_teams.MANAGERS) for line in ASKED]
    assert [answer for answer in others if marked(str(answer))] == []
    assert {call.conversation for call in teams.calls if marked(str(call.body))} == {in_teams.own()}


def test_no_page_has_them(town: Town) -> None:
    """S5, F6: the council's status page with its lists, the public register in its four forms."""
    pages = everything(Council(town, now=NOW))
    assert "F-2026-0001" in pages["/lage/fragor"] and "M-2026-0001" in pages["/lage/borttaget"]
    register = TestClient(
        site(RegisterPages(town.database, house.policy_of, "", "https://some.example").routes())
    )
    for form in ("/konton", "/konton.json", "/konton.csv", "/konton.fragment.html"):
        pages[form] = register.get(form).text
        assert ACCOUNT in pages[form] or "bibliotek" in pages[form]
    assert [path for path, text in pages.items() if marked(text)] == []


async def test_in_the_demo_they_are_on_the_page_of_who_asked_only(town: Town) -> None:
    """S5: in a sample municipality's channel too."""
    with town.database.write() as session:
        home = town.home(session)
        home.is_demo = True
        session.add(home)
    app = App(Settings(_env_file=None, page_key="k" * 32), town.database, town.store, town.dispatch)
    play = Play(app, Room(NOW), pause=0)
    for number, line in enumerate(ASKED):
        request = Request(Caller(COMMUNICATOR), f"demo:{number}", NOW, text=line, door=DOOR)
        await play.hear(request, Line(CHANNEL, line))
    browser = demo.at(Sample(app, play.room))
    with town.database.read() as session:
        everybody = [person.slug for person in people.present(town.scope(session))]
    pages = {slug: browser.get("/", params={"as": slug, "in": CHANNEL}).text for slug in everybody}
    assert [slug for slug, page in pages.items() if marked(page)] == [COMMUNICATOR]
    assert len(pages) > 8
