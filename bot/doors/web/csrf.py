"""A form's own token: proof that the page it came from was drawn for the same session."""

import hashlib

from itsdangerous import Signer


def token(secret: str, session: str) -> str:
    """What a form carries in a hidden field. `session` is what the reader's cookie holds."""
    return _signer(secret).get_signature(session.encode()).decode()


def check(secret: str, session: str, token: str) -> bool:
    """Whether the token was made with this secret for this session."""
    return bool(session) and _signer(secret).verify_signature(session.encode(), token.encode())


def _signer(secret: str) -> Signer:
    return Signer(secret, salt="somerad.csrf", key_derivation="hmac", digest_method=hashlib.sha256)
