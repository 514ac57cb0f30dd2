"""`python -m commands` prints docs/rights.md."""

import sys

from commands.rights_page import markdown
from core.words import DEFAULT_LANGUAGE, speaking

with speaking(DEFAULT_LANGUAGE):
    sys.stdout.write(markdown())
