"""The audit log for whoever runs the bot or audits it: checked, and given out (S3)."""

from collections.abc import Iterator

from bot.app import App, check_schema
from core import chain, workspace
from core.audit import Fault
from core.words import _, n_


def verify(app: App, slug: str = "", head: str = "") -> tuple[bool, str]:
    """Whether every chain holds (or the one named), and `head` is of one of them, in words."""
    check_schema(app.database)
    with app.database.read() as session:
        homes = [workspace.find(session, slug)] if slug else workspace.everyone(session)
        said, holds, at = list[str](), True, None
        for home in homes:
            faults, seq, digest = chain.examine(session, home.id)
            holds = holds and not faults
            said.append(f"{home.slug}: {_broken(faults) if faults else _whole(seq, digest)}")
            if head and (found := chain.find(session, home.id, head)) is not None:
                at = found
                said.append(_("{slug}: the head is row {row} of the log.", slug=home.slug, row=found))
    if head and at is None:
        said.append(
            _("No row has that head: the log was changed since it was printed, or it is another log's.")
        )
    return holds and (not head or at is not None), "\n".join(said)


def _whole(seq: int, digest: str) -> str:
    return n_(
        "{count} row, all holds. Head: {hash}", "{count} rows, all holds. Head: {hash}", seq, hash=digest
    )


def _broken(faults: list[Fault]) -> str:
    first = faults[0]
    more = n_("({count} fault in all)", "({count} faults in all)", len(faults))
    return f"{_('the log does not hold at row {row}: {why}', row=first.seq, why=first.reason)} {more}"


def lines(app: App, slug: str = "", after: int = 0) -> Iterator[str]:
    """The rows of a workspace's log as lines of JSON, in order."""
    check_schema(app.database)
    with app.database.read() as session:
        yield from chain.lines(session, workspace.find(session, slug).id, after)
