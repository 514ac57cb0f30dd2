"""Every table, imported in one place so that migrations and tests see the whole schema."""

from sqlmodel import SQLModel

from core import (
    accounts,
    approvals,
    audit,
    evidence,
    installations,
    mailbox,
    moderation,
    numbers,
    outbox,
    pagelinks,
    people,
    posts,
    questions,
    replies,
    sendings,
    snapshots,
    watch,
    workspace,
)

MODULES = (
    workspace, people, accounts, approvals, questions, posts, moderation, snapshots, evidence, outbox, mailbox, watch,
    replies, numbers, audit, pagelinks, sendings, installations,
)  # fmt: skip
METADATA = SQLModel.metadata
