"""The rules: pure functions of facts, policy, calendar and now, one for each family of matters."""

from collections.abc import Callable, Mapping
from typing import Any

from core.watch import Family
from reminders.plan import Plan
from reminders.rules.accounts import approval, gap, inactivity, snapshot
from reminders.rules.council import crisis, meeting, task
from reminders.rules.digest import digest
from reminders.rules.disclosure import disclosure
from reminders.rules.evaluation import evaluation
from reminders.rules.evidence import evidence
from reminders.rules.log import case, consent
from reminders.rules.people import link
from reminders.rules.plans import plan_review
from reminders.rules.posting import posting
from reminders.rules.questions import question
from reminders.rules.supervision import supervision
from reminders.setting import Setting

Rule = Callable[[Any, Setting], Plan]

RULES: Mapping[Family, Rule] = {
    Family.QUESTION: question,
    Family.CASE: case,
    Family.CONSENT: consent,
    Family.POSTING: posting,
    Family.INACTIVITY: inactivity,
    Family.SNAPSHOT: snapshot,
    Family.APPROVAL: approval,
    Family.GAPS: gap,
    Family.PLAN: plan_review,
    Family.DIGEST: digest,
    Family.LINK: link,
    Family.MEETING: meeting,
    Family.TASK: task,
    Family.CRISIS: crisis,
    Family.EVALUATION: evaluation,
    Family.SUPERVISION: supervision,
    Family.DISCLOSURE: disclosure,
    Family.EVIDENCE: evidence,
}
