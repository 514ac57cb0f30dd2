"""No key or token of a real service lies among the files."""

import re
import subprocess
from pathlib import Path

HOUSE = Path(__file__).parents[1]
SECRETS = re.compile(
    rb"-----BEGIN (RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----\s+[A-Za-z0-9+/=\s]{200,}"
    rb"|xox[abprs]-\d{10,}-\d{10,}-[A-Za-z0-9-]{20,}|xapp-\d-[A-Z0-9]{9,}-\d{10,}-[a-f0-9]{40,}"
    rb"|AKIA[0-9A-Z]{16}\b|gh[pousr]_[A-Za-z0-9]{36}|https://hooks\.slack\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/\w{20,}"
)


def test_no_secret_lies_in_the_tree() -> None:
    """S1: what git knows, and what it would."""
    told = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(told, cwd=HOUSE, capture_output=True, check=True)
    files = [HOUSE / name for name in listed.stdout.decode().split("\0") if name]
    assert len(files) > 300
    made_up = HOUSE / "tests" / "core" / "test_secrets.py"
    assert [str(f) for f in files if f.is_file() and f != made_up and SECRETS.search(f.read_bytes())] == []
    assert SECRETS.search(b"xoxb-" + b"1234567890-" * 2 + b"a" * 24)
