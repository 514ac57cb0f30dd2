"""Deletion: what may be deleted by which decision, and the list of accounts that stands with it (G9, G10, M14, O11)."""

from commands.command import EVERYONE, Command, Context, NoForm
from core import accounts
from core.accounts import Account, Status
from core.card import Card, Fact, Section, Table
from core.policy import said
from core.policy.records import RetentionRule
from core.words import N_, _


def rules(context: Context, _form: NoForm) -> Card:
    """What may be deleted, after how long, by which decision, and what needs no protocol (M9, M14, O11, H17)."""
    retention = context.policy.retention
    facts = (
        Fact(_("Archiving and deletion are decided in"), retention.decided_in.value),
        Fact(_("Public records"), retention.public_record.value),
    )
    sections = tuple(_rule(rule) for rule in retention.rules)
    return Card(
        _("What may be deleted"),
        "" if sections else _("The guideline has no rule of its own. What the plan does not allow stays."),
        facts=facts,
        sections=(*sections, Section(_for_its_content(), heading=_("What is removed for its content"))),
        data={"decided_in": retention.decided_in.value, "rules": [_data(rule) for rule in retention.rules]},
    )


def _rule(rule: RetentionRule) -> Section:
    how = (
        _("A standing decision: it may be done as a matter of routine, without a protocol for each item.")
        if rule.standing
        else _("Each deletion needs a proposal, the decision's reference and a protocol.")
    )
    lines = (
        _("May be deleted: {after}", after=rule.after),
        _("Decision: {decision}", decision=rule.decision),
        how,
        rule.reading or "",
        f"({rule.rule}, {rule.section})",
    )
    return Section("\n".join(filter(None, lines)), heading=rule.what)


def _for_its_content() -> str:
    return _("That is never routine: record it at once with moderera, also when it may be deleted.")


def _data(rule: RetentionRule) -> dict[str, object]:
    return rule.model_dump(
        mode="json", include={"id", "what", "after", "decision", "standing", "rule", "section"}
    )


def site_list(context: Context, _form: NoForm) -> Card:
    """The accounts in use with the decision on deletion: what belongs in the document plan (G10)."""
    found = accounts.listed(context, Status.ACTIVE, Status.CLOSING)
    retention = context.policy.retention
    columns = (_("Account"), _("Platform"), _("Unit"), _("Address"))
    rows = tuple((a.slug, a.platform, a.unit, a.url or "–") for a in found)
    deleted = tuple(
        Fact(_("May be deleted"), f"{said.retention(rule)} ({rule.rule})") for rule in retention.rules
    )
    return Card(
        _("Accounts for the document plan ({count})", count=len(found)),
        "" if found else _("There are no accounts in use."),
        facts=(Fact(_("Archiving and deletion are decided in"), retention.decided_in.value), *deleted),
        table=Table(columns, rows) if rows else None,
        data={
            "accounts": [_account(account) for account in found],
            "decided_in": retention.decided_in.value,
            "rules": [_data(rule) for rule in retention.rules],
        },
    )


def _account(account: Account) -> dict[str, object]:
    return {"account": account.slug, "platform": account.platform, "unit": account.unit, "url": account.url}


COMMANDS = (
    Command(
        "retention.rules", "gallring regler", "retention rules", NoForm, rules, EVERYONE,
        N_("What may be deleted, and by which decision"), reads=True,
        rules=("F18", "M9", "M14", "O11", "G9", "H17"), examples=("gallring regler",),
    ),
    Command(
        "retention.list", "gallring förteckning", "retention list", NoForm, site_list, EVERYONE,
        N_("The list of accounts for the document plan"), reads=True, rules=("G10",),
        examples=("gallring förteckning",),
    ),
)  # fmt: skip
