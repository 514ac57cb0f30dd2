"""A register as a town has it: 300 rows kept by many hands for ten years, made up from a seed."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook

PLATFORMS = (
    "Facebook", "facebook ", "FB", "Insta", "Instagram", "YouTube", "You Tube", "LinkedIn", "Linked-In", "Twitter/X",
    "X", "TikTok", "Tik Tok",
)  # fmt: skip
UNITS = (
    "Bibliotek",
    "BIBLIOTEK",
    "bibliotek ",
    "Skola",
    "Kultur och fritid",
    "Räddningstjänsten",
    "Vård & omsorg",
    "VA",
)
FIRST = ("Åsa", "Björn", "Cecilia", "Daud", "Eva-Lena", "Örjan", "Farah", "Gösta", "Xiu", "Ingemar")
LAST = ("Ek", "Åkerblom", "von Platen", "Hassan", "Lindström", "O'Neill", "Sjö-Berg", "Ng")
STATUSES = ("Aktivt", "aktiv", "Ja", "", None, "Igång", "Avslutat", "nedlagt", "Stängd")
HEADINGS = (
    "Nr", "Kontonamn", "Kanal ", "Förvaltning*", "Syfte och mål", "Ansvarig:", "Redaktörer", "Länk (webb)", "Status",
    "Startdatum",
    "Lösenord", "Anteckningar",
)  # fmt: skip


def register(path: Path, seed: int = 2016, count: int = 300) -> Path:
    """A workbook with title rows, odd headings, empty rows, times of every kind, and a few rows written twice."""
    chance, book = Random(seed), Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Konton 2016-2026"
    sheet.append(["Sociala medier i kommunen"])
    sheet.append([None, "uppdaterad av Åsa 3/4"])
    sheet.append([])
    sheet.append(HEADINGS)
    rows = [_row(chance, number) for number in range(count - 6)]
    for row in (*rows, *rows[:6]):
        sheet.append(row)
        if chance.random() < 0.05:
            sheet.append([None] * len(HEADINGS))
    book.save(path)
    return path


def _row(chance: Random, number: int) -> list[object]:
    kind = chance.choice(("bibliotek", "skola", "simhall", "äldreboende"))
    name = f"{chance.choice(('Falköpings', 'Kommunens', 'Vår'))} {kind} {number}"
    address = f"www.example.com/konto{number}"
    return [
        number, chance.choice((name, f" {name} ", f"{name}\u00a0")), chance.choice(PLATFORMS), chance.choice(UNITS),
        chance.choice(("Information", "Tips och\nnyheter", None, "=1+1")), _person(chance),
        chance.choice((None, "-", f"{_person(chance)}; {_person(chance)}", f"{_plain(chance)} och {_plain(chance)}")),
        chance.choice((address, f"https://{address}", f"http://{address} ", "saknas", None)),
        chance.choice(STATUSES), _when(chance), f"hemligt{number}!A", chance.choice((None, "ring Gösta", 17, 3.5)),
    ]  # fmt: skip


def _plain(chance: Random) -> str:
    return f"{chance.choice(FIRST)} {chance.choice(LAST)}"


def _person(chance: Random) -> str:
    first, last = chance.choice(FIRST), chance.choice(LAST)
    turned = f"{last}, {first}" if last.isalpha() and first.isalpha() else f"{first} {last}"
    return chance.choice((f"{first} {last}", f"{first}  {last}", turned))


def _when(chance: Random) -> object:
    day = date(2016, 1, 1) + timedelta(days=chance.randrange(3600))
    months = (
        "jan",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "aug",
        "sept",
        "oktober",
        "nov",
        "december",
    )
    return chance.choice((
        day, datetime(day.year, day.month, day.day, 9, 30), day.isoformat(),  # noqa: DTZ001
        f"{day.day}/{day.month} {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {months[day.month - 1]} {day.year}", day.strftime("%Y%m%d"), None,
        (day - date(1899, 12, 30)).days,
    ))  # fmt: skip
