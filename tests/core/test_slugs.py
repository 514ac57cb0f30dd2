"""Slugs: one typeable word, the same however case, accents and Unicode forms are written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.slugs import fold, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Rut Redaktör", "rut-redaktör"),
        ("  Bibliotek  FB ", "bibliotek-fb"),
        ("bibliotek-fb", "bibliotek-fb"),
        ("Anna-Lena O'Hara", "anna-lena-o-hara"),
        ("kommun.se_2026", "kommun.se_2026"),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_a_name_becomes_one_word(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize("typed", ["FRÅGA", "fråga", "fraga", "Fraga", unicodedata.normalize("NFD", "Fråga")])
def test_case_accents_and_form_may_be_left_out(typed: str) -> None:
    assert fold(typed) == "fraga"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_slug_is_one_word_and_stays_as_it_is(text: str) -> None:
    slug = slug_of(text)
    assert len(slug.split()) <= 1
    assert slug_of(slug) == slug


@given(st.text())
def test_unicode_form_makes_no_difference(text: str) -> None:
    composed, apart = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert fold(slug_of(composed)) == fold(slug_of(apart))
