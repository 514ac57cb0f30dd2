"""Every table, imported in one place so that migrations and tests see the whole schema."""

from sqlmodel import SQLModel

from core import (
    absences,
    accounts,
    approvals,
    audit,
    checklists,
    closing,
    contacts,
    evidence,
    loans,
    mailbox,
    moderation,
    numbers,
    outbox,
    pagelinks,
    people,
    plans,
    posts,
    questions,
    readings,
    replies,
    snapshots,
    watch,
    workspace,
)

MODULES = (
    workspace, people, accounts, approvals, questions, posts, moderation, snapshots, evidence, outbox, mailbox, watch,
    replies, numbers, audit, pagelinks, absences, plans, readings, checklists, contacts, loans, closing,
)  # fmt: skip
METADATA = SQLModel.metadata
