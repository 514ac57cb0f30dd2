"""A file that was handed in through a chat: its name, and where the chat keeps it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """A file's name, and the address it is fetched from."""

    name: str
    url: str
