"""The same speaking towns as the reminders' own tests."""

from tests.reminders.conftest import asked, small, small_asked, speaking

__all__ = ["asked", "small", "small_asked", "speaking"]
