"""The command line where something is not there: a line with what to do, an exit code, and nothing secret."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app

NOBODY = "postgresql://some:hemligt@127.0.0.1:1/some"
COMMANDS = (
    ["doctor"],
    ["doctor", "--send", "eva"],
    ["say", "hjälp"],
    ["tick"],
    ["db", "upgrade"],
    ["init", "--policy", "falkoping"],
    ["run"],
)


def run(words: list[str], database: str, **env: str) -> Result:
    """The command line, set up for a Slack that is not there."""
    slack = {
        "SLACK_BOT_TOKEN": "xoxb-hemligt", "SLACK_APP_TOKEN": "xapp-hemligt", "SLACK_SIGNING_SECRET": "",
        "SLACK_API_BASE_URL": "http://127.0.0.1:1/", "DATABASE_URL": database,
    }  # fmt: skip
    return CliRunner().invoke(app, words, env=slack | env)


def assert_told(result: Result, *named: str) -> None:
    """It ends by a sentence, not by an error nobody has thought of."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1
    assert all(name in result.output for name in named), result.output
    assert "hemligt" not in result.output


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_database_that_does_not_answer_is_told(words: list[str]) -> None:
    """With its address but for the password, and what to look at."""
    assert_told(run(words, NOBODY), "127.0.0.1", "DATABASE_URL")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_file_that_is_no_database_is_told(words: list[str], tmp_path: Path) -> None:
    file = tmp_path / "brev.db"
    file.write_text("Hej! " * 1000)
    assert_told(run(words, str(file)), "brev.db", "DATABASE_URL")
    assert file.read_text() == "Hej! " * 1000


@pytest.mark.parametrize("words", COMMANDS[:4], ids=" ".join)
def test_where_there_is_nothing_yet_it_says_how_to_begin(words: list[str], tmp_path: Path) -> None:
    """And makes no file."""
    assert_told(run(words, str(tmp_path / "some.db")), "somerad init")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["doctor"], ["doctor", "--send", "admin"]], ids=" ".join)
def test_a_slack_out_of_reach_is_not_blamed_on_the_token(words: list[str], tmp_path: Path) -> None:
    """The operator looks at the network."""
    database = str(tmp_path / "some.db")
    assert run(["init", "--policy", "falkoping"], database).exit_code == 0
    told = run(words, database)
    assert_told(told, "slack.com")
    assert "SLACK_BOT_TOKEN" not in told.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-…"),
        ("SLACK_APP_TOKEN", "xapp-hemligt mera"),
        ("SLACK_SIGNING_SECRET", "hemlig\u00a0t"),
        ("SLACK_API_BASE_URL", "slack.com/api"),
    ],
)
@pytest.mark.parametrize("words", [["doctor"], ["run"]], ids=" ".join)
def test_a_setting_that_no_request_could_carry_is_named(words: list[str], name: str, value: str) -> None:
    """As when the manual's own `xoxb-…` is left standing; the value is not repeated (S1)."""
    told = run(words, "unused.db", **{name: value})
    assert (told.exit_code, name in told.output) == (2, True)
    assert value not in told.output


@pytest.mark.parametrize(
    "words",
    [
        ["manifest", "slack", "--url", "http://some.kommun.se"],
        ["manifest", "slack", "--url", "https://some.kommun.se/slack"],
        ["manifest", "slack", "--url", "https://localhost"],
        ["manifest", "slack", "--name", "x" * 36],
        ["manifest", "slack", "--name", " "],
        ["manifest", "teams"],
        ["doctor", "--send"],
        ["doctor", "--db", "postgresql://some:hemligt@host:port/some"],
        ["doctor", "--db", "oracle://some:hemligt@host/some"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_two(words: list[str]) -> None:
    told = run(words, "unused.db")
    assert (told.exit_code, isinstance(told.exception, SystemExit)) == (2, True)
    assert told.output
    assert "hemligt" not in told.output
