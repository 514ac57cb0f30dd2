"""Where a policy's rules stand in the document it comes from."""

from collections.abc import Iterator

from pydantic import BaseModel

from core.policy.model import Policy, Rule
from core.policy.moderation import Category
from core.policy.parts import Cited, Point
from core.policy.records import RetentionRule


def cited(policy: Policy) -> dict[str, tuple[str, str]]:
    """Every rule id the policy has or cites, with the section and strength where it is first."""
    found: dict[str, tuple[str, str]] = {}
    for rule, section, strength in _walk(policy):
        found.setdefault(rule, (section, strength))
    return found


def _walk(part: object) -> Iterator[tuple[str, str, str]]:
    if isinstance(part, Cited):
        if part.rule and part.section:
            yield part.rule, part.section, part.strength.value
        yield from _walk(part.value)
    elif isinstance(part, Point):
        if part.rule and part.section and part.strength:
            yield part.rule, part.section, part.strength.value
    elif isinstance(part, Rule):
        yield part.id, part.section, part.strength.value
    elif isinstance(part, RetentionRule):
        yield part.rule, part.section, part.strength.value
    elif isinstance(part, Category):
        yield part.rule, part.section, ""
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _walk(getattr(part, name))
    elif isinstance(part, tuple):
        for item in part:
            yield from _walk(item)
