"""Every table, imported in one place so that migrations and tests see the whole schema."""

from sqlmodel import SQLModel

from core import (
    absences,
    accounts,
    administrators,
    approvals,
    audit,
    chain,
    checklists,
    closing,
    contacts,
    conversations,
    crisis,
    digests,
    disclosures,
    evaluations,
    evidence,
    guideline,
    installations,
    loans,
    mailbox,
    meetings,
    metrics,
    moderation,
    numbers,
    outbox,
    pagelinks,
    people,
    plans,
    posts,
    proceedings,
    questions,
    readings,
    replies,
    reports,
    sendings,
    snapshots,
    supervision,
    tasks,
    watch,
    workspace,
)

MODULES = (
    workspace, people, accounts, approvals, questions, posts, moderation, snapshots, evidence, outbox, mailbox, watch,
    replies, numbers, audit, pagelinks, absences, plans, readings, checklists, contacts, loans, closing,
    conversations, digests, guideline, reports, meetings, proceedings, tasks, crisis, metrics, evaluations,
    supervision, disclosures, sendings, installations, administrators, chain,
)  # fmt: skip
METADATA = SQLModel.metadata
