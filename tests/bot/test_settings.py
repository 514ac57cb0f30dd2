"""Settings: documented both ways, refused at start with what to mend, never read at import."""

import re
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic_core import PydanticUndefined

from bot.settings import Settings, SettingsError, read

HOUSE = Path(__file__).parents[2]
ENTRY = re.compile(r"^# (?P<help>.+)\n(?P<name>[A-Z_]+)=(?P<value>.*)$", re.MULTILINE)


def settings_of(tmp_path: Path, *lines: str) -> Settings:
    """The settings of an `.env` with those lines."""
    file = tmp_path / ".env"
    file.write_text("\n".join(lines), encoding="utf-8")
    return read(file)


def documented() -> dict[str, tuple[str, str]]:
    """Help and value by name, as `.env.example` has them."""
    text = (HOUSE / ".env.example").read_text(encoding="utf-8")
    return {entry["name"]: (entry["help"], entry["value"]) for entry in ENTRY.finditer(text)}


def test_every_setting_stands_in_the_example_with_its_help_and_default() -> None:
    """Held both ways: nothing undocumented, nothing documented that is not there."""
    real = {
        name.upper(): (field.description, str(field.default)) for name, field in Settings.model_fields.items()
    }
    assert documented() == real


def test_every_setting_has_a_default_and_one_line_of_help() -> None:
    for name, field in Settings.model_fields.items():
        assert field.default is not PydanticUndefined, name
        assert field.description and "\n" not in field.description, name


def test_secrets_are_empty_in_the_example() -> None:
    """S1."""
    secret = re.compile("TOKEN|SECRET|KEY|PASSWORD")
    assert all(not value for name, (_help, value) in documented().items() if secret.search(name))


def test_the_example_itself_can_be_used(tmp_path: Path) -> None:
    example = (HOUSE / ".env.example").read_text(encoding="utf-8")
    assert settings_of(tmp_path, example) == settings_of(tmp_path, "")


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (["SLACK_BOT_TOKEN=xoxb-1"], ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"]),
        (["SLACK_APP_TOKEN=xapp-1"], ["SLACK_BOT_TOKEN"]),
        (["SLACK_SIGNING_SECRET=s"], ["SLACK_BOT_TOKEN"]),
        (["DATA_KEY=too-short"], ["DATA_KEY", "Fernet"]),
        (["DATA_KEY=,"], ["DATA_KEY", "Fernet"]),
        (["LISTEN_PORT=0"], ["LISTEN_PORT"]),
        (["LISTEN_PORT=http"], ["LISTEN_PORT"]),
        (["SWEEP_SECONDS=1"], ["SWEEP_SECONDS"]),
        (["LOG_LEVEL=loud"], ["LOG_LEVEL"]),
        (["LISTEN_PORT=0", "LOG_LEVEL=loud"], ["LISTEN_PORT", "LOG_LEVEL"]),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, lines: list[str], named: list[str]) -> None:
    """All at once, each with its setting's name."""
    with pytest.raises(SettingsError) as refused:
        settings_of(tmp_path, *lines)
    assert all(name in str(refused.value) for name in named)


def test_a_secret_that_cannot_be_used_is_not_repeated(tmp_path: Path) -> None:
    """S1: the refusal goes to a log."""
    with pytest.raises(SettingsError) as refused:
        settings_of(tmp_path, "DATA_KEY=my-very-own-word", "SLACK_BOT_TOKEN=xoxb-own-token")
    assert "own" not in str(refused.value)


def test_slack_is_opened_only_when_it_is_set_up(tmp_path: Path) -> None:
    assert not settings_of(tmp_path, "").has_slack
    assert settings_of(tmp_path, "SLACK_BOT_TOKEN=xoxb-1", "SLACK_APP_TOKEN=xapp-1").has_slack
    assert settings_of(tmp_path, "SLACK_BOT_TOKEN=xoxb-1", "SLACK_SIGNING_SECRET=s").has_slack


def test_a_fernet_key_is_taken(tmp_path: Path) -> None:
    key = Fernet.generate_key().decode()
    assert settings_of(tmp_path, f"DATA_KEY={key}").data_key == key


def test_another_servers_address_ends_with_a_slash(tmp_path: Path) -> None:
    """slack_sdk joins by plain addition."""
    settings = settings_of(tmp_path, "SLACK_API_BASE_URL=http://127.0.0.1:9000/api")
    assert settings.slack_api_base_url == "http://127.0.0.1:9000/api/"


def test_what_others_keep_in_the_same_file_is_left_alone(tmp_path: Path) -> None:
    assert settings_of(tmp_path, "SOMEBODY_ELSES=1").listen_port == 8080
