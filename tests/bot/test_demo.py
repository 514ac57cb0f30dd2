"""The demo: always the same half-year, and a conversation in which time passes and reminders arrive."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from bot import app as house
from bot.app import App
from bot.demo import run
from bot.demo.conversation import Conversation
from bot.settings import Settings
from core import accounts, audit, workspace
from core.audit import AuditRow
from tests.town import png

SETTINGS = Settings(_env_file=None)  # type: ignore[call-arg]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The sample municipality, made once."""
    app = run.make(SETTINGS, tmp_path_factory.mktemp("demo"))
    yield app
    app.database.close()


@pytest.fixture
def talk(demo: App, tmp_path: Path) -> Iterator[Conversation]:
    """A conversation in a copy of it."""
    with sqlite3.connect(str(demo.database.engine.url.database)) as source:
        source.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    urls = {"database_url": str(tmp_path / "copy.db"), "evidence_url": f"file://{tmp_path / 'evidence'}"}
    copy = house.build(SETTINGS.model_copy(update=urls))
    yield run.start(copy)
    copy.database.close()


def payloads(app: App) -> list[str | None]:
    """The audit log's payloads, in order."""
    with app.database.read() as session:
        return list(session.exec(select(AuditRow.payload).order_by(AuditRow.seq)))  # type: ignore[arg-type]


def test_it_is_always_the_same(demo: App, tmp_path: Path) -> None:
    again = run.make(SETTINGS, tmp_path)
    assert payloads(again) == payloads(demo)
    again.database.close()


def test_it_has_a_dozen_accounts_and_a_log_that_holds(demo: App) -> None:
    """S3."""
    with demo.database.read() as session:
        home = workspace.find(session, "")
        assert home.is_demo
        assert audit.verify(session, home.id) == []
        active = session.exec(select(accounts.Account).where(accounts.Account.status != "requested")).all()
    assert len(active) == 12


def test_reminders_arrive_as_the_clock_moves(talk: Conversation) -> None:
    """F10, C2: the digest at eight, the reminder four hours ahead, the one when the time is up."""
    said = talk.hear("/tid 2026-11-23 15:00")
    heads = [said.index(f"─── måndag 23 nov 2026 kl. {clock}") for clock in ("08.00", "11.00", "15.00")]
    assert heads == sorted(heads)
    assert "F-2026-0049" in said


def test_a_question_is_recorded_answered_and_signed_by_buttons(talk: Conversation) -> None:
    """F10, F11."""
    talk.hear("/som berit-biblioteksredaktör")
    assert "är registrerad" in talk.hear("fråga bibliotek-fb")
    assert "är besvarad i tid" in talk.hear("1")
    assert talk.hear("1")
    assert "undertecknat" not in talk.hear("mina")


def test_a_form_is_filled_in_field_by_field(talk: Conversation, tmp_path: Path) -> None:
    """F13: the second page asks for evidence."""
    picture = tmp_path / "skärm.png"
    picture.write_bytes(png())
    talk.hear("/som berit-biblioteksredaktör")
    talk.hear("moderera bibliotek-fb")
    assert "hets" in talk.prompt()
    talk.hear("hets")
    second_page = talk.hear("dold")
    assert "Dölj" in second_page
    fields = []
    for _field in range(7):
        assert talk.filling
        fields.append(talk.filling.asked.name)
        answer = talk.hear(str(picture) if talk.filling.asked.name == "evidence" else "")
    assert fields == [
        "judgement",
        "evidence",
        "posted_at",
        "place",
        "police_report",
        "diary_number",
        "author",
    ]
    assert "är registrerad" in answer
    assert "Polisanmälan saknas" in answer
    assert "Underlag saknas" not in answer
    assert not talk.filling


def test_pressing_somebody_else_s_button_is_done_as_them(talk: Conversation) -> None:
    talk.hear("/tid 2026-11-23 13:00")
    number = next(
        n for n, (who, button) in enumerate(talk.buttons, 1)
        if who == "rolf-rektor" and button.command.startswith("konto godkänn")
    )  # fmt: skip
    assert "fritidsgård-tiktok" in talk.hear(str(number))
    assert talk.person == "rolf-rektor"


@pytest.mark.parametrize(
    "line", ["/tid 2020-01-01 08:00", "/tid +9999d", "/tid snart", "/som ingen", "/vet-ej", "99", ""]
)
def test_odd_lines_are_answered_kindly(talk: Conversation, line: str) -> None:
    before = talk.now
    talk.hear(line)
    assert talk.now == before
    assert not talk.over


def test_leaving(talk: Conversation) -> None:
    talk.hear("fråga")
    assert talk.filling
    talk.hear("/avbryt")
    assert not talk.filling
    talk.hear("/sluta")
    assert talk.over
