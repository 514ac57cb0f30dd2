"""`python -m core.policy` prints docs/policies.md."""

import sys

from core.policy.table import markdown

sys.stdout.write(markdown())
