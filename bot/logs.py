"""What the log says and how: lines for people or JSON for machines, never what anybody wrote."""

import logging
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from bot.watching import REQUEST

# At DEBUG they print what people write.
QUIET = (
    "slack_bolt", "slack_sdk", "aiohttp", "uvicorn", "microsoft_teams", "httpx", "httpcore", "msal",
)  # fmt: skip


def _request(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """What the line belongs to."""
    return {**event, **REQUEST.get()}


SHARED: tuple[Processor, ...] = (
    _request,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def set_up(level: str, form: str) -> None:
    """To standard error, `form` text or json. What a request bound (its code, its command) stands on every line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(form))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.INFO, root.level))
    logging.getLogger("apscheduler").setLevel(max(logging.WARNING, root.level))  # it tells of every beat


def formatter(form: str) -> logging.Formatter:
    """Draws a line of the log."""
    drawn: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _trace, drawn],
        foreign_pre_chain=SHARED,
    )


def _trace(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Where an error came from and of what kind: its text may hold what a citizen wrote, as pydantic's does (S5)."""
    caught = event.pop("exc_info", None)
    error = caught[1] if isinstance(caught, tuple) else caught
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__name__
        event["trace"] = " > ".join(f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames)
    return event


def _short(path: str) -> str:
    return "/".join(path.rsplit("/", 2)[-2:])
