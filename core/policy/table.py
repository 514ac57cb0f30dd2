"""The built-in guidelines side by side, as Markdown: `docs/policies.md`, which a test holds against the files."""

from collections.abc import Iterable, Iterator, Mapping

from core.policy import said, show
from core.policy.load import built_in, names
from core.policy.model import Policy
from core.policy.parts import Strength
from core.words import _

INTRO = """# Styrdokumenten sida vid sida

Sidan är gjord av `uv run python -m core.policy > docs/policies.md` ur filerna i `core/policy/`. Ändra dem, inte den.

**ska** är bindande. **bör** visas och påminns om, men ingen är sen enligt det. **–** betyder att styrdokumentet inget
säger, och då kräver boten inget. *Eget* är det som boten lägger till. Allt, också det som boten gör likadant överallt,
visas av `somerad policy show NAMN`.
"""


def markdown() -> str:
    """The whole page: values by town, what is removed, what may be deleted, and the rules of each guideline."""
    towns = {name: built_in(name) for name in names()}
    parts = [INTRO, *_values(towns), _removed(towns), _deleted(towns), *map(_rules, towns.values())]
    return "\n".join(parts)


def _values(towns: Mapping[str, Policy]) -> Iterator[str]:
    """A table a part, of what any guideline decides."""
    for name in Policy.model_fields:
        rows = [_row(towns, key) for key in _decided(towns, name)]
        if rows:
            yield f"## {show.heading(name)}\n\n{_table(('', *_municipalities(towns)), rows)}"


def _decided(towns: Mapping[str, Policy], part: str) -> Iterator[str]:
    """The keys of a part that some guideline has a say in."""
    decides = {Strength.SHALL, Strength.SHOULD}
    for key in show.keys(next(iter(towns.values()))):
        strengths = {show.at(policy, key).strength for policy in towns.values()}
        if key.partition(".")[0] == part and key != "reply.amount" and strengths & decides:
            yield key


def _row(towns: Mapping[str, Policy], key: str) -> tuple[str, ...]:
    label = show.label(next(iter(towns.values())), key)
    return (label, *(_cell(policy, key) for policy in towns.values()))


def _cell(policy: Policy, key: str) -> str:
    cited = show.at(policy, key)
    if cited.strength is Strength.SILENT:
        return "–"
    marks = {Strength.OWN: "*eget*"}
    return f"{said.value(policy, key).strip()} ({marks.get(cited.strength, f'**{cited.strength}**')}, {cited.rule})"


def _municipalities(towns: Mapping[str, Policy]) -> tuple[str, ...]:
    return tuple(policy.document.municipality for policy in towns.values())


def _removed(towns: Mapping[str, Policy]) -> str:
    rows = [
        (policy.document.municipality, said.category(each), each.rule)
        for policy in towns.values()
        for each in policy.moderation.categories
    ]
    return f"## {_('What is removed')}\n\n{_table(('', '', 'Regel'), rows)}"


def _deleted(towns: Mapping[str, Policy]) -> str:
    rows = [
        (
            policy.document.municipality,
            said.retention(rule),
            "löpande" if rule.standing else "ett i taget",
            rule.rule,
        )
        for policy in towns.values()
        for rule in policy.retention.rules
    ]
    return f"## {_('What may be deleted')}\n\n{_table(('', '', 'Hur', 'Regel'), rows)}"


def _rules(policy: Policy) -> str:
    document = policy.document
    rows = [(rule.id, f"**{rule.strength}**", rule.text, rule.section) for rule in document.rules]
    name = ", ".join(filter(None, (document.municipality, document.title, document.number)))
    return f"## {name}\n\n{_table(('Regel', '', '', 'Avsnitt'), rows)}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_escaped, line))} |" for line in lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")
