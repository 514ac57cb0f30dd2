"""What differs between two policies, value by value, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.policy import said, show
from core.policy.model import Policy
from core.policy.parts import Strength
from core.words import _


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that is not the same: its key (`reply.clock`), what it is called, both in words with their strength."""

    key: str
    label: str
    before: str
    after: str


def differences(before: Policy, after: Policy) -> tuple[Difference, ...]:
    """What differs in value or in strength, in the order of the file; where a rule stands is no difference."""
    return (
        *_documents(before, after),
        *_values(before, after),
        *_categories(before, after),
        *_retention(before, after),
    )


def _documents(before: Policy, after: Policy) -> Iterator[Difference]:
    old, new = _document(before), _document(after)
    if old != new:
        yield Difference("document", _("Guideline"), old, new)


def _document(policy: Policy) -> str:
    document = policy.document
    return ", ".join(filter(None, (document.municipality, document.title, document.number)))


def _values(before: Policy, after: Policy) -> Iterator[Difference]:
    for key in show.keys(after):
        if _weight(before, key) != _weight(after, key) and key != "reply.amount":
            yield Difference(key, show.label(after, key), _said(before, key), _said(after, key))
    if before.reply.clock.value is after.reply.clock.value and before.reply.amount != after.reply.amount:
        key = "reply.clock"
        yield Difference(key, show.label(after, key), _said(before, key), _said(after, key))


def _weight(policy: Policy, key: str) -> tuple[object, Strength | None]:
    """A value and the document's word for it; none of the document's own where it is silent."""
    cited = show.at(policy, key)
    decides = cited.strength in {Strength.SHALL, Strength.SHOULD}
    return cited.value, cited.strength if decides else None


def _said(policy: Policy, key: str) -> str:
    """A value in one line with the document's word for it."""
    strength = show.at(policy, key).strength
    if strength is Strength.SILENT:
        return said.strength(strength)
    lines = [line.removeprefix("– ") for line in said.value(policy, key).strip().splitlines()]
    apart = " " if all(line.endswith(".") for line in lines) else "; "
    return f"{apart.join(lines)} ({said.strength(strength)})"


def _categories(before: Policy, after: Policy) -> Iterator[Difference]:
    old, new = ([said.category(each) for each in p.moderation.categories] for p in (before, after))
    yield from _sets("moderation.categories", _("What is removed"), old, new)


def _retention(before: Policy, after: Policy) -> Iterator[Difference]:
    old, new = ([said.retention(rule) for rule in p.retention.rules] for p in (before, after))
    yield from _sets("retention.rules", _("What may be deleted"), old, new)


def _sets(key: str, label: str, old: Iterable[str], new: Iterable[str]) -> Iterator[Difference]:
    """Only what is on one side."""
    gone, come = (
        [each for each in old if each not in set(new)],
        [each for each in new if each not in set(old)],
    )
    if gone or come:
        yield Difference(key, label, "; ".join(gone) or _("none"), "; ".join(come) or _("none"))


def text(before: Policy, after: Policy) -> str:
    """The differences as lines; that there are none where there are none."""
    found = differences(before, after)
    if not found:
        return _("They say the same.")
    return "\n".join(f"{each.label}\n  – {each.before}\n  + {each.after}" for each in found)
