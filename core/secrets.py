"""Recognises what looks like a password, so that none is ever stored (S1); lets places and numbers through (S10)."""

import re

_NAMES = r"\b(lösen(ord(et)?)?|passord|password|passwd|pwd|pin(-?kod(en)?)?|inloggning(suppgifter(na)?)?)\b"
_NAMED = re.compile(
    _NAMES + r"(\s*((är|is|heter)\s*)?[:=]\s*\S|\s+((är|is|heter)\s+)?(?=\S*[\d!#$%&*@?+])\S+)", re.IGNORECASE
)
_TOKEN = re.compile(r"\b(xox[abpors]-|xapp-|gh[pousr]_|AKIA|eyJ)[\w-]{10,}|\bsk-(?=[\w-]*\d)[\w-]{16,}")
_IN_ADDRESS = re.compile(r"://[^/\s:@]+:[^/\s@]+@")
_ADDRESS = re.compile(r"^(https?://|www\.)|^[\w.+-]+@[\w-]+\.[\w.]+$", re.IGNORECASE)
_PART = re.compile(r"^([^\W\d_]+\d{0,4}|\d+|\w{1,5})$")
_SIGNS = "-/._:\\"  # what references and paths are made with


def looks_like_a_secret(text: str, *, alone: bool = False) -> bool:
    """Whether a text names a password or holds a token; `alone`: also when a word of it is built like a password."""
    if _NAMED.search(text) or _TOKEN.search(text) or _IN_ADDRESS.search(text):
        return True
    words = text.split()
    return alone and any(_is_built_like_one(word.strip(",;()"), is_all=len(words) == 1) for word in words)


def _is_built_like_one(word: str, is_all: bool) -> bool:
    """Eight characters or more that mix letters, digits and signs or cases, and are no address, path or number."""
    if len(word) < 8 or _ADDRESS.search(word):
        return False
    letters, digits = any(c.isalpha() for c in word), any(c.isdigit() for c in word)
    if not (letters and digits):
        return False
    if any(not c.isalnum() and c not in _SIGNS for c in word):
        return True
    parts = re.split(r"[-/._:\\]", word)
    cases = any(c.islower() for c in word) and any(c.isupper() for c in word)
    is_reference = all(_PART.match(part) for part in parts if part) and (len(parts) > 1 or not is_all)
    return cases and not is_reference
