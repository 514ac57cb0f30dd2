"""Short names that people type: as written, and folded so that case and accents may be left out."""

import unicodedata


def fold(text: str) -> str:
    """Lower case without accents: `Fråga` and `fraga` are the same."""
    if text.isascii():
        return text.lower()
    for _round in range(2):  # taking letters apart can bring new capitals, as in 𝕊
        apart = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(c for c in apart if not unicodedata.combining(c))
    return text


def slug_of(text: str) -> str:
    """A name as one typeable word: `Rut Redaktör` gives `rut-redaktör`. Empty when nothing can be kept."""
    kept = unicodedata.normalize("NFC", text.strip().lower())
    words = "".join(c if c.isalnum() or c in "-_." else " " for c in kept).split()
    return "-".join(words)
