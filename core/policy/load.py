"""Reads policy files; a file with any fault is refused whole, all its faults told at once."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core.policy.model import Policy
from core.policy.moderation import Category
from core.words import N_, _

HERE = Path(__file__).parent
OWN = "_own.toml"


class PolicyError(ValueError):
    """A policy file that can't be used; `faults` are lines of file, key and reason."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def names() -> tuple[str, ...]:
    """The built-in policies, by name."""
    return tuple(sorted(path.stem for path in HERE.glob("*.toml") if path.name != OWN))


@cache
def built_in(name: str) -> Policy:
    """A built-in policy. PolicyError when there is none of that name."""
    path = HERE / f"{name}.toml"
    if name not in names():
        known = ", ".join(names())
        raise PolicyError((_("{name}: there is no such policy; there are: {known}", name=name, known=known),))
    return load(path.read_text(encoding="utf-8"), path.name)


def load(text: str, file: str = "policy") -> Policy:
    """The policy in TOML `text`. PolicyError names `file` and every faulty key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError((_("{file}: not TOML: {reason}", file=file, reason=error),)) from error
    return validate(data, file)


@cache
def stored(text: str) -> Policy:
    """The policy of a text that was checked when it was stored."""
    return load(text)


def with_retired(policy: Policy, categories: Sequence[Mapping[str, Any]]) -> Policy:
    """The policy, which also knows the categories of earlier ones, as they were dumped."""
    earlier = tuple(Category.model_validate(each) for each in categories)
    kept = {category.id: category for category in (*earlier, *policy.moderation.retired)}
    retired = {"retired": tuple(kept.values())}
    return policy.model_copy(update={"moderation": policy.moderation.model_copy(update=retired)})


def validate(data: Mapping[str, Any], file: str) -> Policy:
    """As `load`, of parsed data. A value given as the string "null" is none (TOML has no null).

    What a guideline can say must stand in the file, also that it says nothing; how the bot goes about it has values
    of its own, which a file may replace.
    """
    try:
        return Policy.model_validate(_with_nulls(_with_own(data)))
    except ValidationError as error:
        raise PolicyError(tuple(_line(file, fault) for fault in error.errors(include_url=False))) from error


@cache
def _own() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((HERE / OWN).read_text(encoding="utf-8"))


def _with_own(data: Mapping[str, Any]) -> dict[str, Any]:
    """The file's values, and the bot's own where it has none."""
    own = _own()
    filled = {name: {**own.get(name, {}), **part} for name, part in data.items() if isinstance(part, dict)}
    return {**own, **data, **filled}


def _with_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _with_nulls(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_nulls(item) for item in value]
    return None if value == "null" else value


def _line(file: str, fault: Any) -> str:
    where = ".".join(str(part) for part in fault["loc"])
    return f"{file}: {where or 'policy'}: {_reason(fault)}"


_REASONS = {
    "missing": N_("is missing"),
    "extra_forbidden": N_("is no key that is known here"),
    "string_type": N_("should be text"),
    "string_too_short": N_("should not be empty"),
    "string_pattern_mismatch": N_("should be written as {pattern}"),
    "bool_type": N_("should be true or false"),
    "bool_parsing": N_("should be true or false"),
    "int_type": N_("should be a whole number"),
    "int_parsing": N_("should be a whole number"),
    "int_from_float": N_("should be a whole number"),
    "greater_than_equal": N_("should be at least {ge}"),
    "less_than_equal": N_("should be at most {le}"),
    "greater_than": N_("should be more than {gt}"),
    "too_short": N_("should have at least {min_length}"),
    "enum": N_("should be one of {expected}"),
    "literal_error": N_("should be one of {expected}"),
    "time_parsing": N_("should be a time, such as 08:00:00"),
    "date_from_datetime_parsing": N_("should be a date, such as 2026-05-01"),
    "date_parsing": N_("should be a date, such as 2026-05-01"),
    "tuple_type": N_("should be a list"),
    "model_type": N_("should be a table with keys"),
}


def _reason(fault: Any) -> str:
    """What is wrong, in words a person can act on; pydantic's own where there are none."""
    context = {name: value for name, value in fault.get("ctx", {}).items() if name != "error"}
    if fault["type"] in _REASONS:
        return _(_REASONS[fault["type"]], **context)
    return str(fault["msg"]).removeprefix("Value error, ")
