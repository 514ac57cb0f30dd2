"""`python -m core.privacy` prints docs/privacy.md."""

import sys

from core.privacy.page import markdown
from core.words import DEFAULT_LANGUAGE, speaking

with speaking(DEFAULT_LANGUAGE):
    sys.stdout.write(markdown())
