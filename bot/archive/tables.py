"""The log as tables that need no program to be read: which columns, what each is, and the rows of an account's life.

They are written in Swedish, as the archive that takes them over reads them.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from bot.archive.markup import element, written
from core.accounts import Account
from core.audit import AuditRow
from core.evidence import StoredFile
from core.moderation import Case
from core.posts import Post
from core.questions import Question
from core.snapshots import Snapshot
from core.worktime import Calendar

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the files, the attribute it shows, and what it is."""

    name: str
    attribute: str
    about: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A table by its name in the files, and what it holds."""

    name: str
    about: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its rows, as they are written."""

    kind: Kind
    rows: tuple[tuple[str, ...], ...]


def _kind(name: str, about: str, *columns: tuple[str, str, str]) -> Kind:
    return Kind(name, about, tuple(Column(*column) for column in columns))


_ROW = (
    ("nummer", "number", "radens nummer i loggen"),
    ("konto", "account_id", "kontots kortnamn"),
    ("registrerad", "recorded_at", "när raden registrerades"),
    ("registrerad_av", "recorded_by", "vem som registrerade raden"),
    ("makulerad", "voided_at", "när raden makulerades; tomt om den gäller"),
    ("makulerad_orsak", "void_reason", "varför den makulerades: corrected = rättad, undone = ångrad"),
    ("ersatt_av", "replaced_by", "numret på raden som ersatte den"),
)

KINDS: Mapping[type[Any], Kind] = {
    Account: _kind(
        "konton", "Kommunens konton i sociala medier",
        ("konto", "slug", "kontots kortnamn i loggen"), ("plattform", "platform", "tjänsten som kontot finns på"),
        ("namn", "handle", "kontots namn på plattformen"), ("adress", "url", "kontots adress"),
        ("verksamhet", "unit", "verksamheten som kontot hör till"), ("syfte", "purpose", "vad kontot är till för"),
        ("malgrupp", "target_group", "vilka kontot vänder sig till"),
        ("ansvarig", "responsible_id", "vem som senast ansvarade för kontot"),
        ("status", "status", "requested = begärt, approved = godkänt, active = aktivt, closing = avslut begärt, "
                             "closed = avslutat, rejected = avslaget"),
        ("begart", "requested_at", "när kontot begärdes"), ("begart_av", "requested_by", "vem som begärde det"),
        ("aktiverat", "activated_at", "när det togs i bruk"), ("avslutat", "closed_at", "när det avslutades"),
        ("avslutat_orsak", "closing_reason", "varför det avslutades"),
    ),
    Question: _kind(
        "fragor", "Frågor som har kommit till kontona", *_ROW,
        ("slag", "kind", "question = fråga, view = synpunkt, complaint = klagomål, med flera"),
        ("mottagen", "received_at", "när frågan ställdes"), ("svar_senast", "due_at", "när svaret senast skulle ges"),
        ("lank", "link", "frågans adress"), ("text", "text", "frågan, om den sparades"),
        ("vidare_till", "forwarded_to", "vem frågan skickades vidare till"),
        ("vidare", "forwarded_at", "när den skickades vidare"), ("besvarad", "answered_at", "när svaret gavs"),
        ("besvarad_av", "answered_by", "vem som svarade"), ("undertecknat", "signed_name", "namnet under svaret"),
        ("stangd", "closed_at", "när frågan stängdes utan svar"), ("stangd_orsak", "closed_reason", "varför"),
        ("diarienummer", "diary_number", "diarienummer"),
    ),
    Post: _kind(
        "inlagg", "Inlägg som kommunen har publicerat", *_ROW,
        ("publicerat", "published_at", "när det publicerades"), ("antal", "count", "hur många inlägg raden gäller"),
        ("lank", "link", "inläggets adress"), ("grund", "basis", "rättslig grund för personuppgifter"),
        ("samtycke", "consent_place", "var samtycket finns"),
    ),
    Case: _kind(
        "modereringar", "Det som har dolts, tagits bort eller blockerats", *_ROW,
        ("hande", "happened_at", "när åtgärden gjordes"), ("kategori", "category", "vad materialet gällde"),
        ("atgard", "action", "hidden = dolt, removed = borttaget, blocked = blockerad, reported = anmält"),
        ("bedomning", "judgement", "crime = brott, unsure = osäkert, rules = mot reglerna"),
        ("antal", "count", "hur många inlägg raden gäller"), ("lank", "link", "materialets adress"),
        ("plats", "place", "var underlaget finns, om det inte är en fil"),
        ("polisanmalan", "police_report", "polisens K-nummer"), ("diarienummer", "diary_number", "diarienummer"),
        ("blockering_orsak", "block_reason", "varför någon blockerades"),
        ("blockerad_profil", "profile", "profilen som blockerades, om den antecknades"),
        ("blockerad_pseudonym", "pseudonym", "vad den blockerade kallas i listor"),
        ("blockering_havd", "unblocked_at", "när blockeringen hävdes"),
    ),
    Snapshot: _kind(
        "ogonblicksbilder", "Bilder av hela konton, tagna för arkivet", *_ROW,
        ("tagen", "taken_at", "när bilden togs"), ("period", "period", "halvåret den hör till"),
        ("orsak", "cause", "half_year = halvår, year = år, change = förändring, closing = avslut"),
        ("plats", "place", "var bilden finns, om den inte är en fil"),
    ),
    StoredFile: _kind(
        "underlag", "Filerna i paketet, och var de kommer från",
        ("nummer", "number", "underlagets nummer"), ("galler", "about", "numret på raden i loggen"),
        ("konto", "account_id", "kontots kortnamn"), ("fil", "path", "filens plats i paketet"),
        ("namn", "name", "filens namn när den lämnades in"), ("typ", "media_type", "filens typ, efter innehållet"),
        ("storlek", "size", "i byte"), ("sha256", "sha256", "filens kontrollsumma"),
        ("fangad", "captured_at", "när bilden togs"), ("publicerad", "posted_at", "när det som visas skrevs"),
        ("fangad_av", "collector", "vem som tog den; tomt om det var den som lämnade in den"),
        ("adress", "url", "var det som visas fanns"), ("verktyg", "tool", "programmet den togs med"),
        ("inlamnad", "recorded_at", "när den lämnades in"), ("inlamnad_av", "recorded_by", "vem som lämnade in den"),
        ("kontrollerad", "checked_at", "när filen senast jämfördes med det som lämnades in"),
    ),
    AuditRow: _kind(
        "granskningslogg", "Vad som har gjorts med raderna, av vem och när, i en kedja av kontrollsummor",
        ("rad", "seq", "radens nummer i kommunens hela logg"), ("tid", "recorded_at", "när det gjordes"),
        ("handling", "action", "vad som gjordes"), ("galler", "subject", "vad det gällde"),
        ("innehall", "payload", "detaljerna, som JSON; tomt om de är gallrade"),
        ("salt", "salt", "kontrollsummans salt"),
        ("summa", "digest", "SHA-256 av salt, radbrytning och innehåll"),
        ("foregaende", "previous", "föregående rads kedjesumma"),
        ("kedja", "hash", "SHA-256 av version, kommun, rad, summa och föregående"),
    ),
}  # fmt: skip


class Speller:
    """Writes values as they stand in the files: people by name, accounts by slug, times local with their offset."""

    def __init__(
        self,
        people: Mapping[int, str],
        accounts: Mapping[int, str],
        paths: Mapping[int, str],
        calendar: Calendar,
    ) -> None:
        self._people = people
        self._accounts = accounts
        self._paths = paths
        self._calendar = calendar

    def sheet(self, kind: type[Any], rows: Iterable[Any]) -> Sheet:
        """A table of rows of that kind."""
        columns = KINDS[kind].columns
        return Sheet(
            KINDS[kind], tuple(tuple(self._value(row, c.attribute) for c in columns) for row in rows)
        )

    def _value(self, row: Any, attribute: str) -> str:
        if attribute == "path":
            return self._paths.get(row.id, "")
        value = getattr(row, attribute)
        if value is None:
            return ""
        if attribute == "account_id":
            return self._accounts.get(value, "")
        if attribute.endswith("_by") or attribute == "responsible_id":
            return self._people.get(value, "") if isinstance(value, int) else str(value)
        return self._plain(value)

    def _plain(self, value: object) -> str:
        match value:
            case datetime():
                return self._calendar.local(value).isoformat()
            case date():
                return value.isoformat()
            case Enum():
                return str(value.value)
            case bool():
                return "ja" if value else "nej"
        return str(value)


def as_csv(sheet: Sheet) -> bytes:
    """The table with semicolons, in UTF-8 with a mark; what a spreadsheet would read as a formula has an apostrophe."""
    kept = io.StringIO(newline="")
    made = csv.writer(kept, delimiter=";")
    made.writerow([column.name for column in sheet.kind.columns])
    made.writerows([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in sheet.rows)
    return b"\xef\xbb\xbf" + kept.getvalue().encode()


def as_xml(sheets: Iterable[Sheet]) -> bytes:
    """All tables to the letter, by `logg.xsd`; empty cells are left out."""
    tables = (
        element(
            "log:tabell",
            {"namn": sheet.kind.name},
            *(
                element(
                    "log:rad",
                    None,
                    *(
                        element("log:falt", {"namn": column.name}, cell)
                        for column, cell in zip(sheet.kind.columns, row, strict=True)
                        if cell
                    ),
                )
                for row in sheet.rows
            ),
        )
        for sheet in sheets
    )
    return written(element("log:logg", None, *tables))


def as_schema() -> bytes:
    """What every column is, as the Frictionless Data Package says it."""
    resources = [
        {
            "name": kind.name, "path": f"{kind.name}.csv", "title": kind.about, "encoding": "utf-8",
            "dialect": {"delimiter": ";", "header": True},
            "schema": {"fields": [{"name": c.name, "type": "string", "description": c.about} for c in kind.columns]},
        }
        for kind in KINDS.values()
    ]  # fmt: skip
    return json.dumps(
        {"profile": "data-package", "resources": resources}, ensure_ascii=False, indent=2
    ).encode()
