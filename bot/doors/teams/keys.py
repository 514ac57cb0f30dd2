"""The keys that Teams signs its calls with: fetched in a thread, so that nobody who forges a token stalls the bot."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping

import jwt

log = logging.getLogger("somerad.teams")

STALE, COOL_DOWN = 12 * 3_600.0, 60.0  # seconds after which keys are fetched anew, and between two fetches
SILENCE = 10.0


class Keys:
    """The connector's public keys by their id. The SDK's validator looks here, where it finds them without a wait."""

    def __init__(
        self,
        url: str,
        fetch: Callable[[str], Mapping[str, jwt.PyJWK]] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._fetch = fetch or fetched
        self._clock = clock
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._tried_at: float | None = None
        self._fetched_at: float | None = None
        self._fetching: asyncio.Task[None] | None = None

    async def has(self, kid: str) -> bool:
        """Whether a key is known; looked for anew, but not often, where it is not."""
        if kid not in self._keys:
            await self.refresh()
        elif self._is_stale():
            self._begin()  # the old ones hold meanwhile
        return kid in self._keys

    async def refresh(self) -> None:
        """Fetches the keys, unless that was tried a moment ago; all who wait, wait for the same."""
        if self._fetching is None and not self._has_just_tried():
            self._begin()
        if self._fetching is not None:
            await asyncio.shield(self._fetching)

    def get_signing_key_from_jwt(self, token: str) -> jwt.PyJWK:
        """The key of a token, as the SDK's validator asks. InvalidTokenError where it is not known."""
        found = self._keys.get(str(jwt.get_unverified_header(token).get("kid")))
        if found is None:
            raise jwt.InvalidTokenError("an unknown key")
        return found

    def _begin(self) -> None:
        if self._fetching is None and not self._has_just_tried():
            self._tried_at = self._clock()
            self._fetching = asyncio.create_task(self._fetch_them())

    async def _fetch_them(self) -> None:
        try:
            self._keys = await asyncio.to_thread(self._fetch, self._url)
            self._fetched_at = self._clock()
        except (jwt.PyJWTError, OSError, ValueError) as trouble:
            log.warning("the keys of Teams could not be fetched: %s", type(trouble).__name__)
        finally:
            self._fetching = None

    def _has_just_tried(self) -> bool:
        return self._tried_at is not None and self._clock() - self._tried_at < COOL_DOWN

    def _is_stale(self) -> bool:
        return self._fetched_at is None or self._clock() - self._fetched_at > STALE


def fetched(url: str) -> Mapping[str, jwt.PyJWK]:
    """The keys at an address, by their id. Raises PyJWTError."""
    keys = jwt.PyJWKClient(url, cache_jwk_set=False, timeout=SILENCE).get_signing_keys()
    return {str(key.key_id): key for key in keys}
