"""Payloads as Slack documents them."""

import json
from pathlib import Path
from typing import Any


def payload(name: str) -> dict[str, Any]:
    """A fresh copy of a recorded payload."""
    loaded: dict[str, Any] = json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    return loaded
