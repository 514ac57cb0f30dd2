"""Files handed in through Teams: fetched from the town's own SharePoint, or from the service itself with its token."""

import logging
from collections.abc import Callable
from functools import partial
from http.client import HTTPException
from time import monotonic
from typing import IO
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bot.doors.held import Held
from commands.command import FileRef
from core.errors import FieldError
from core.words import _

log = logging.getLogger("somerad.teams")

MEGABYTES = 100
SILENCE, WHOLE = 10.0, 60.0  # seconds without a byte, seconds for the file
HOSTS = (".sharepoint.com", ".svc.ms")  # where Teams keeps what people send
_PART = 64 * 1024


class Files:
    """Fetches files. `token` gives one for the service; `hosts` are ends of names of hosts a file may lie on."""

    def __init__(
        self, token: Callable[[], str], hosts: tuple[str, ...] = HOSTS, scheme: str = "https"
    ) -> None:
        self._token = token
        self._hosts = hosts
        self._scheme = scheme
        self._opener = build_opener(_Within(self.is_known))

    def ref(self, field: str, held: Held, service_url: str) -> FileRef:
        """The file as a form's field takes it; its content is fetched when it is read."""
        return FileRef(held.name, partial(self.fetch, field, held.url, service_url))

    def is_known(self, url: str) -> bool:
        """Whether a file may be fetched from there without a token."""
        parts = urlsplit(url)
        return (
            parts.scheme == self._scheme
            and bool(parts.hostname)
            and f".{parts.hostname}".endswith(self._hosts)
        )

    def fetch(self, field: str, url: str, service_url: str) -> bytes:
        """The content. FieldError on `field` when it lies elsewhere, is too large, or can't be fetched."""
        headers = {}
        if _is_below(url, service_url):
            headers["Authorization"] = f"Bearer {self._token()}"
        elif not self.is_known(url):
            raise FieldError(
                field, _("The file is not in this Teams. Send it to me in our own chat instead.")
            )
        request = Request(url, headers=headers)  # noqa: S310  (checked above)
        try:
            with self._opener.open(request, timeout=SILENCE) as answer:
                return _read(answer, field)
        except (OSError, HTTPException) as trouble:
            log.warning("a file could not be fetched: %s", getattr(trouble, "code", type(trouble).__name__))
            raise FieldError(
                field,
                _(
                    "The file could not be fetched from Teams, which keeps it for me a short while. Send it again."
                ),
            ) from None


class _Within(HTTPRedirectHandler):
    """Follows a redirect only to where a file may lie, and never with the token."""

    def __init__(self, is_known: Callable[[str], bool]) -> None:
        self._is_known = is_known

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: object, newurl: str
    ) -> Request | None:
        """The request there; None, which becomes an error, for any other place."""
        return Request(newurl) if self._is_known(newurl) else None  # noqa: S310


def _is_below(url: str, service_url: str) -> bool:
    """Whether an address is the service's own."""
    theirs, ours = urlsplit(url), urlsplit(service_url)
    return bool(ours.netloc) and theirs[:2] == ours[:2]


def _read(answer: IO[bytes], field: str) -> bytes:
    content, ends = bytearray(), monotonic() + WHOLE
    while part := answer.read(_PART):
        content += part
        if len(content) > MEGABYTES * 1_000_000:
            raise FieldError(field, _("The file is larger than {size} MB.", size=MEGABYTES))
        if monotonic() > ends:
            raise TimeoutError
    return bytes(content)
