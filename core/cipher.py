"""The keys that encrypt citizens' words at rest, and under which of them a stored text is (S5)."""

from enum import StrEnum

PLAIN, LOCKED = "0:", "1:"


class State(StrEnum):
    """How a text is stored: under the newest key, an older one, in clear, or under one that is not at hand."""

    NEWEST = "newest"
    OLDER = "older"
    CLEAR = "clear"
    UNREADABLE = "unreadable"


class Cipher:
    """Fernet keys divided by commas, the newest first: it encrypts, all of them decrypt."""

    def __init__(self, keys: str) -> None:
        from cryptography.fernet import Fernet, MultiFernet

        each = [Fernet(key.strip()) for key in keys.split(",") if key.strip()]
        self._newest, self._all = each[0], MultiFernet(each)

    def lock(self, text: str) -> str:
        """The text as it is stored, under the newest key."""
        return LOCKED + self._newest.encrypt(text.encode()).decode()

    def unlock(self, stored: str) -> str | None:
        """The text of what `lock` gave; None where no key fits."""
        from cryptography.fernet import InvalidToken

        try:
            return self._all.decrypt(stored.removeprefix(LOCKED).encode()).decode()
        except InvalidToken:
            return None

    def is_newest(self, stored: str) -> bool:
        """Whether it is under the newest key."""
        from cryptography.fernet import InvalidToken

        try:
            self._newest.decrypt(stored.removeprefix(LOCKED).encode())
        except InvalidToken:
            return False
        return True

    def renewed(self, stored: str) -> str:
        """A stored text under the newest key; as it is where it is so already, or no key fits."""
        if stored.startswith(PLAIN):
            return self.lock(stored.removeprefix(PLAIN))
        text = None if self.is_newest(stored) else self.unlock(stored)
        return stored if text is None else self.lock(text)


def state_of(stored: str, cipher: Cipher | None) -> State:
    """How a text is stored, as far as the keys at hand tell."""
    if stored.startswith(PLAIN):
        return State.CLEAR
    if cipher is None:
        return State.UNREADABLE
    if cipher.is_newest(stored):
        return State.NEWEST
    return State.UNREADABLE if cipher.unlock(stored) is None else State.OLDER
