"""The public register as data: the shape that docs/register.schema.json publishes."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.register import Entry

VERSION = 1
SCHEMA = "https://json-schema.org/draft/2020-12/schema"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PublishedAccount(_Part):
    """An account in use."""

    account: str = Field(description="The town's own short name of the account; it never changes.")
    name: str = Field(description="What the account is called on its platform, else its short name.")
    platform: str = Field(description="The platform as the town's policy names it: facebook, instagram, …")
    platform_name: str = Field(description="The platform as people write it, in the language asked for.")
    unit: str = Field(description="The unit of the municipality that answers for the account.")
    purpose: str = Field(description="What the account is for.")
    url: str = Field(description="The account's address.", json_schema_extra={"format": "uri"})


class PublishedRegister(_Part):
    """A municipality's accounts in social media: those in use that have an address. Nothing about any person."""

    version: Literal[1] = Field(
        description="The version of this shape. New fields may come within a version."
    )
    municipality: str = Field(description="Whose accounts they are.")
    language: str = Field(description="The language of names, units and purposes (ISO 639-1).")
    updated: datetime = Field(description="When an account last came, went or changed, with offset.")
    count: int = Field(description="How many accounts follow.", ge=0)
    accounts: list[PublishedAccount] = Field(description="The accounts, by unit and name.")


def published_account(entry: Entry) -> PublishedAccount:
    """An entry, in the language spoken."""
    return PublishedAccount(
        account=entry.account,
        name=entry.name,
        platform=entry.platform,
        platform_name=entry.platform_name,
        unit=entry.unit,
        purpose=entry.purpose,
        url=entry.url,
    )


def schema() -> dict[str, Any]:
    """The shape as JSON Schema. What comes later within a version is allowed to be there."""
    made = PublishedRegister.model_json_schema()
    for part in (made, *made["$defs"].values()):
        del part["additionalProperties"]
    return {"$schema": SCHEMA, **made}
