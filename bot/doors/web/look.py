"""How pages look: templates in the reader's language, static files under addresses that change with their content."""

import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from core.words import DEFAULT_LANGUAGE, LANGUAGES, _, n_, speaking, spoken

HERE = Path(__file__).parent
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"


def language_of(request: Request) -> str:
    """The language a page is read in: `?lang=en`, else the default. The address alone decides, so that caches may."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else DEFAULT_LANGUAGE


def render(template: str, **values: object) -> str:
    """A template in the language spoken; everything in it is escaped."""
    return _environment().get_template(template).render(lang=spoken(), **values)


def page(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A template as an answer, in the reader's language."""
    with speaking(language_of(request)):
        return HTMLResponse(render(template, request=request, **values), status)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"_": _, "n_": n_, "static": static}
    return made


def static(name: str) -> str:
    """The address of a static file."""
    return f"/static/{_file(name)[1]}/{name}"


def content(name: str) -> bytes:
    """What a static file holds."""
    return _file(name)[0]


@cache
def _file(name: str) -> tuple[bytes, str]:
    content = (HERE / "static" / name).read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:16]


def _names() -> frozenset[str]:
    return frozenset(path.name for path in (HERE / "static").iterdir())


async def _serve(request: Request) -> Response:
    """A static file; one by its present address may be kept forever."""
    name = request.path_params["name"]
    if name not in _names():
        return Response(status_code=404)
    content, digest = _file(name)
    kept = FOREVER if request.path_params["digest"] == digest else "no-store"
    return Response(content, media_type=KINDS[Path(name).suffix], headers={"Cache-Control": kept})


STATIC = Route("/static/{digest}/{name}", _serve)
