"""Fields that several forms about accounts have, and what a web address must be."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from commands import choices
from commands.command import Key
from core.errors import FieldError
from core.words import N_, _

URL = Key("url", "url", N_("Address"), example="https://www.facebook.com/…", max_length=1000)
REASON = Key("orsak", "reason", N_("Reason"), free=True, max_length=500)
FIRST = Key("från", "from", N_("First day"))
LAST = Key("till", "to", N_("Last day"))
PERSON = Key("person", "person", N_("Person"), position=2, source=choices.PEOPLE)


def part(sv: str, en: str, label: str, hint: str = "") -> Key:
    """A field of a need or of a plan: a few sentences."""
    return Key(sv, en, label, hint, long=True, max_length=1000)


def paged(key: Key) -> Key:
    """The field on a form's second page."""
    return replace(key, page=2)


GOALS = part("mål", "goals", N_("Goals"), N_("What the account shall lead to."))
TARGET = Key("målgrupp", "target", N_("Target group"), N_("Whom it is for."), max_length=500)
REACH = part("når", "reach", N_("How the target group is reached"))
CHANNEL = part("kanal", "channel", N_("Why it is the right channel"))
CENTRAL = part("central", "central", N_("Why the municipality's own account is not enough"))
RESOURCES = part("resurser", "resources", N_("Resources"), N_("Who does the work, and how long it takes."))

NUMBER = re.compile(r"^[a-z]-\d{4}-\d+$")  # would be taken for a number of the log


def web_address(url: str | None, field: str = "url") -> str | None:
    """The address, which must be whole and lead where it says: the public reads it (F6). FieldError otherwise."""
    if url and not _is_whole(url):
        raise FieldError(field, _("Write the whole address, beginning with https://"))
    return url


def _is_whole(url: str) -> bool:
    """Whether it is of the web, names a host but nobody's log-in (S1), and has no space or sign that isn't seen."""
    try:
        found = urlsplit(url)
        is_plain = url.isprintable() and " " not in url and "@" not in found.netloc
        return url.startswith(("https://", "http://")) and bool(found.hostname) and is_plain
    except ValueError:
        return False
