"""A port to listen on that nobody else is about to be given."""

import socket
from contextlib import suppress
from random import SystemRandom

BELOW_WHAT_SYSTEMS_GIVE = range(20_000, 32_000)


def free_port() -> int:
    """One that is free now; outside those that connections get, which other tests make meanwhile."""
    while True:
        port = SystemRandom().choice(BELOW_WHAT_SYSTEMS_GIVE)
        with suppress(OSError), socket.socket() as tried:
            tried.bind(("127.0.0.1", port))
            return port
