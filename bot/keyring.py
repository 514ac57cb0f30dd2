"""Encrypts the chats' tokens at rest, with keys from the environment that can be changed while the bot runs."""

from core.errors import Refused
from core.words import _


class Keyring:
    """Keys (Fernet, divided by commas), the newest first: it encrypts, all of them decrypt."""

    def __init__(self, keys: str) -> None:
        from cryptography.fernet import Fernet, MultiFernet

        self._keys = MultiFernet([Fernet(key.strip()) for key in keys.split(",") if key.strip()])

    def lock(self, token: str) -> str:
        """The token, encrypted with the newest key."""
        return self._keys.encrypt(token.encode()).decode()

    def unlock(self, locked: str) -> str:
        """The token. Refused where none of the keys fits."""
        from cryptography.fernet import InvalidToken

        try:
            return self._keys.decrypt(locked.encode()).decode()
        except InvalidToken:
            raise _no_key_fits() from None

    def renew(self, locked: str) -> str:
        """The same token encrypted with the newest key. Refused where none of the keys fits."""
        from cryptography.fernet import InvalidToken

        try:
            return self._keys.rotate(locked.encode()).decode()
        except InvalidToken:
            raise _no_key_fits() from None


def _no_key_fits() -> Refused:
    return Refused(
        _("A token can't be read with the keys in TOKEN_KEYS."),
        _("Add the key it was written with last in TOKEN_KEYS, or install the app again."),
    )
