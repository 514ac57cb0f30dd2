"""An account's own text for its profile, made from what is recorded of it; in Swedish, for the public (H6, M3, F16)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.accounts import Account
from core.policy import Policy
from core.policy.questions import Clock


@dataclass(frozen=True, slots=True)
class Kind:
    """What an account of a platform is called: `our` is ours by its gender."""

    noun: str
    definite: str
    our: str = "vår"


def _account(platform: str) -> Kind:
    name = f"{platform}konto"
    return Kind(name, f"{name}t", "vårt")


KINDS = {
    "facebook": Kind("Facebooksida", "Facebooksidan"),
    "instagram": _account("Instagram"),
    "youtube": Kind("Youtubekanal", "Youtubekanalen"),
    "linkedin": Kind("Linkedinsida", "Linkedinsidan"),
    "tiktok": _account("Tiktok"),
    "blogg": Kind("blogg", "bloggen"),
}


@dataclass(frozen=True, slots=True)
class Infotext:
    """The whole text, and the one that fits the profile. `limit` is in characters; None where there is none."""

    whole: str
    short: str
    limit: int | None


def of(policy: Policy, account: Account, town: str) -> Infotext:
    """The text of an account of that town: the document's own where it has one, else one of plain sentences."""
    sentences, own = _sentences(policy, account, town), policy.accounts.infotext.value
    whole = _filled(own, account) if own else "\n".join(sentence for sentence, _rank in sentences)
    limits = {each.platform: each.characters for each in policy.infotext.limits.value}
    limit = limits.get(account.platform)
    short = whole if limit is None or len(whole) <= limit else _fitted(sentences, limit)
    return Infotext(whole, short, limit)


def _filled(text: str, account: Account) -> str:
    kind = kind_of(account.platform)
    words = {
        "{verksamhet}": account.unit, "{namn}": name(account), "{kanal}": kind.noun,
        "{kanalen}": kind.definite, "{vår}": kind.our,
    }  # fmt: skip
    for gap, word in words.items():
        text = text.replace(gap, word)
    return text.strip()


def kind_of(platform: str) -> Kind:
    """What an account of the platform is called."""
    plain = (
        Kind("konto", "kontot", "vårt")
        if platform == "annan"
        else Kind(f"konto på {platform}", "kontot", "vårt")
    )
    return KINDS.get(platform, plain)


def name(account: Account) -> str:
    """The account's name on the platform, else its short name."""
    return account.handle or account.slug


def _sentences(policy: Policy, account: Account, town: str) -> list[tuple[str, int]]:
    """The sentences in their order, each with its rank: the lowest are kept where room is short."""
    site = policy.accounts.register_url.value
    reach = account.contact
    all_sentences = (
        (f"{account.unit}, {town}.", 0),
        (_ended(account.purpose), 4),
        ("Alla kan läsa det du skriver här. Det blir allmän handling.", 2),
        ("Skriv inga personuppgifter. Egna ärenden tar vi inte här.", 3),
        (_reply(policy), 6),
        ("Kommentera gärna det vi skriver om, och håll en god ton.", 8),
        (_removed(policy), 9),
        ("Det som bryter mot reglerna tar vi bort. Den som fortsätter kan vi blockera.", 7),
        ("Ser du något olämpligt? Berätta det för oss.", 10),
        ("Plattformen tar emot uppgifter om dig och använder kakor.", 11),
        (f"Kontakt: {reach}" if reach else "", 1),
        (f"Om våra konton: {site}" if site else "", 5),
    )
    return [(sentence, rank) for sentence, rank in all_sentences if sentence]


def _ended(text: str) -> str:
    plain = " ".join(text.split())
    return plain if plain.endswith((".", "!", "?")) else f"{plain}."


def _reply(policy: Policy) -> str:
    """How soon an answer comes, as the guideline has it (F10, H9)."""
    clock, amount = policy.reply.clock.value, policy.reply.amount.value
    if clock is None or amount is None:
        return "Vi svarar så snart vi kan."
    if clock is Clock.WORKING_DAYS:
        return "Vi svarar inom en arbetsdag." if amount == 1 else f"Vi svarar inom {amount} arbetsdagar."
    return f"Vi svarar på vardagar inom {amount} timmar."


def _removed(policy: Policy) -> str:
    names = [category.name for category in policy.moderation.categories if not category.keeps_no_evidence]
    return f"Här får inte finnas: {_listed(names)}." if names else ""


def _listed(names: Sequence[str]) -> str:
    lowered = [each[:1].lower() + each[1:] for each in names]
    return "; ".join(lowered)


def _fitted(sentences: Iterable[tuple[str, int]], limit: int) -> str:
    """As many whole sentences as there is room for, the most needed first, in their own order."""
    sentences, kept = tuple(sentences), list[int]()
    for rank in sorted(rank for _sentence, rank in sentences):
        tried = _joined(sentences, {*kept, rank})
        if len(tried) <= limit:
            kept.append(rank)
    return _joined(sentences, set(kept)) or sentences[0][0][:limit]


def _joined(sentences: Sequence[tuple[str, int]], ranks: set[int]) -> str:
    return " ".join(sentence for sentence, rank in sentences if rank in ranks)
