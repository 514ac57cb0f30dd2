"""The public register in its four forms: a page, JSON, CSV, and a fragment to put into another page."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from bot.doors.web.look import render
from bot.doors.web.register.data import VERSION, PublishedRegister, published_account
from core import register
from core.policy import Policy
from core.policy.questions import Clock
from core.register import Entry, Register
from core.words import _, n_
from core.words.times import moment
from core.worktime import Calendar

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Town:
    """Whose register it is. `language` is that of its own words: units, purposes, policy."""

    name: str
    language: str
    calendar: Calendar
    policy: Policy


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for: words to look for, a platform, a unit. Empty chooses all."""

    text: str = ""
    platform: str = ""
    unit: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.platform or self.unit)

    def of(self, found: Register) -> tuple[Entry, ...]:
        """The entries chosen."""
        return register.matching(found.entries, self.text, self.platform, self.unit)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the page's files and other forms are.

    `search` takes the form; empty where nobody answers it, as among files. `canonical` and `languages` (by
    language) are whole addresses, for search engines; `switch` is the same page in the other language.
    """

    json: str
    csv: str
    fragment: str
    sheets: tuple[str, ...]
    script: str
    icon: str
    search: str = ""
    canonical: str = ""
    languages: Mapping[str, str] = field(default_factory=dict)
    switch: str = ""


ALL = Choice()


def page(town: Town, found: Register, at: Addresses, choice: Choice = ALL) -> str:
    """The page, in the language spoken."""
    chosen = choice.of(found)
    return render(
        "register/page.html",
        town=town,
        at=at,
        choice=choice,
        everyone=len(found.entries),
        count=len(chosen),
        groups=_by_unit(chosen),
        platforms=sorted({(e.platform_name, e.platform) for e in found.entries}),
        units=dict.fromkeys(e.unit for e in found.entries),
        updated=found.updated,
        updated_text=moment(found.updated, town.calendar),
        promise=_promise(town.policy),
    )


def fragment(town: Town, found: Register, choice: Choice = ALL, level: int = 2) -> str:
    """The list alone, to put into another page: its headings are of `level`, and it brings no style."""
    return render(
        "register/fragment.html",
        town=town,
        groups=_by_unit(choice.of(found)),
        level=level,
        updated=found.updated,
        updated_text=moment(found.updated, town.calendar),
    )


def _by_unit(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    return [(unit, list(group)) for unit, group in groupby(entries, lambda entry: entry.unit)]


def _promise(policy: Policy) -> str:
    """How soon a question on an account is answered (F10, H9); empty where the policy sets no time (G13)."""
    clock, amount = policy.reply.clock.value, policy.reply.amount.value or 0
    if clock is Clock.WEEKDAY_HOURS:
        return n_(
            "Questions in comments and messages are answered within {count} hour on weekdays.",
            "Questions in comments and messages are answered within {count} hours on weekdays.",
            amount,
        )
    if clock is Clock.WORKING_DAYS:
        return n_(
            "Questions in comments and messages are answered within {count} working day.",
            "Questions in comments and messages are answered within {count} working days.",
            amount,
        )
    if clock is Clock.NEXT_WORKING_DAY:
        return _("Questions in comments and messages are answered on the next working day at the latest.")
    return ""


def as_json(town: Town, found: Register, choice: Choice = ALL) -> str:
    """The entries as docs/register.schema.json says."""
    accounts = [published_account(entry) for entry in choice.of(found)]
    content = PublishedRegister(
        version=VERSION,
        municipality=town.name,
        language=town.language,
        updated=found.updated,
        count=len(accounts),
        accounts=accounts,
    )
    return content.model_dump_json(indent=1) + "\n"


def as_csv(found: Register, choice: Choice = ALL) -> str:
    """The entries as a Swedish spreadsheet opens them: semicolons, a byte order mark, and nothing that is a formula."""
    made = io.StringIO()
    made.write("\ufeff")
    writer = csv.writer(made, delimiter=";")
    writer.writerow((_("Short name"), _("Name"), _("Platform"), _("Unit"), _("Purpose"), _("Address")))
    for entry in choice.of(found):
        cells = (entry.account, entry.name, entry.platform_name, entry.unit, entry.purpose, entry.url)
        writer.writerow([_cell(cell) for cell in cells])
    return made.getvalue()


def _cell(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(FORMULAS) else text
