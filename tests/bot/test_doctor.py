"""What doctor finds besides the chats: each fault on its line, with what to do; a sound bot has none."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy
from cryptography.fernet import Fernet

from bot.app import App, policy_of
from bot.clock import now
from bot.custody import Night
from bot.doctor import examine
from bot.keyring import Keyring
from bot.settings import Settings
from core import installations
from reminders.worker import Worker
from tests.town import ACCOUNT, EDITOR, Town, local, png

TEAMS = {"teams_insecure_local": True}
MANY = {
    "slack_client_id": "1.2",
    "slack_client_secret": "shh",
    "slack_signing_secret": "s" * 32,
    "public_url": "https://some.example",
}


def faults(town: Town, at: datetime | None = None, **settings: Any) -> list[str]:
    """What is wrong, looked at by the real clock, as the database's is."""
    app = App(
        Settings(_env_file=None, **({"data_key": "off"} | settings)), town.database, town.store, town.dispatch
    )
    return [finding.text for finding in examine(app, at or now()) if not finding.ok]


def test_a_sound_bot_has_no_faults(town: Town) -> None:
    assert faults(town) == []


def test_reminders_that_nobody_sends_are_told_of(town: Town) -> None:
    """Whichever chat they were meant for; not where there is no chat to send them by."""
    town.say(EDITOR, f"fråga {ACCOUNT}", local(2026, 9, 1, 9))
    Worker(town.database, policy_of).tick(local(2026, 9, 2, 8, 30))
    assert not [fault for fault in faults(town, local(2026, 9, 2, 12), **TEAMS) if "somerad run" in fault]
    assert [fault for fault in faults(town, local(2026, 9, 4, 12), **TEAMS) if "somerad run" in fault]
    assert not [fault for fault in faults(town, local(2026, 9, 4, 12)) if "somerad run" in fault]


def test_evidence_that_no_night_looks_at_is_told_of(small_town: Town) -> None:
    """F13: also where the bot is stopped at night, which nothing else would show."""
    town, reached = small_town, "tre nätter"
    town.say(
        EDITOR,
        f"moderera {ACCOUNT} kategori=hets åtgärd=dold",
        local(2026, 9, 1, 9),
        files={"evidence": png()},
    )
    assert not [fault for fault in faults(town, local(2026, 9, 3, 9), **TEAMS) if reached in fault]
    assert [fault for fault in faults(town, local(2026, 9, 5, 9), **TEAMS) if reached in fault]
    Night(town.database, town.store, policy_of).look_at_all(local(2026, 9, 4, 2))
    assert not [fault for fault in faults(town, local(2026, 9, 5, 9), **TEAMS) if reached in fault]


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_clock_beside_the_databases_is_told_of(town: Town) -> None:
    """Replicas lease by their own clocks."""
    for apart in (timedelta(minutes=1), timedelta(minutes=-1)):
        (fault,) = faults(town, now() + apart)
        assert "NTP" in fault


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_more_connections_than_the_database_takes_are_told_of(town: Town) -> None:
    (fault,) = faults(town, database_connections=400)
    assert "DATABASE_CONNECTIONS" in fault


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_table_outside_the_wall_is_told_of(town: Town) -> None:
    """Once some are protected, one that is not was forgotten."""
    with town.database.engine.begin() as connection:
        for how in ("ENABLE", "FORCE"):
            connection.execute(sqlalchemy.text(f"ALTER TABLE account {how} ROW LEVEL SECURITY"))
    (fault,) = faults(town)
    assert "question" in fault and "somerad db protect" in fault


def test_tokens_that_no_key_opens_are_told_of(town: Town) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    with town.database.write() as session:
        locked = Keyring(old).lock("xoxb-1")
        installations.keep(town.scope(session), "slack", "T0FALK", "U0SOMERAD", locked, "chat:write")
    assert faults(town, token_keys=f"{new},{old}", **MANY) == []
    (fault,) = faults(town, token_keys=new, **MANY)
    assert "TOKEN_KEYS" in fault
