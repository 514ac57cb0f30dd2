"""Every table, imported in one place so that migrations and tests see the whole schema."""

from sqlmodel import SQLModel

from core import (
    accounts,
    approvals,
    audit,
    conversations,
    crisis,
    digests,
    evaluations,
    evidence,
    guideline,
    mailbox,
    meetings,
    metrics,
    moderation,
    numbers,
    outbox,
    pagelinks,
    people,
    posts,
    proceedings,
    questions,
    replies,
    reports,
    snapshots,
    tasks,
    watch,
    workspace,
)

MODULES = (
    workspace, people, accounts, approvals, questions, posts, moderation, snapshots, evidence, outbox, mailbox, watch,
    replies, numbers, audit, pagelinks, conversations, digests, guideline, reports, meetings, proceedings, tasks,
    crisis, metrics, evaluations,
)  # fmt: skip
METADATA = SQLModel.metadata
