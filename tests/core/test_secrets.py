"""What looks like a password is refused, and the places, numbers and links people really write are not (S1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.secrets import looks_like_a_secret

PASSWORDS = (
    "lösenord: hemligt", "Lösenordet är: hemligt", "lösen=hemligt", "password=hunter2", "PASSWORD : x", "pwd: x",
    "pinkod: 1234", "pin-kod=1234", "inloggning: kim/hemligt", "inloggningsuppgifter: kim hemligt",
    "Lösenordet är Sommar2026", "https://example.com/?password=hemligt",
)  # fmt: skip
TOKENS = (
    "xoxb-123456789012-abcdefghij", "xapp-1-A0123456789-abcdef", "ghp_abcdefghij0123456789", "AKIAABCDEFGHIJKLMNOP",
    "eyJhbGciOiJIUzI1NiJ9.abc", "nyckeln heter sk-abcdefghij0123456789",
)  # fmt: skip
BUILT_LIKE_ONE = (
    "Sommar2026!",
    "hemligt123!",
    "Kx7pQ2mz",
    "P@ssw0rd",
    "a1b2c3d4#",
    "Bibliotek2026",
    "åäöÅÄÖ123",
)
PLACES = (
    "KS 2023/1285", "KS2023/1285", "KS-2023/1285", "G:\\Arkiv\\2026", "G:\\Arkiv\\SoMe\\Bibliotek2026", "g:/Arkiv/2026",
    "\\\\server1\\Delad\\Arkiv2026", "/srv/Arkiv/2026", "Bitwarden, valvet Bibliotek", "Kassaskåpet, rum 3B",
    "kassaskåpet", "Bitwarden", "https://intranat.falkoping.se/Arkiv/2026/A1b2", "www.falkoping.se/Arkiv2026",
    "kim.communicator+some1@Falkoping.se", "W3D3", "M-2026-0001", "2026-11-20", "0515-885000", "Platina",
    "Evolution", "SharePoint/SoMe/Underlag", "Teams-kanalen", "e-arkivet",
)  # fmt: skip
PLAIN_TEXTS = (
    "Tips om böcker och evenemang", "Frågor om lösenord besvaras av IT", "Hur byter jag lösenord?",
    "Lösenordet är bytt", "Tappade mitt pinnkors", "Pinnen 2 kr", "inloggning krävs", "K123456-26", "Sommar2026!",
)  # fmt: skip


@pytest.mark.parametrize("text", [*PASSWORDS, *TOKENS])
def test_a_named_password_or_a_token_is_refused_anywhere(text: str) -> None:
    """S1."""
    assert looks_like_a_secret(text)
    assert looks_like_a_secret(f"Kontot finns. {text}")


@pytest.mark.parametrize("text", BUILT_LIKE_ONE)
def test_a_lone_word_built_like_a_password_is_refused_as_a_place(text: str) -> None:
    """S1: where the log-in is kept is asked for, so the log-in itself is what people paste."""
    assert looks_like_a_secret(text, alone=True)
    assert looks_like_a_secret(f"  {text} ", alone=True)


@pytest.mark.parametrize("text", PLACES)
def test_a_place_is_a_place(text: str) -> None:
    """S10: a place or a diary number is as good as a file."""
    assert not looks_like_a_secret(text, alone=True)


@pytest.mark.parametrize("text", PLAIN_TEXTS)
def test_what_people_write_otherwise_is_fine(text: str) -> None:
    assert not looks_like_a_secret(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzåäö ,.", max_size=60))
def test_plain_lower_case_words_are_never_taken_for_a_password(text: str) -> None:
    assert not looks_like_a_secret(text, alone=True)


@given(
    st.sampled_from(["lösenord", "Lösenordet", "password", "PWD", "passord"]),
    st.sampled_from([":", "=", " : ", " = ", " är: "]),
    st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), min_size=1),
)
def test_whatever_follows_the_word_password_is_refused(word: str, sign: str, secret: str) -> None:
    """S1."""
    assert looks_like_a_secret(f"{word}{sign}{secret}")


@pytest.mark.parametrize("place", [
    "login kommun / Sommar2026!", "lösenord Sommar2026", "pwd Sommar2026!", "lösenordet heter Sommar2026!",
    "kommun Sommar2026!", "PIN 4711", "https://admin:Sommar2026!@facebook.com", "Sommar2026",
])  # fmt: skip
def test_a_password_in_a_place_is_seen(place: str) -> None:
    """S1."""
    assert looks_like_a_secret(place, alone=True)


@pytest.mark.parametrize("place", [
    "Platina-2026-113", "Ciceron:KS-2026/12", "Pärm3-hylla2", "W3D3-KS2026/12b", "Mappen Arkiv2026",
    "lösenordet finns i Bitwarden", "https://x.se/fi-sk-och-skaldjur-i-ost", "Kassaskåpet, rum 12",
])  # fmt: skip
def test_a_place_and_a_number_are_let_through(place: str) -> None:
    """S10."""
    assert not looks_like_a_secret(place, alone=True)
