"""Makes a package for the archive: reads, fetches and checks each file, and hands it over to who ordered it."""

import hashlib

from bot.archive.holdings import Holding, Holdings, gather
from bot.archive.package import packed
from commands.command import Context, Enter, Later, Progress
from core import custody, deliveries
from core.card import Card, Fact, File
from core.database import Database, take_turn
from core.deliveries import Delivery
from core.evidence import Fault, Store
from core.words import _, n_


class ArchivePackage:
    """commands.command.Maker of a package. It holds citizens' words, so it is kept nowhere else: its hash is."""

    def __init__(self, database: Database, store: Store) -> None:
        self._database = database
        self._store = store

    def __call__(self, enter: Enter, later: Later, progress: Progress) -> Card:
        """The card with the package."""
        progress(0, 1, _("Reading the log"))
        with self._database.read() as session:
            context = enter(session)
            holdings = gather(context, _delivery(context, later))
        faults: dict[int, Fault | None] = {}
        content, missing = packed(holdings, self._fetching(holdings, faults, progress))
        sha256 = hashlib.sha256(content).hexdigest()
        with self._database.write() as session:
            context = enter(session)
            take_turn(session, context.workspace_id)
            custody.settle(context, faults)
            deliveries.keep(context, _delivery(context, later), sha256, missing)
        return _card(holdings, content, sha256, missing)

    def _fetching(
        self, holdings: Holdings, faults: dict[int, Fault | None], progress: Progress
    ) -> "Fetching":
        return Fetching(self._store, len(holdings.files), faults, progress)


class Fetching:
    """Fetches each file, and remembers which were whole."""

    def __init__(self, store: Store, count: int, faults: dict[int, Fault | None], progress: Progress) -> None:
        self._store = store
        self._count = count
        self._faults = faults
        self._progress = progress

    def __call__(self, holding: Holding) -> bytes | None:
        """The content; None when it is gone or changed."""
        self._progress(len(self._faults), self._count, _("Checking the files"))
        try:
            content = self._store.get(holding.row.sha256)
        except (OSError, ValueError) as error:
            self._faults[holding.row.id] = custody.fault_of(error)
            return None
        self._faults[holding.row.id] = None
        return content


def _delivery(context: Context, later: Later) -> Delivery:
    found = deliveries.identify(context.session, context.workspace_id, later.args["delivery"])
    assert found  # noqa: S101
    return found


def _card(holdings: Holdings, content: bytes, sha256: str, missing: tuple[str, ...]) -> Card:
    lost = _("Not whole, and not in the package: {numbers}.", numbers=", ".join(missing)) if missing else ""
    said = _(
        "It may hold what citizens wrote, and what is confidential. Hand it to the archive in a way that is safe."
    )
    rows = sum(len(sheet.rows) for sheet in holdings.sheets)
    facts = (
        Fact(_("Package"), holdings.name),
        Fact(_("Holds"), ", ".join((n_("{count} row", "{count} rows", rows),
                                    n_("{count} file", "{count} files", len(holdings.files) - len(missing))))),
        Fact("SHA-256", sha256),
    )  # fmt: skip
    return Card(
        _("The package for the archive is done"),
        "\n".join(filter(None, (lost, said))),
        facts=facts,
        data={
            "delivery": holdings.delivery.number,
            "sha256": sha256,
            "missing": list(missing),
            "rows": rows,
            "files_in_package": len(holdings.files) - len(missing),
        },
        files=(File(f"{holdings.name}.zip", "application/zip", content, private=True),),
    )
