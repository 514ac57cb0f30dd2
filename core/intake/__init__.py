"""A way in for the register a town already has: accounts, posts and questions from a table, all of it or nothing."""

from core.intake import history
from core.intake.columns import Kind, Sheet
from core.intake.plan import Plan
from core.intake.registers import Registers
from core.scope import Scope


def planned(scope: Scope, sheet: Sheet) -> Plan:
    """What an import of the table would do; nothing is changed. The steps' acts do it, in their order."""
    return Registers(scope, sheet).plan() if sheet.kind is Kind.ACCOUNTS else history.plan(scope, sheet)
