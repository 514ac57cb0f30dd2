"""Who may do what, as Markdown: `docs/rights.md`, which a test tries cell by cell."""

from collections.abc import Iterator

from commands.choices import ROLE_WORDS
from commands.command import Command
from commands.registry import COMMANDS
from commands.rights import ACTS, ANYWHERE, Act
from core.people import Role
from core.policy.accounts import Step
from core.words import _

INTRO = """# Vem får göra vad

Sidan är gjord av `uv run python -m commands > docs/rights.md` ur koden som boten själv prövar rätten med
(`commands/rights.py`, och varje kommandos egen rad). Ändra den, inte sidan. Det som inte har en rad får ingen göra.
Ett test prövar varje ruta: `tests/commands/test_rights_table.py`.

- **ja**: får göra det, för alla konton.
- **egna**: för de konton som personen arbetar med, eller är ersättare för någon som gör det i dag.
- **enhetens**: för den egna verksamhetens konton och medarbetare, eller som ersättare för dess chef.
- **kedjan**: om styrdokumentet ger rollen ett steg i godkännandet; en chef för sin verksamhet.
- **–**: får inte. Svaret säger varför och vem som kan.

En rad som börjar med ↳ är en del av kommandot ovanför som färre får göra. Sista kolumnen säger vem mer som får det,
vilken roll personen än har. Terminalen på datorn där boten körs kan tala som vem som helst; loggen säger då att det
var terminalen.

## Två personer

- Den som begär ett konto godkänner det inte, och ingen godkänner två gånger.
- Ingen ger sig själv ett uppdrag, och ingen ändrar sina egna roller om någon annan kan.
- Vem som blir administratör, eller inte längre är det, bekräftas av en andra administratör där det finns en: varken
  den som bad om det eller den som det gäller (`person godkänn`, `person avslå`). Till dess är rollen som förut.
- Den sista administratören kan inte tas bort.
- Kommunikationsavdelningen registrerar personer; bara en administratör kopplar dem till chatten.
"""
CHAIN = frozenset({"account.approve", "account.reject"})
OWN, UNIT, YES, BY_CHAIN, NO = "egna", "enhetens", "ja", "kedjan", "–"


def markdown() -> str:
    """The whole page."""
    heads = ("Kommando", *(ROLE_WORDS[role][0] for role in Role), "Också")
    rule = "|".join(" --- " for _head in heads)
    return "\n".join((INTRO, f"| {' | '.join(heads)} |", f"|{rule}|", *_rows(), ""))


def _rows() -> Iterator[str]:
    for command in COMMANDS:
        cells = (cell(command, role) for role in Role)
        yield f"| `{command.words}` | {' | '.join(cells)} |  |"
        for act in ACTS:
            if command.name in act.commands:
                cells = (act_cell(act, role) for role in Role)
                yield f"| ↳ `{act.said}` | {' | '.join(cells)} | {_(act.own) if act.own else ''} |"


def cell(command: Command, role: Role) -> str:
    """How far a role reaches with a command."""
    if role not in command.roles:
        return NO
    if command.name in CHAIN and role.value in set(Step):
        return BY_CHAIN
    if not command.about or role in ANYWHERE:
        return YES
    return UNIT if role is Role.MANAGER else OWN


def act_cell(act: Act, role: Role) -> str:
    """How far a role reaches with an act."""
    if role not in act.roles:
        return NO
    return YES if role in ANYWHERE else UNIT
