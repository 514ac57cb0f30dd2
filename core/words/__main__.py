"""`python -m core.words check` holds the catalogues against the code; `update` adds what is new, drops what is gone."""

import sys

from core.words import DEFAULT_LANGUAGE
from core.words.catalogue import faults, messages, path_of, read, updated, write

USAGE = "python -m core.words check|update"


def main(arguments: list[str]) -> int:
    """Runs one of the two; 0 when all is well, 1 when the catalogue is not whole, 2 for wrong usage."""
    if arguments not in (["check"], ["update"]):
        sys.stderr.write(USAGE + "\n")
        return 2
    path, wanted = path_of(DEFAULT_LANGUAGE), messages()
    if arguments == ["update"]:
        write(updated(read(path), wanted), path)
    found = faults(read(path), wanted)
    sys.stdout.write("".join(f"{path.name}: {fault}\n" for fault in found))
    sys.stdout.write(f"{path.name}: {len(wanted)} messages, {len(found)} faults\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
