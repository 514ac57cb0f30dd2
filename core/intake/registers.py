"""A town's own register of accounts: each row an account in use or closed, with the people who work with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core import accounts, audit, people
from core.accounts import Account, Status
from core.intake import cells
from core.intake.columns import Row, Sheet
from core.intake.plan import Outcome, Plan, Reader, Step
from core.people import Person, Role
from core.scope import Scope
from core.slugs import fold, slug_of
from core.words import _

CLOSED = frozenset(
    map(
        fold,
        ("avslutat", "avslutad", "stängt", "stängd", "nedlagt", "nedlagd", "borttaget", "closed", "inaktivt"),
    )
)
IN_USE = frozenset(
    map(fold, ("", "aktivt", "aktiv", "active", "pågående", "öppet", "i drift", "ja", "igång", "används"))
)
FIELDS = ("platform", "handle", "url", "unit", "purpose", "target_group")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as it was understood; empty is what the row does not say. Times are aware UTC."""

    slug: str
    values: Mapping[str, str]
    responsible: str
    administrators: tuple[str, ...]
    is_closed: bool
    since: datetime | None


@dataclass
class Registers:
    """Plans an import of accounts."""

    scope: Scope
    sheet: Sheet
    units: dict[str, str] = field(default_factory=dict)

    def plan(self) -> Plan:
        """What becomes of each row; the same account twice is a fault unless the rows say the same."""
        reader = Reader(self.sheet)
        entries = [(row, self._entry(reader, row)) for row in self.sheet.rows]
        known = {account.folded: account for account in accounts.listed(self.scope)}
        addresses = {account.url: account for account in known.values() if account.url}
        steps: list[Step] = []
        told: dict[str, tuple[Row, Entry]] = {}
        for row, entry in entries:
            if reader.has_faults(row):
                continue
            twin = told.setdefault(fold(entry.slug), (row, entry))
            if twin[0] is not row:
                self._is_twin(reader, row, entry, twin, steps)
                continue
            account = known.get(fold(entry.slug)) or addresses.get(entry.values["url"] or "–")
            steps.append(self._changed(row, account, entry) if account else self._new(row, entry))
        return Plan(self.sheet, tuple(steps), tuple(reader.faults))

    def _is_twin(
        self, reader: Reader, row: Row, entry: Entry, twin: tuple[Row, Entry], steps: list[Step]
    ) -> None:
        if entry == twin[1]:
            text = _("{slug}: the same as row {number}", slug=entry.slug, number=twin[0].number)
            steps.append(Step(row.number, Outcome.SAME, text))
        else:
            text = _(
                "{slug} is in row {number} too, and the rows differ.", slug=entry.slug, number=twin[0].number
            )
            reader.note(row, "slug" if "slug" in self.sheet.headings else "name", text)

    def _entry(self, reader: Reader, row: Row) -> Entry:
        get = row.values.get
        platforms = self.scope.policy.accounts.platforms.value
        platform = reader.read(row, "platform", lambda: cells.platform(get("platform"), platforms), "")
        name = reader.read(row, "name", lambda: cells.text(get("name"), 120), "")
        values = {
            "platform": platform,
            "handle": name,
            "url": reader.read(row, "url", lambda: cells.address(get("url")), ""),
            "unit": self._unit(reader.read(row, "unit", lambda: cells.text(get("unit"), 120), "")),
            "purpose": reader.read(row, "purpose", lambda: cells.text(get("purpose"), 1000), ""),
            "target_group": reader.read(
                row, "target_group", lambda: cells.text(get("target_group"), 500), ""
            ),
        }
        nobody: tuple[str, ...] = ()
        responsible = reader.read(row, "responsible", lambda: cells.people(get("responsible")), nobody)
        others = reader.read(row, "administrators", lambda: cells.people(get("administrators")), nobody)
        return Entry(
            self._slug(reader, row, name, platform),
            values,
            responsible[0] if responsible else "",
            (*responsible[1:], *others),
            reader.read(row, "status", lambda: _is_closed(cells.text(get("status"), 60)), False),
            reader.read(row, "since", lambda: self._moment(get("since")), None),
        )

    def _unit(self, said: str) -> str:
        """A unit as it is spelled already, else as the file spells it first."""
        return self.units.setdefault(fold(said), accounts.known_unit(self.scope, said))

    def _moment(self, value: object) -> datetime | None:
        return cells.moment(value, None, self.scope.calendar, self.scope.now)  # type: ignore[arg-type]

    def _slug(self, reader: Reader, row: Row, name: str, platform: str) -> str:
        """The short name given, else one of the name and the platform."""
        given = reader.read(row, "slug", lambda: cells.text(row.values.get("slug"), 60), "")
        slug = slug_of(given) or slug_of(f"{name} {platform}" if name else "")[:60]
        if not slug:
            reader.note(row, "name", _("The account has no name."))
        return slug

    # What becomes of a row

    def _new(self, row: Row, entry: Entry) -> Step:
        state = _("closed") if entry.is_closed else _("active")
        who = f", {entry.responsible}" if entry.responsible else ""
        text = _(
            "{slug}: new account ({what})", slug=entry.slug, what=f"{entry.values['platform']}, {state}{who}"
        )
        return Step(row.number, Outcome.NEW, text, lambda: self._take_over(entry))

    def _changed(self, row: Row, account: Account, entry: Entry) -> Step:
        changed = {
            name: value
            for name, value in entry.values.items()
            if value and (getattr(account, name) or "") != value
        }
        responsible = self._known(entry.responsible)
        if entry.responsible and (responsible is None or responsible.id != account.responsible_id):
            changed["responsible"] = entry.responsible
        lacking = self._lacking(account, entry)
        if not changed and not lacking:
            return Step(row.number, Outcome.SAME, _("{slug}: as before", slug=account.slug))
        said = [
            f"{self.sheet.headings.get('name' if n == 'handle' else n, n)}: {v}" for n, v in changed.items()
        ]
        said += [_("new administrator: {name}", name=name) for name in lacking]
        text = _("{slug}: changed ({what})", slug=account.slug, what="; ".join(said))
        return Step(row.number, Outcome.CHANGED, text, lambda: self._change(account, entry, changed))

    def _known(self, name: str) -> Person | None:
        return people.identify(self.scope.session, self.scope.workspace_id, name) if name else None

    def _lacking(self, account: Account, entry: Entry) -> list[str]:
        held = {person.folded for person in accounts.editors(self.scope.session, account)}
        return [name for name in entry.administrators if fold(slug_of(name)) not in held]

    # Doing it

    def _person(self, name: str, unit: str) -> Person:
        """The person of that name, made an editor of the unit where nobody is called so."""
        known = self._known(name)
        if known and known.left_at is None:
            return known
        return people.add(self.scope, name, (Role.EDITOR,), unit=unit or None)

    def _take_over(self, entry: Entry) -> None:
        """An account that was in use before the bot came: it has no chain of approvals, and its gaps are told."""
        scope, unit = self.scope, entry.values["unit"]
        responsible = self._person(entry.responsible, unit) if entry.responsible else None
        since = entry.since or scope.now
        account = Account(
            workspace_id=scope.workspace_id, slug=entry.slug, folded=fold(entry.slug),
            platform=entry.values["platform"], handle=entry.values["handle"] or None, url=entry.values["url"] or None,
            unit=unit or _("not stated"), purpose=entry.values["purpose"] or _("not stated"),
            target_group=entry.values["target_group"] or None,
            responsible_id=responsible.id if responsible else None, responsible_since=since if responsible else None,
            status=Status.CLOSED if entry.is_closed else Status.ACTIVE, requested_by=scope.doer.id, requested_at=since,
            activated_at=since, closed_at=scope.now if entry.is_closed else None,
        )  # fmt: skip
        scope.session.add(account)
        scope.session.flush()
        audit.record(
            scope, "account.imported", accounts.subject(account), since,
            status=account.status, responsible=responsible.slug if responsible else None, **entry.values,
        )  # fmt: skip
        others = [self._person(name, unit) for name in entry.administrators]
        accounts.set_administrators(scope, account, others)
        accounts.wake_all(scope, account)

    def _change(self, account: Account, entry: Entry, changed: Mapping[str, str]) -> None:
        unit = entry.values["unit"] or account.unit
        details: dict[str, Any] = {name: changed[name] for name in FIELDS if name in changed}
        if "responsible" in changed:
            details["responsible_id"] = self._person(changed["responsible"], unit).id
        accounts.change(self.scope, account, (), **details)
        others = [self._person(name, unit) for name in self._lacking(account, entry)]
        if others:
            held = accounts.editors(self.scope.session, account)
            accounts.set_administrators(self.scope, account, [*held, *others])


def _is_closed(said: str) -> bool:
    word = fold(said)
    if word in CLOSED:
        return True
    if word in IN_USE:
        return False
    raise ValueError(_("{word} is no status. Write aktivt or avslutat.", word=said))
