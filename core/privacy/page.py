"""The register of personal data as Markdown: `docs/privacy.md`, which a test holds against the code."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from core.extractwords import FIELD_LABELS
from core.policy import built_in, names, said
from core.privacy.register import Entry, Holding, Holds, encrypted, held, register
from core.tables import METADATA
from core.words import _

TEXT = Path(__file__).with_name("text.md")
PEOPLE = {Holds.STAFF: "Medarbetare", Holds.CITIZEN: "Invånare", Holds.EITHER: "Fritext som kan gälla båda"}

RULES = """## Vad som gallras enligt vilken regel

Så säger de inbyggda styrdokumenten. Där det inte finns någon regel krävs ett beslut för varje gallring: en person
föreslår, en annan anger beslutet (`gallring föreslå`, `gallring besluta`). Alla regler, också de som boten inte gallrar
efter, står i [policies.md](policies.md).
"""


def markdown() -> str:
    """The whole page."""
    intro = TEXT.read_text(encoding="utf-8").format(encrypted=_at_rest())
    return "\n".join((intro, "## Vad som finns\n", *map(_holding, register().holding), _rules()))


def _at_rest() -> str:
    columns = ", ".join(f"`{name}`" for name in encrypted())
    return (
        f"Fälten med en invånares ord krypteras i databasen: {columns}. Utan nyckel (`DATA_KEY`) startar boten inte, "
        "om inte kommunen har valt bort den (`DATA_KEY=off`). "
        "Botens nycklar till chatten krypteras för sig. Andra fält krypteras inte."
    )


def _holding(holding: Holding) -> str:
    told = {
        "Vems uppgifter": holding.whose, "Varför": holding.purpose, "Laglig grund": holding.basis,
        "Hur länge": holding.kept, "Vem ser dem": holding.seen,
    }  # fmt: skip
    lines = [f"- **{label}:** {text}" for label, text in told.items()]
    rows = [row for name, entry in holding.tables.items() for row in _rows(name, entry)]
    return "\n".join((f"### {holding.title}\n", *lines, "", _table(("Tabell", *PEOPLE.values()), rows)))


def _rows(name: str, entry: Entry) -> Iterator[tuple[str, ...]]:
    """One, of what tells of people; none where nothing does."""
    columns = held(METADATA.tables[name], entry)
    cells = [", ".join(_column(name, c) for c, holds in columns.items() if holds is kind) for kind in PEOPLE]
    if any(cells):
        yield (f"{entry.title} (`{name}`)", *(cell or "–" for cell in cells))


def _column(table: str, column: str) -> str:
    secret = ", **krypteras**" if f"{table}.{column}" in encrypted() else ""
    word = _word(table, column)
    return f"{word[0].lower()}{word[1:]} (`{column}`{secret})"


def _word(table: str, column: str) -> str:
    own = register().words
    said = own.get(f"{table}.{column}") or own.get(column)
    return said or _(FIELD_LABELS[column.removesuffix("_id")])


def _rules() -> str:
    """Which rule of each built-in guideline deletes what."""
    covered = {entry.covers: entry.title for entry in register().tables.values() if entry.covers}
    policies = [built_in(name) for name in names()]
    rows = [
        (title, policy.document.municipality, said.retention(rule), rule.rule)
        for kind, title in covered.items()
        for policy in policies
        for rule in policy.retention.rules
        if kind in rule.covers
    ]
    return f"{RULES}\n{_table(('Slag', 'Styrdokument', 'Regel', ''), rows)}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return (
        "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
        + "\n"
    )
