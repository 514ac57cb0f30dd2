"""Towns under another guideline than Falköping's."""

from tests.town import Town


def under(town: Town, policy: str) -> Town:
    """The town, from now on under a built-in policy."""
    with town.database.write() as session:
        town.home(session).policy = policy
    return town
