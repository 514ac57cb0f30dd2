"""Settings from the environment and `.env`; what can't be used is said at start, with how to mend it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


OFF = "off"  # said on purpose: citizens' words are not to be encrypted

_HELD = re.compile(r"token|secret|key|_url$|options")


class Settings(BaseSettings):
    """Every setting, each with its line of help in `.env.example`."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        """What may be printed or logged: neither keys and tokens nor addresses, which may hold a password."""
        for name, value in super().__repr_args__():
            yield name, "***" if value and name and _HELD.search(name) else value

    database_url: str = Field(
        "sqlite:///somerad.db",
        description="Where the records are: a SQLite file, or postgresql://user:password@host/name.",
    )
    database_connections: Annotated[
        int, Field(ge=3, le=500, description="How many connections to the database a process opens at most.")
    ] = 15
    evidence_url: str = Field(
        "file://evidence",
        description="Where evidence files are kept: a folder, or s3://BUCKET/FOLDER (uv sync --extra s3).",
    )
    evidence_endpoint: str = Field(
        "", description="S3: the object store's address (https://…) where it is not Amazon's."
    )
    evidence_key: str = Field(
        "", description="S3: the access key's id; empty takes what the machine itself is given."
    )
    evidence_secret: str = Field("", description="S3: the access key's secret.")
    data_key: str = Field(
        "",
        description="Fernet keys for citizens' words at rest, commas between, the newest first; off: readable.",
    )
    slack_bot_token: str = Field("", description="Slack: the bot's token (xoxb-…).")
    slack_app_token: str = Field("", description="Slack: the app-level token (xapp-…), for Socket Mode.")
    slack_signing_secret: str = Field("", description="Slack: the signing secret, for events over HTTP.")
    slack_client_id: str = Field(
        "",
        description="Slack: the app's client id, where many towns install it themselves, without a bot token.",
    )
    slack_client_secret: str = Field("", description="Slack: the app's client secret, with the client id.")
    token_keys: str = Field(
        "",
        description="Fernet keys that encrypt the towns' tokens at rest, divided by commas, the newest first.",
    )
    slack_api_base_url: str = Field(
        "https://slack.com/api/", description="Slack: the Web API's address, changed only for tests."
    )
    slack_channel_history: bool = Field(
        False,
        description="Slack: true where the bot may read back in channels what it has sent, after a crash.",
    )
    teams_client_id: str = Field("", description="Teams: the bot's Microsoft App ID (a GUID).")
    teams_client_secret: str = Field("", description="Teams: the app registration's client secret.")
    teams_tenant_id: str = Field("", description="Teams: the municipality's Entra tenant ID (a GUID).")
    teams_card_bytes: Annotated[
        int, Field(ge=16_000, le=80_000, description="Teams: the largest message, in bytes.")
    ] = 25_000
    teams_insecure_local: bool = Field(
        False, description="Teams: 1 believes whoever asks, on this machine only, to look at cards by hand."
    )
    public_url: str = Field(
        "",
        description="The address people reach the bot's pages at (https://some.kommun.se); empty opens none.",
    )
    page_key: str = Field(
        "",
        description="The secret that signs links to the status page (make one: somerad key); empty gives none.",
    )
    listen_host: str = Field("127.0.0.1", description="The address the bot's own HTTP server listens on.")
    listen_port: Annotated[int, Field(ge=1, le=65535, description="The port it listens on.")] = 8080
    sweep_seconds: Annotated[
        int, Field(ge=5, le=60, description="How often reminders are looked for, in seconds.")
    ] = 30
    metrics_token: str = Field(
        "", description="The bearer token that /metrics asks for (make one: somerad key); empty closes it."
    )
    log_format: str = Field(
        "text",
        pattern="^(text|json)$",
        description="How the log is written: text for people, json for machines.",
    )
    log_level: str = Field(
        "INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="How much the log says: DEBUG, INFO, WARNING or ERROR.",
    )

    @field_validator("data_key", "token_keys")
    @classmethod
    def _are_fernet_keys(cls, value: str, info: ValidationInfo) -> str:
        if value and (info.field_name, value) != ("data_key", OFF):
            from cryptography.fernet import Fernet, MultiFernet

            try:
                MultiFernet([Fernet(key.strip()) for key in value.split(",") if key.strip()])
            except ValueError:
                raise ValueError("is no Fernet key; make one: somerad key") from None
        return value

    @field_validator("teams_client_id", "teams_tenant_id")
    @classmethod
    def _is_a_guid(cls, value: str) -> str:
        if value and not _GUID.fullmatch(value):
            raise ValueError("is no ID such as 3b9d1d84-1c2f-4d36-8a52-7c0f1e6a9b10; copy it anew from Entra")
        return value.lower()

    @field_validator("slack_bot_token", "slack_app_token", "slack_signing_secret", "teams_client_secret")
    @classmethod
    def _can_be_sent(cls, value: str) -> str:
        if not all("!" <= character <= "~" for character in value):
            raise ValueError("has a character that no token has; copy it anew, whole and without spaces")
        return value

    @field_validator("slack_api_base_url")
    @classmethod
    def _ends_with_a_slash(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("is no address; it begins with https://")
        return value if value.endswith("/") else value + "/"

    @model_validator(mode="after")
    def _evidence_is_whole(self) -> "Settings":
        if bool(self.evidence_key) != bool(self.evidence_secret):
            raise ValueError("EVIDENCE_KEY and EVIDENCE_SECRET belong together: set both, or neither")
        if self.evidence_options and not self.evidence_url.startswith("s3://"):
            raise ValueError(
                "EVIDENCE_ENDPOINT, EVIDENCE_KEY and EVIDENCE_SECRET are for EVIDENCE_URL=s3://…"
            )
        return self

    @field_validator("public_url")
    @classmethod
    def _is_a_web_address(cls, value: str) -> str:
        found = urlsplit(value)
        if value and (found.scheme not in {"http", "https"} or not found.netloc or found.path.strip("/")):
            raise ValueError("is no address such as https://some.kommun.se")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _slack_is_whole(self) -> "Settings":
        way_in = self.slack_app_token or self.slack_signing_secret
        if self.serves_many:
            needed = ("slack_client_secret", "slack_signing_secret", "token_keys", "public_url")
            if missing := [name.upper() for name in needed if not getattr(self, name)]:
                raise ValueError(f"SLACK_CLIENT_ID without SLACK_BOT_TOKEN needs {', '.join(missing)}")
            return self
        if self.slack_bot_token and not way_in:
            raise ValueError(
                "SLACK_BOT_TOKEN needs a way in: SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)"
            )
        if way_in and not self.slack_bot_token:
            raise ValueError("SLACK_APP_TOKEN and SLACK_SIGNING_SECRET need SLACK_BOT_TOKEN")
        return self

    @model_validator(mode="after")
    def _teams_is_whole(self) -> "Settings":
        given = (self.teams_client_id, self.teams_client_secret, self.teams_tenant_id)
        if self.teams_insecure_local and any(given):
            raise ValueError(
                "TEAMS_INSECURE_LOCAL believes anybody: take it away, or the other TEAMS_ settings"
            )
        if self.teams_insecure_local and self.listen_host not in {"127.0.0.1", "::1", "localhost"}:
            raise ValueError("TEAMS_INSECURE_LOCAL believes anybody: LISTEN_HOST must be 127.0.0.1")
        if any(given) and not all(given):
            raise ValueError(
                "Teams needs all three: TEAMS_CLIENT_ID, TEAMS_CLIENT_SECRET and TEAMS_TENANT_ID"
            )
        return self

    @property
    def words_key(self) -> str:
        """The keys that citizens' words are encrypted with; empty without, on purpose or not."""
        return "" if self.data_key == OFF else self.data_key

    @property
    def evidence_options(self) -> dict[str, object]:
        """What fsspec is told of the store, beside its address."""
        given = {
            "endpoint_url": self.evidence_endpoint,
            "key": self.evidence_key,
            "secret": self.evidence_secret,
        }
        return {name: value for name, value in given.items() if value}

    @property
    def has_teams(self) -> bool:
        """Whether the Teams door is to be opened."""
        return bool(self.teams_client_id) or self.teams_insecure_local

    @property
    def has_slack(self) -> bool:
        """Whether the Slack door is to be opened."""
        return bool(self.slack_bot_token) or self.serves_many

    @property
    def has_chat(self) -> bool:
        """Whether there is a chat to send reminders to."""
        return self.has_slack or self.has_teams

    @property
    def serves_many(self) -> bool:
        """Whether many towns install the app themselves, each in its own Slack team."""
        return bool(self.slack_client_id) and not self.slack_bot_token


class SettingsError(ValueError):
    """Settings that can't be used; the text names each and how to mend it."""


def read(env_file: Path | None = Path(".env")) -> Settings:
    """The settings. SettingsError with every fault."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        lines = [_line(fault) for fault in error.errors(include_url=False)]
        raise SettingsError("\n".join(lines)) from None


def _line(fault: object) -> str:
    assert isinstance(fault, dict)  # noqa: S101
    name = ".".join(str(part) for part in fault["loc"]).upper()
    text = str(fault["msg"]).removeprefix("Value error, ")
    return f"{name}: {text}" if name else text
