"""A policy as plain text that a lawyer can read: every value with where it stands and how strong it is."""

import textwrap
from collections.abc import Iterable, Iterator

from core.policy import said
from core.policy.model import Document, Policy
from core.policy.moderation import Category, Law
from core.policy.parts import Cited, Strength
from core.policy.records import RetentionRule
from core.words import _

WIDTH = 100
# Shown with the value before it, which says both.
_WITH_ANOTHER = frozenset({"reply.amount"})


def text(policy: Policy) -> str:
    """The whole policy: what the guideline says, part by part, then what the bot adds, then the guideline's rules."""
    parts = [_head(policy.document), _legend()]
    parts += [_part(policy, name, own=False) for name in type(policy).model_fields if name != "document"]
    parts.append(_own(policy))
    parts.append(_rules(policy.document))
    return "\n\n".join(part for part in parts if part)


def keys(policy: Policy) -> Iterator[str]:
    """The keys of all cited values, in order."""
    for name in type(policy).model_fields:
        part = getattr(policy, name)
        for field in type(part).model_fields:
            if isinstance(getattr(part, field), Cited):
                yield f"{name}.{field}"


def at(policy: Policy, key: str) -> Cited[object]:
    """The cited value at a key such as `reply.amount`."""
    part, _dot, field = key.partition(".")
    found: Cited[object] = getattr(getattr(policy, part), field)
    return found


def label(policy: Policy, key: str) -> str:
    """What the value at a key is called."""
    part, _dot, field = key.partition(".")
    return _(type(getattr(policy, part)).model_fields[field].title or "")


def heading(name: str) -> str:
    """What a part of a policy is called."""
    return _(Policy.model_fields[name].title or "")


def _head(document: Document) -> str:
    when = document.decided.isoformat() if document.decided else _("at a date the document does not give")
    lines = [
        document.municipality,
        ", ".join(filter(None, (document.title, document.number))),
        _("Decided {date}. Decided by: {who}.", date=when, who=document.decided_by),
    ]
    if document.revised:
        lines.append(_("Revised {date}.", date=document.revised.isoformat()))
    return "\n".join(_indented(line, 0) for line in lines)


def _legend() -> str:
    return "\n".join((
        _("After each value stands the guideline's own word, the rule and the section."),
        _("“Shall” binds. “Should” is shown and reminded of, and nobody is ever late by it."),
        _("Where the guideline says nothing the bot asks for nothing."),
    ))  # fmt: skip


def _part(policy: Policy, name: str, *, own: bool) -> str:
    """A part's values under its heading: the guideline's, or the bot's own."""
    found = [
        _paragraph(policy, key)
        for key in keys(policy)
        if key.partition(".")[0] == name
        and key not in _WITH_ANOTHER
        and (at(policy, key).strength is Strength.OWN) is own
    ]
    if not own:
        found += _lists(policy, name)
    return "\n".join((heading(name).upper(), *found)) if found else ""


def _lists(policy: Policy, name: str) -> Iterable[str]:
    """What stands beside the values: categories of material, rules of deletion."""
    if name == "moderation":
        yield _indented(_("What is removed:"))
        yield from map(_category, policy.moderation.categories)
        yield from _law(policy.moderation.law)
    if name == "retention":
        yield from map(_retention, policy.retention.rules)


def _own(policy: Policy) -> str:
    parts = [_part(policy, name, own=True) for name in type(policy).model_fields if name != "document"]
    return "\n\n".join((_("WHAT THE BOT ADDS BY ITSELF"), *filter(None, parts)))


def _rules(document: Document) -> str:
    if not document.rules:
        return ""
    lines = (
        _indented(f"{rule.id} ({said.strength(rule.strength)}): {rule.text} [{rule.section}]", hang=6)
        for rule in document.rules
    )
    return "\n".join((_("THE GUIDELINE'S RULES"), *lines))


def _paragraph(policy: Policy, key: str) -> str:
    cited = at(policy, key)
    if cited.strength is Strength.SILENT:
        return _indented(f"{label(policy, key)}: {said.strength(cited.strength)}", hang=4)
    lines = [f"{label(policy, key)}: {said.value(policy, key)}"]
    shown = "\n".join(_indented(line, hang=4) for line in "\n".join(lines).splitlines())
    under = [said.cited(cited)]
    if cited.reading:
        under.append(_("Our reading: {text}", text=cited.reading))
    return "\n".join((shown, *(_indented(line, 6) for line in under)))


def _category(category: Category) -> str:
    line = f"– {said.category(category)}"
    return "\n".join((_indented(line, hang=4), _indented(f"{category.rule}, {category.section}", 6)))


def _law(law: Law) -> Iterator[str]:
    """The law's own list beside the document's (G5, H22)."""
    dated = _("as it stood in {wording}, {date}", wording=law.wording, date=law.dated)
    yield _indented(f"{law.title}, {dated}:")
    yield from (_indented(f"– {offence.name} ({offence.where})", hang=4) for offence in law.offences)
    yield _indented(_("Our reading: {text}", text=law.reading), 6)


def _retention(rule: RetentionRule) -> str:
    under = [", ".join((said.strength(rule.strength), rule.rule, rule.section))]
    if rule.standing:
        under.append(_("A standing decision: no protocol for each item."))
    if rule.reading:
        under.append(_("Our reading: {text}", text=rule.reading))
    first = _indented(_("May be deleted: {rule}", rule=said.retention(rule)), hang=4)
    return "\n".join((first, *(_indented(line, 6) for line in under)))


def _indented(line: str, by: int = 2, hang: int = 0) -> str:
    return textwrap.fill(
        line, WIDTH, initial_indent=" " * by, subsequent_indent=" " * max(by, hang), break_on_hyphens=False
    )
