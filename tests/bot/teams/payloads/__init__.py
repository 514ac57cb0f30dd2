"""Activities as Teams documents and sends them, one a file; the ids and names are made up."""

import json
from pathlib import Path
from typing import Any


def payload(name: str) -> Any:
    """A payload by its file's name, fresh each time."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
