"""The public register on the web (F6, M6, O6, H5): who may keep it how long, and who may read it."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.doors.web.look import language_of, static
from bot.doors.web.register import formats
from bot.doors.web.register.formats import Addresses, Choice, Town
from core import register, workspace
from core.database import Database
from core.policy import Policy
from core.register import Register
from core.words import DEFAULT_LANGUAGE, LANGUAGES, speaking
from core.workspace import Workspace

FIVE_MINUTES = "public, max-age=300"
READ_BY_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Expose-Headers": "ETag",
    "Access-Control-Max-Age": "86400",
}
LONGEST = 200


class RegisterPages:
    """The register of one workspace, `home` (a slug, or empty where there is only one), at `public_url`."""

    def __init__(
        self, database: Database, policy_of: Callable[[Workspace], Policy], home: str, public_url: str
    ) -> None:
        self._database = database
        self._policy_of = policy_of
        self._home = home
        self._public_url = public_url
        self._known: Register | None = None

    def routes(self) -> list[Route]:
        """The page and its other forms. They work in threads: each reads the database."""
        return [
            *(Route(path, lambda _request: RedirectResponse("/konton")) for path in ("/", "/konton/")),
            Route("/konton", self.page),
            Route("/konton.json", self.json, methods=["GET", "OPTIONS"]),
            Route("/konton.csv", self.csv, methods=["GET", "OPTIONS"]),
            Route("/konton.fragment.html", self.fragment, methods=["GET", "OPTIONS"]),
        ]

    def page(self, request: Request) -> Response:
        """The list, with what was asked for chosen."""
        town, found = self.read()
        with speaking(language_of(request)):
            made = formats.page(town, found, self._addresses(request), _choice(request))
        return _kept(request, made, "text/html", found.updated)

    def json(self, request: Request) -> Response:
        """The list for programs."""
        town, found = self.read()
        with speaking(language_of(request)):
            made = formats.as_json(town, found, _choice(request))
        return _for_all(_kept(request, made, "application/json", found.updated))

    def csv(self, request: Request) -> Response:
        """The list for spreadsheets."""
        _town, found = self.read()
        with speaking(language_of(request)):
            made = formats.as_csv(found, _choice(request))
        answer = _for_all(_kept(request, made, "text/csv", found.updated))
        answer.headers["Content-Disposition"] = 'attachment; filename="konton.csv"'
        return answer

    def fragment(self, request: Request) -> Response:
        """The list for another page."""
        town, found = self.read()
        with speaking(language_of(request)):
            made = formats.fragment(town, found, _choice(request), _level(request))
        return _for_all(_kept(request, made, "text/html", found.updated))

    def read(self) -> tuple[Town, Register]:
        """Whose register, and what is in it now. Refused when the workspace is not to be found."""
        with self._database.read() as session:
            home = workspace.find(session, self._home)
            self._known = found = register.published(session, home, self._known)
        return town_of(home, self._policy_of(home)), found

    def _addresses(self, request: Request) -> Addresses:
        lang = language_of(request)
        other = next(known for known in LANGUAGES if known != lang)
        languages = {known: f"{self._public_url}/konton{_query(lang=known)}" for known in LANGUAGES}
        asked = {name: request.query_params.get(name, "") for name in ("q", "platform", "unit")}
        same = _query(**asked, lang=lang)
        return Addresses(
            json=f"/konton.json{same}",
            csv=f"/konton.csv{same}",
            fragment=f"/konton.fragment.html{same}",
            sheets=(static("style.css"), static("register.css")),
            script=static("register.js"),
            icon=static("mark.svg"),
            search="/konton",
            canonical=languages[lang],
            languages=languages,
            switch=f"/konton{_query(**asked, lang=other)}",
        )


def town_of(home: Workspace, policy: Policy) -> Town:
    """The town as its register shows it."""
    return Town(home.name, home.language, workspace.calendar_of(home), policy)


def _query(**asked: str) -> str:
    """What is asked for, as the end of an address; the default language is not said."""
    said = {
        name: value for name, value in asked.items() if value and (name, value) != ("lang", DEFAULT_LANGUAGE)
    }
    return f"?{urlencode(said)}" if said else ""


def _choice(request: Request) -> Choice:
    asked = request.query_params
    return Choice(*(asked.get(name, "").strip()[:LONGEST] for name in ("q", "platform", "unit")))


def _level(request: Request) -> int:
    asked = request.query_params.get("level", "2")
    if asked not in {"1", "2", "3", "4", "5", "6"}:
        raise HTTPException(400)
    return int(asked)


def _kept(request: Request, text: str, media_type: str, updated: datetime) -> Response:
    """The answer, to be kept for five minutes; 304 to who already has just that."""
    body = text.encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "Cache-Control": FIVE_MINUTES,
        "ETag": tag,
        "Last-Modified": format_datetime(updated.replace(microsecond=0), usegmt=True),
    }
    if _has(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _has(request: Request, tag: str) -> bool:
    """Whether the asker has what the tag names. By tag only: a newer bot may draw the same accounts in another way."""
    asked = request.headers.get("if-none-match", "")
    return asked.strip() == "*" or tag in {one.strip().removeprefix("W/") for one in asked.split(",")}


def _for_all(answer: Response) -> Response:
    answer.headers.update(READ_BY_ALL)
    return answer
