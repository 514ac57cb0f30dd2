"""Files handed in through Slack: fetched with the bot's token, from Slack's own servers only."""

import logging
from collections.abc import Mapping
from functools import partial
from http.client import HTTPException
from time import monotonic
from typing import IO, Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bot.doors.held import Held
from commands.command import FileRef
from core.errors import FieldError
from core.words import _

log = logging.getLogger("somerad.slack")

MEGABYTES = 100
SILENCE, WHOLE = 10.0, 60.0  # seconds without a byte, seconds for the file
HOST = "files.slack.com"
_PART = 64 * 1024


class _StayHere(HTTPRedirectHandler):
    """Follows no redirect: the token goes to nobody else."""

    def redirect_request(self, *_args: object, **_more: object) -> None:
        """Nowhere: the redirect becomes an error."""


def told_of(file: Mapping[str, Any]) -> Held:
    """The file as Slack tells of it; some parts may be missing of another organisation's."""
    name, url = (str(file.get(part) or "").strip() for part in ("name", "url_private_download"))
    return Held(name or "file", url)


class Files:
    """Fetches files for one bot. `api` is the Web API's address: a file may lie on its host, or on files.slack.com."""

    def __init__(self, token: str, api: str) -> None:
        self._token = token
        self._places = {("https", HOST), urlsplit(api)[:2]}
        self._opener = build_opener(_StayHere())

    def ref(self, field: str, held: Held) -> FileRef:
        """The file as a form's field takes it; its content is fetched when it is read."""
        return FileRef(held.name, partial(self.fetch, field, held.url))

    def fetch(self, field: str, url: str) -> bytes:
        """The content. FieldError on `field` when it lies elsewhere, is too large, or can't be fetched."""
        if urlsplit(url)[:2] not in self._places:
            raise FieldError(field, _("The file is not in this Slack. Upload it here instead."))
        request = Request(url, headers={"Authorization": f"Bearer {self._token}"})  # noqa: S310  (checked above)
        try:
            with self._opener.open(request, timeout=SILENCE) as answer:
                return _read(answer, field)
        except (OSError, HTTPException) as trouble:
            log.warning(
                "a file could not be fetched from Slack: %s", getattr(trouble, "code", type(trouble).__name__)
            )
            raise FieldError(
                field, _("The file could not be fetched from Slack. Attach it again in a moment.")
            ) from None


def _read(answer: IO[bytes], field: str) -> bytes:
    content, ends = bytearray(), monotonic() + WHOLE
    while part := answer.read(_PART):
        content += part
        if len(content) > MEGABYTES * 1_000_000:
            raise FieldError(field, _("The file is larger than {size} MB.", size=MEGABYTES))
        if monotonic() > ends:
            raise TimeoutError
    return bytes(content)
