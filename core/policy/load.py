"""Reads policy files; a file with any fault is refused whole, all its faults told at once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core.policy.model import Policy

HERE = Path(__file__).parent


class PolicyError(ValueError):
    """A policy file that can't be used; `faults` are lines of file, key and reason."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def names() -> tuple[str, ...]:
    """The built-in policies, by name."""
    return tuple(sorted(path.stem for path in HERE.glob("*.toml")))


@cache
def built_in(name: str) -> Policy:
    """A built-in policy. PolicyError when there is none of that name."""
    path = HERE / f"{name}.toml"
    if name not in names():
        raise PolicyError((f"{name}: there is no such policy; there are: {', '.join(names())}",))
    return load(path.read_text(encoding="utf-8"), path.name)


def load(text: str, file: str = "policy") -> Policy:
    """The policy in TOML `text`. PolicyError names `file` and every faulty key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError((f"{file}: not TOML: {error}",)) from error
    return validate(data, file)


@cache
def stored(text: str) -> Policy:
    """The policy of a text that was checked when it was stored."""
    return load(text)


def validate(data: Mapping[str, Any], file: str) -> Policy:
    """As `load`, of parsed data. A value given as the string "null" is none (TOML has no null)."""
    try:
        return Policy.model_validate(_with_nulls(data))
    except ValidationError as error:
        raise PolicyError(tuple(_line(file, fault) for fault in error.errors(include_url=False))) from error


def _with_nulls(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _with_nulls(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_nulls(item) for item in value]
    return None if value == "null" else value


def _line(file: str, fault: Any) -> str:
    where = ".".join(str(part) for part in fault["loc"])
    return f"{file}: {where or 'policy'}: {fault['msg'].removeprefix('Value error, ')}"
