"""Reads policy files; a file with any fault is refused whole, all its faults told at once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core.policy.model import Policy

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
    return f"{file}: {where or 'policy'}: {fault['msg'].removeprefix('Value error, ')}"
