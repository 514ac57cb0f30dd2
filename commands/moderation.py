"""Moderation: what was hidden or removed, completed and closed afterwards. Removal itself never waits (F13)."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from commands import choices
from commands.case_card import advice, case_card, what
from commands.command import EVERYONE, LOGS, Ask, Command, Context, Form, Key
from commands.recent import not_ahead
from core import accounts, moderation
from core.accounts import Account
from core.card import Card
from core.errors import FieldError, Refused
from core.evidence import Kept
from core.logbook import Author
from core.moderation import Action, Case, FollowUp
from core.people import Role
from core.policy.moderation import Category, Judgement
from core.words import N_, _

EVIDENCE = Key("underlag", "evidence", N_("Screenshot"), N_("PNG, JPEG, WebP, PDF or WACZ"), page=2)
POSTED = Key(
    "publicerat", "posted", N_("When it was written"),
    N_("If the screenshot shows it: the police asks. Else leave it out."), page=2,
)  # fmt: skip
PLACE = Key(
    "plats", "place", N_("Where the evidence is kept"),
    N_("A place or a diary number is as good as a file."), page=2, place=True,
)  # fmt: skip
POLICE = Key(
    "polisanmälan", "police", N_("Police report (K-number)"), example="K123456-26", page=2, max_length=60
)
DIARY = Key("diarienummer", "diary", N_("Diary number"), example="KS 2026/123", page=2, max_length=60)
REASON = Key("orsak", "reason", N_("Reason for blocking"), page=2, max_length=500)
PROFILE = Key(
    "profil", "profile", N_("Profile that is blocked"),
    N_("Its address or user name, so that the right one is let in again. Not the person's name."), page=2,
)  # fmt: skip
REVIEW = Key(
    "omprövas",
    "review",
    N_("The block is looked at again"),
    N_("In three months, if you leave it out."),
    page=2,
)
AUTHOR = Key("skrivet-av", "author", N_("Who wrote it"), source=choices.AUTHORS, page=2)
JUDGEMENT = Key(
    "bedömning", "judgement", N_("Your judgement"),
    N_("Only crimes are reported to the police."), source=choices.JUDGEMENTS, page=2,
)  # fmt: skip


class ModerationForm(Form):
    """What was done with which material."""

    account: Annotated[Account, Key("konto", "account", N_("Account"), position=1, source=choices.ACCOUNTS)]
    category: Annotated[Category, Key("kategori", "category", N_("What it was"), source=choices.CATEGORIES)]
    action: Annotated[Action, Key("åtgärd", "action", N_("What you did"), source=choices.ACTIONS)]
    at: Annotated[
        datetime | None, Key("när", "when", N_("When you did it"), N_("Now, if you leave it out."))
    ] = None
    link: Annotated[str | None, Key("länk", "link", N_("Link to the post or comment"), max_length=1000)] = (
        None
    )
    count: Annotated[
        int, Key("antal", "count", N_("How many"), N_("For spam in batches.")), Field(ge=1, le=10_000)
    ] = 1
    judgement: Annotated[Judgement | None, JUDGEMENT] = None
    evidence: Annotated[Kept | None, EVIDENCE] = None
    posted_at: Annotated[datetime | None, POSTED] = None
    place: Annotated[str | None, PLACE] = None
    police_report: Annotated[str | None, POLICE] = None
    diary_number: Annotated[str | None, DIARY] = None
    block_reason: Annotated[str | None, REASON] = None
    profile: Annotated[str | None, PROFILE] = None
    review_on: Annotated[date | None, REVIEW] = None
    author: Annotated[Author, AUTHOR] = Author.CITIZEN

    def check(self, context: Context) -> None:
        """No file where none may be held (S9), no judgement the category can't have (F13), a review to come (S11)."""
        if self.review_on and self.action is not Action.BLOCKED:
            raise FieldError("review_on", _("Only a block is looked at again."))
        if self.review_on and self.review_on <= context.calendar.local(context.now).date():
            raise FieldError("review_on", _("Choose a day that is to come."))
        _with_evidence(context, self.posted_at, self.evidence)
        moderation.check(self.category, self.judgement, has_file=self.evidence is not None, place=self.place)


def _with_evidence(context: Context, posted_at: datetime | None, file: Kept | None) -> None:
    not_ahead(context, "posted_at", posted_at)
    if posted_at and file is None:
        raise FieldError("posted_at", _("This is of a screenshot: attach it too, or leave this out."))


def new(context: Context, form: ModerationForm) -> Card | Ask:
    """Records a moderation action; from a form, first asks the category's own questions."""
    at = not_ahead(context, "at", form.at)
    if context.step == 1:
        return _second_page(form)
    case = moderation.record(
        context, form.account, form.category, form.action, at,
        judgement=form.judgement, file=form.evidence, posted_at=form.posted_at, link=form.link,
        place=form.place, count=form.count,
        police_report=form.police_report, diary_number=form.diary_number, block_reason=form.block_reason,
        profile=form.profile, review_on=form.review_on, author=form.author,
    )  # fmt: skip
    return case_card(context, case, form.account, _("{number} is recorded", number=case.number))


def _second_page(form: ModerationForm) -> Ask:
    """The questions that depend on the category: a crime's evidence and report, never a file where none may be held."""
    category = form.category
    fields = ["police_report", "diary_number"]
    if not category.keeps_no_evidence:
        fields = ["evidence", "posted_at", "place", *fields]
    if len(category.judgements) > 1:
        fields = ["judgement", *fields]
    if form.action is Action.BLOCKED:
        fields += ["block_reason", "profile", "review_on"]
    suggested = choices.JUDGEMENT_WORDS[category.judgements[0]][0]
    values = {"judgement": suggested, "author": choices.AUTHOR_WORDS[form.author][0]}
    return Ask((*fields, "author"), values, Card(category.name, advice(category)))


class CompleteForm(Form):
    """What a case lacked, or its next step."""

    case: Annotated[Case, Key("ärende", "case", N_("Moderation case"), position=1, source=choices.CASES)]
    action: Annotated[Action | None, Key("åtgärd", "action", N_("What you did"), source=choices.ACTIONS)] = (
        None
    )
    judgement: Annotated[Judgement | None, JUDGEMENT] = None
    evidence: Annotated[Kept | None, EVIDENCE] = None
    posted_at: Annotated[datetime | None, POSTED] = None
    place: Annotated[str | None, PLACE] = None
    police_report: Annotated[str | None, POLICE] = None
    diary_number: Annotated[str | None, DIARY] = None
    block_reason: Annotated[str | None, REASON] = None
    profile: Annotated[str | None, PROFILE] = None

    def check(self, context: Context) -> None:
        """As for a new case (S9, F13)."""
        category = context.policy.moderation.category(self.case.category)
        _with_evidence(context, self.posted_at, self.evidence)
        moderation.check(category, self.judgement, has_file=self.evidence is not None, place=self.place)


def complete(context: Context, form: CompleteForm) -> Card | Ask:
    """Fills in what a case lacked; without anything given it asks for just that."""
    given = form.model_dump(exclude={"case", "evidence"}, exclude_none=True)
    category = context.policy.moderation.category(form.case.category)
    if not given and form.evidence is None:
        if context.step:
            raise Refused(_("Nothing was filled in."), _("Fill in at least one field."))
        return _ask_what_is_missing(context, form.case, category)
    moderation.complete(context, form.case, context.policy, file=form.evidence, **given)
    account = accounts.get(context.session, form.case.account_id)
    return case_card(context, form.case, account, _("{number} is completed", number=form.case.number))


def _ask_what_is_missing(context: Context, case: Case, category: Category) -> Ask:
    mends = {
        FollowUp.EVIDENCE: ("evidence", "posted_at", "place", "diary_number"),
        FollowUp.POLICE_REPORT: ("police_report",),
        FollowUp.JUDGEMENT: ("judgement",),
        FollowUp.BLOCK_REASON: ("block_reason", "profile"),
        FollowUp.DIARY: ("diary_number",),
        FollowUp.AUTHOR: (),
    }
    fields = dict.fromkeys(field for kind in moderation.lacking(context, case) for field in mends[kind])
    card = Card(f"{case.number}: {category.name}", advice(category))
    return Ask(tuple(fields) or ("action", "diary_number"), {}, card)


class ShowForm(Form):
    """Which case."""

    case: Annotated[Case, Key("ärende", "case", N_("Moderation case"), position=1, source=choices.CASES)]


def show(context: Context, form: ShowForm) -> Card:
    """A case, as recorded."""
    account = accounts.get(context.session, form.case.account_id)
    return case_card(context, form.case, account, form.case.number)


class WaiveForm(Form):
    """Which follow-up is closed, and why."""

    case: Annotated[Case, Key("ärende", "case", N_("Moderation case"), position=1, source=choices.CASES)]
    follow_up: Annotated[
        FollowUp, Key("uppföljning", "follow-up", N_("What is closed"), position=2, source=choices.FOLLOW_UPS)
    ]
    reason: Annotated[str, Key("orsak", "reason", N_("Reason"), free=True, max_length=500)]

    def check(self, _context: Context) -> None:
        """What is not in the diary is the registrar's word (H15)."""
        if self.follow_up is FollowUp.DIARY:
            raise FieldError(
                "follow_up", _("The registrar says that: diarie {number}", number=self.case.number)
            )


def waive(context: Context, form: WaiveForm) -> Card:
    """The manager closes a follow-up with a reason (F13)."""
    moderation.waive(context, form.case, form.follow_up, form.reason)
    title = _("{number}: closed with a reason: {what}", number=form.case.number, what=what(form.follow_up))
    return case_card(context, form.case, accounts.get(context.session, form.case.account_id), title)


COMMANDS = (
    Command(
        "moderation.new", "moderera", "moderate", ModerationForm, new, LOGS,
        N_("Record what you hid or removed"), about="account", rules=("F12", "F13", "S9", "S10"),
        examples=(
            "moderera bibliotek-fb kategori=hets åtgärd=dold",
            'moderera bibliotek-fb kategori=reklam åtgärd=borttagen antal=12 plats="G:\\Arkiv\\2026"',
        ),
    ),
    Command(
        "moderation.complete", "moderering komplettera", "moderation complete", CompleteForm, complete, LOGS,
        N_("Add what a moderation case lacks"), about="case", rules=("F13",),
        examples=("moderering komplettera M-2026-0001 polisanmälan=K123456-26",),
    ),
    Command(
        "moderation.show", "moderering visa", "moderation show", ShowForm, show, EVERYONE,
        N_("Look at a moderation case"), about="case", reads=True, examples=("moderering visa M-2026-0001",),
    ),
    Command(
        "moderation.waive", "moderering avskriv", "moderation waive", WaiveForm, waive,
        frozenset({Role.MANAGER, Role.COMMUNICATIONS, Role.ADMIN}),
        N_("Close a follow-up with a reason"), about="case", rules=("F13",),
        examples=('moderering avskriv M-2026-0001 polisanmälan "Bedöms inte vara ett brott"',),
    ),
)  # fmt: skip
