"""Files: handed in in one's own chat, fetched from where Teams keeps them; a long list taken home as a file."""

import pytest

from bot.doors.teams.consent import as_csv
from bot.doors.teams.files import HOSTS, Files
from core.card import Table
from core.errors import FieldError
from tests.bot.teams.client import Talk, card, labels, own, said
from tests.bot.teams.standin import POST, PUT, UPLOAD, StandIn
from tests.bot.teams.wiring import Talking
from tests.town import ACCOUNT, Town, png


def sent_file(talk: Talk, name: str = "skarmdump.png", text: str = "") -> dict[str, object]:
    """A message with a file that lies on the stand-in."""
    body = talk.activity("message_file", text=text)
    talk.teams.files[name] = png()
    body["attachments"][0] |= {"name": name}
    body["attachments"][0]["content"]["downloadUrl"] = f"{talk.teams.elsewhere}/files/{name}"
    return body


async def test_a_file_without_a_word_is_asked_about_and_kept_where_it_belongs(
    talk: Talk, teams: StandIn, teams_town: Town
) -> None:
    """F13, S9: nothing is kept until one says what it is."""
    await talk.say(f'moderera {ACCOUNT} kategori=hets åtgärd=borttagen plats="Pärm 3"')
    await talk.post(sent_file(talk))
    asked = card(await teams.written(2))
    assert "skarmdump.png" in said(asked)
    task = await talk.press(asked, next(label for label in labels(asked) if "gonblicksbild" in label))
    assert "2026-H2" in said(task)


async def test_a_line_that_takes_a_file_takes_the_one_sent_with_it(talk: Talk, teams: StandIn) -> None:
    """C1."""
    await talk.post(sent_file(talk, text=f"skärmdump {ACCOUNT}"))
    assert "2026-H2" in said(card(await teams.written()))


async def test_a_picture_in_the_text_is_fetched_with_the_bot_s_own_token(talk: Talk, teams: StandIn) -> None:
    body = talk.activity("message_picture")
    teams.files["0-weu-d1-1f2e3d"] = png()
    body["attachments"][0]["contentUrl"] = f"{teams.service_url}v3/attachments/0-weu-d1-1f2e3d/views/original"
    await talk.post(body)
    assert "2026-H2" in said(card(await teams.written()))


async def test_several_files_are_asked_about_one_by_one(talk: Talk, teams: StandIn) -> None:
    body = sent_file(talk)
    body["attachments"] = [*body["attachments"], *sent_file(talk, "annan.png")["attachments"]]  # type: ignore[misc]
    await talk.post(body)
    await teams.written(2)
    assert ["skarmdump.png" in said(card(call)) for call in teams.messages()] == [True, False]


@pytest.mark.parametrize(
    "url",
    [
        "https://ont.example/bild.png", "http://falkoping.sharepoint.com/bild.png", "file:///etc/passwd",
        "https://sharepoint.com.ont.example/x", "https://169.254.169.254/latest", "https:///x", "",
    ],
)  # fmt: skip
def test_a_file_is_fetched_from_nowhere_else(url: str) -> None:
    """S1: whatever address is handed in, and no token goes there."""

    def token() -> str:
        raise AssertionError("a token was asked for")

    files = Files(token, HOSTS)
    with pytest.raises(FieldError) as refused:
        files.fetch("file", url, "https://smba.trafficmanager.net/emea/")
    assert refused.value.field == "file"


async def test_a_file_that_is_gone_is_told_at_its_field(talk: Talk, teams: StandIn) -> None:
    body = sent_file(talk, text=f"skärmdump {ACCOUNT}")
    teams.files.clear()
    await talk.post(body)
    shown = card(await teams.written())
    assert "Skicka den igen" in said(shown)


# Taken home


def test_a_list_as_a_file_opens_in_a_spreadsheet_and_holds_no_formula() -> None:
    table = Table(("Konto", "Text"), (("bibliotek-fb", "=1+1"), ("å;b", '"')))
    content = as_csv(table).decode("utf-8-sig").splitlines()
    assert content == ["Konto;Text", "bibliotek-fb;'=1+1", '"å;b";""""']


async def test_a_long_list_is_taken_home_as_a_file(
    talking: Talking, teams: StandIn, teams_town: Town
) -> None:
    """Offered, accepted, made anew, put where the person makes room for it; the offer goes."""
    for number in range(99):
        teams_town.new_account(f"konto-{number:03}-" + "x" * 40, active=False)
    async with talking(given={"teams_card_bytes": 16_000}) as talk:
        await take_home(talk, teams)


async def take_home(talk: Talk, teams: StandIn) -> None:
    listed = await talk.say("konto lista")
    assert "Visa resten" in labels(listed)
    await talk.press(listed, "Som fil")
    offer = await teams.called(POST, 2, own())
    (consent,) = offer.body["attachments"]
    assert consent["contentType"] == "application/vnd.microsoft.teams.card.file.consent"
    assert consent["content"]["sizeInBytes"] > 2_000
    body = talk.activity("file_consent_accept")
    body["value"]["context"] = consent["content"]["acceptContext"]
    body["value"]["uploadInfo"]["uploadUrl"] = f"{teams.elsewhere}/upload/konton.csv"
    await talk.post(body)
    uploaded = await teams.called(UPLOAD)
    assert uploaded.body["content"].decode("utf-8-sig").count("konto-0") == 99
    info = await teams.called(POST, 3, own())
    assert info.body["attachments"][0]["contentType"] == "application/vnd.microsoft.teams.card.file.info"
    assert (await teams.called(PUT)).message == "1789459199500"


async def test_a_file_that_is_declined_is_not_made(talk: Talk, teams: StandIn) -> None:
    await talk.send("file_consent_decline")
    assert (await teams.called(PUT)).body["text"] == "Då blir det ingen fil."
    assert teams.made(UPLOAD) == []


async def test_a_file_goes_nowhere_else(talk: Talk, teams: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    """S1: the invoke says where; it is believed as little as any address."""
    body = talk.activity("file_consent_accept")
    body["value"]["uploadInfo"]["uploadUrl"] = "https://ont.example/upload"
    await talk.post(body)
    assert (await teams.called(PUT)).body["text"].startswith("Filen kom inte fram")
    assert any("nowhere" in record.getMessage() for record in caplog.records)
