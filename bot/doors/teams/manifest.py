"""The app package that an administrator uploads in Teams: made of what the door listens for, in Swedish and English."""

import json
import re
import zipfile
from importlib import resources
from pathlib import Path

from bot.doors.lines import named
from bot.doors.teams.ways import EXTENSIONS, LISTED
from bot.doors.texts import Json, clip
from core.errors import Refused
from core.words import _, speaking

VERSION = "1.29"
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"
APP_VERSION = "1.0.0"
NAME, NAME_LENGTH = "SoMe-råd", 30
COLOUR = "#1B5E5A"
ICONS = ("color.png", "outline.png")
PACKAGE = "somerad-teams.zip"
_ADDRESS = re.compile(r"https://[\w-]+(\.[\w-]+)+(:\d{1,5})?(/[\w./~%-]*)?", re.IGNORECASE)
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
EVERYWHERE = ["personal", "team", "groupChat"]


def write(folder: Path, client: str, url: str, town: str, name: str = NAME) -> list[Path]:
    """Writes the package and its parts; the files written, the package first.

    `client` is the bot's Microsoft App ID, `url` a page of the municipality's about the bot or itself. Refused when
    Teams would not take one of them.
    """
    with speaking("sv"):
        made = manifest(client, url, town, name)
    with speaking("en"):
        english = words(name)
    icons = resources.files("bot.doors.teams").joinpath("icons")
    parts = {"manifest.json": _json(made), "en.json": _json(english)}
    parts |= {icon: icons.joinpath(icon).read_bytes() for icon in ICONS}
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in parts.items():
        (folder / file).write_bytes(content)
    with zipfile.ZipFile(folder / PACKAGE, "w", zipfile.ZIP_DEFLATED) as package:
        for file in parts:
            package.write(folder / file, file)
    return [folder / PACKAGE, *(folder / file for file in parts)]


def manifest(client: str, url: str, town: str, name: str = NAME) -> Json:
    """The manifest in the language spoken."""
    bot, page = _checked(client, url, name)
    return {
        "$schema": SCHEMA,
        "manifestVersion": VERSION,
        "version": APP_VERSION,
        "id": bot,
        "developer": {
            "name": clip(town, 32), "websiteUrl": page, "privacyUrl": page, "termsOfUseUrl": page,
        },
        "localizationInfo": {
            "defaultLanguageTag": "sv", "additionalLanguages": [{"languageTag": "en", "file": "en.json"}],
        },
        "icons": {"color": ICONS[0], "outline": ICONS[1]},
        "accentColor": COLOUR,
        "name": {"short": name, "full": _full_name(name)},
        "description": {"short": _short(), "full": _full()},
        "bots": [{
            "botId": bot, "scopes": EVERYWHERE, "isNotificationOnly": False, "supportsFiles": True,
            "commandLists": [{"scopes": [scope], "commands": _commands()} for scope in EVERYWHERE],
        }],
        "composeExtensions": [{"botId": bot, "commands": [_entry(number) for number in range(len(EXTENSIONS))]}],
        "validDomains": [],
    }  # fmt: skip


def words(name: str = NAME) -> Json:
    """The manifest's texts in the language spoken, as the package's file of another language has them."""
    said: Json = {
        "$schema": SCHEMA.replace("MicrosoftTeams.", "MicrosoftTeams.Localization."),
        "name.short": name, "name.full": _full_name(name), "description.short": _short(), "description.full": _full(),
    }  # fmt: skip
    for place in range(len(EVERYWHERE)):
        for number, command in enumerate(_commands()):
            at = f"bots[0].commandLists[{place}].commands[{number}]"
            said |= {f"{at}.title": command["title"], f"{at}.description": command["description"]}
    for number in range(len(EXTENSIONS)):
        entry = _entry(number)
        at = f"composeExtensions[0].commands[{number}]"
        said |= {f"{at}.title": entry["title"], f"{at}.description": entry["description"]}
    return said


def _commands() -> list[Json]:
    """What stands in the list above the message field, as it is typed in Swedish: that works in every language."""
    found = [command for command in map(named, LISTED) if command]
    return [{"title": command.words.replace("*", ""), "description": _(command.summary)} for command in found]


def _entry(number: int) -> Json:
    """An entry of a message's menu."""
    entry = EXTENSIONS[number]
    return {
        "id": entry.command, "type": "action", "context": ["message"], "fetchTask": True,
        "title": clip(_(entry.title), 32), "description": clip(_(entry.summary), 128),
    }  # fmt: skip


def _full_name(name: str) -> str:
    return clip(f"{name}: {_('questions, moderation and deadlines in social media')}", 100)


def _short() -> str:
    return clip(_("Keeps the deadlines of the municipality's social media."), 80)


def _full() -> str:
    return _(
        "The bot helps those who look after the municipality's accounts in social media. It records accounts, "
        "questions, posts and moderation, works out when an answer is due, keeps what has to be kept, and "
        "reminds during office hours. It publishes nothing and answers nobody in your place. Write to it, or choose "
        "it in a message's menu."
    )


def _checked(client: str, url: str, name: str) -> tuple[str, str]:
    if not _GUID.fullmatch(client):
        raise Refused(
            _("{word} is no Microsoft App ID.", word=client or "–"),
            _(
                "Set TEAMS_CLIENT_ID to the app registration's Application (client) ID, or give it: --client-id ID"
            ),
        )
    if not _ADDRESS.fullmatch(url):
        raise Refused(
            _("{url} is no address that Teams takes.", url=url or "–"),
            _("Give a page of the municipality's, as in --url https://www.kommun.se"),
        )
    if not 0 < len(name.strip()) <= NAME_LENGTH:
        raise Refused(
            _("Teams takes no app name of {count} characters.", count=len(name.strip())),
            _("Give one of 1 to {most} characters: --name NAME", most=NAME_LENGTH),
        )
    return client.lower(), url


def _json(made: Json) -> bytes:
    return (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()
