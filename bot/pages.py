"""Addresses of the bot's own pages that open something: signed with PAGE_KEY, so that nobody makes one up."""

import hashlib

from itsdangerous import BadData, URLSafeSerializer

from bot.settings import Settings
from core.words import DEFAULT_LANGUAGE, spoken

WAY_IN = "/lage/in/"


class Seal:
    """Signs a row's id and a secret for one `purpose`; what was signed for another is not taken."""

    def __init__(self, page_key: str, purpose: str) -> None:
        how = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        self._serializer = URLSafeSerializer(page_key, salt=f"somerad.{purpose}", signer_kwargs=how)

    def closed(self, row_id: int, nonce: str) -> str:
        """Both as one word that can stand in an address or a cookie."""
        return str(self._serializer.dumps([row_id, nonce]))

    def opened(self, word: str) -> tuple[int, str] | None:
        """Id and secret again; None unless the word was signed with this key for this purpose."""
        try:
            found = self._serializer.loads(word)
        except BadData:
            return None
        match found:
            case [int(row_id), str(nonce)]:
                return row_id, nonce
        return None


def link_seal(page_key: str) -> Seal:
    """What signs the links the bot gives."""
    return Seal(page_key, "overview.link")


def session_seal(page_key: str) -> Seal:
    """What signs the cookie that comes of a link."""
    return Seal(page_key, "overview.session")


class PageLinks:
    """Addresses under PUBLIC_URL, in the language spoken."""

    def __init__(self, settings: Settings) -> None:
        self._public_url = settings.public_url
        self._seal = link_seal(settings.page_key)

    def overview(self, link_id: int, nonce: str) -> str:
        """The address that opens the status page once."""
        language = "" if spoken() == DEFAULT_LANGUAGE else f"?lang={spoken()}"
        return f"{self._public_url}{WAY_IN}{self._seal.closed(link_id, nonce)}{language}"
