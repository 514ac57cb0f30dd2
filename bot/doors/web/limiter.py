"""How often one address may ask for one thing: a bucket of tries that fills again with time."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from math import ceil

from starlette.exceptions import HTTPException
from starlette.requests import Request


class Limiter:
    """`tries` at once from each client address and path, refilled over `seconds`. Remembers at most `most` of them.

    Behind a proxy on the same machine the address is the one the proxy says. Asked from the event loop only.
    """

    def __init__(self, tries: int, seconds: float, now: Callable[[], datetime], most: int = 10_000) -> None:
        self._tries = tries
        self._rate = tries / seconds
        self._now = now
        self._most = most
        self._buckets: OrderedDict[tuple[str, str], tuple[float, datetime]] = OrderedDict()

    def check(self, request: Request) -> None:
        """Takes a try. HTTPException 429, with Retry-After in whole seconds, when there is none left."""
        wait = self.take(request.client.host if request.client else "", request.url.path)
        if wait:
            raise HTTPException(429, headers={"Retry-After": str(ceil(wait))})

    def take(self, address: str, path: str) -> float:
        """Takes a try; gives 0, or the seconds until there is one again."""
        now, key = self._now(), (_household(address), path)
        left, since = self._buckets.pop(key, (float(self._tries), now))
        left = min(self._tries, left + max(0.0, (now - since).total_seconds()) * self._rate)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        while len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self._rate

    def __len__(self) -> int:
        return len(self._buckets)


def _household(address: str) -> str:
    """The address; of IPv6 the network of 64 bits, since one house has all of that to choose from."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(int(found) >> 64) if isinstance(found, IPv6Address) else address
