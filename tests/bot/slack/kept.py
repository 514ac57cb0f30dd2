"""What the records hold after a talk in Slack."""

from core import moderation, questions
from tests.town import Town


def open_questions(town: Town) -> list[str]:
    """The numbers of the open questions."""
    with town.database.read() as session:
        return [question.number for question in questions.open_ones(town.scope(session))]


def case(town: Town, number: str = "M-2026-0001") -> moderation.Case:
    """A moderation case as it is now."""
    with town.database.read() as session:
        kept = moderation.identify(session, town.home(session).id, number)
    assert kept
    return kept


def cases(town: Town) -> list[str]:
    """The numbers of the cases on record."""
    with town.database.read() as session:
        home = town.home(session).id
        numbers = [f"M-2026-{number:04}" for number in range(1, 4)]
        return [number for number in numbers if moderation.identify(session, home, number)]
