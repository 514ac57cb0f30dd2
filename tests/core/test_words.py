"""Words: each in the language spoken, the code's own English where nothing else is; the catalogue is whole."""

from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from core.words import DEFAULT_LANGUAGE, N_, _, n_, speaking
from core.words.catalogue import faults, messages, path_of, read, updated, write

# Speaking -------------------------------------------------------------------------------------------------


def test_an_unknown_message_is_said_as_it_stands() -> None:
    assert _("No catalogue has this: {name}", name="Eva") == "No catalogue has this: Eva"


def test_braces_without_values_are_left_alone() -> None:
    """A text that shows a placeholder is not filled."""
    assert _("Write {name} where the name goes") == "Write {name} where the name goes"


def test_a_persons_own_braces_are_left_alone() -> None:
    assert _("Nothing called {name}", name="{0.__class__}") == "Nothing called {0.__class__}"


@pytest.mark.parametrize(("count", "said"), [(0, "0 things"), (1, "1 thing"), (2, "2 things")])
def test_a_count_chooses_its_form(count: int, said: str) -> None:
    with speaking("en"):
        assert n_("{count} thing", "{count} things", count) == said


def test_a_mark_says_nothing_else() -> None:
    assert N_("Anything") == "Anything"


def test_swedish_is_spoken_unless_something_else_is_asked_for() -> None:
    catalogue = read(path_of("sv"))
    swedish = catalogue.get("Monday")
    assert swedish is not None and _("Monday") == swedish.string
    with speaking("en"):
        assert _("Monday") == "Monday"


def test_the_language_before_comes_back_also_after_an_error() -> None:
    before = _("Monday")
    with pytest.raises(ZeroDivisionError), speaking("en"):
        raise ZeroDivisionError
    assert _("Monday") == before


def test_a_language_nobody_has_written_is_the_default() -> None:
    with speaking("tlh"):
        unknown = _("Monday")
    with speaking(DEFAULT_LANGUAGE):
        assert _("Monday") == unknown


# The catalogue against the code ---------------------------------------------------------------------------


def test_the_catalogue_is_whole() -> None:
    """Every message the code says has its Swedish, with the same placeholders, and nothing is left behind."""
    assert faults(read(path_of(DEFAULT_LANGUAGE)), messages()) == []


def code(folder: Path, source: str) -> Catalog:
    """The messages of a package with one module."""
    (folder / "core").mkdir()
    (folder / "core" / "module.py").write_text(source, encoding="utf-8")
    return messages(folder, ("core",))


def test_messages_are_found_wherever_they_are_said(tmp_path: Path) -> None:
    found = code(
        tmp_path,
        '_("plain"); N_("marked"); n_("one", "many", 2); _("outer {x}", x=", ".join(_("inner") for _i in "a"))\n'
        '_("in "\n  "two parts"); f"{_(\'in braces\')}"; _(name); other("not this")\n',
    )
    assert {message.id for message in found if message.id} == {
        "plain", "marked", ("one", "many"), "outer {x}", "inner", "in two parts", "in braces",
    }  # fmt: skip


def catalogue(**translations: str | tuple[str, str]) -> Catalog:
    """A Swedish catalogue of messages without spaces."""
    made = Catalog(locale="sv")
    for message, string in translations.items():
        made.add(message if isinstance(string, str) else (message, f"{message}s"), string)
    return made


def wanted(*ids: str | tuple[str, str]) -> Catalog:
    """The messages a code base would say."""
    made = Catalog()
    for message in ids:
        made.add(message, locations=[("core/module.py", 1)])
    return made


def fuzzy(made: Catalog) -> Catalog:
    """The same, all of it marked as guessed."""
    for message in made:
        message.flags.add("fuzzy")
    return made


@pytest.mark.parametrize(
    ("made", "needed", "fault"),
    [
        (catalogue(), wanted("hello"), "not in the catalogue"),
        (catalogue(hello=""), wanted("hello"), "not translated"),
        (catalogue(hello=("hej", "")), wanted(("hello", "hellos")), "not translated"),
        (catalogue(hello="hej"), wanted(("hello", "hellos")), "forms"),
        (catalogue(hello="hej", old="gammal"), wanted("hello"), "not in the code"),
        (fuzzy(catalogue(hello="hej")), wanted("hello"), "fuzzy"),
        (catalogue(hello="hej {name}"), wanted("hello"), "placeholders"),
        (catalogue(hello="hej {"), wanted("hello"), "placeholders"),
    ],
)
def test_what_is_not_whole_is_told(made: Catalog, needed: Catalog, fault: str) -> None:
    told = faults(made, needed)
    assert len(told) == 1 and fault in told[0]


def test_a_placeholder_may_be_written_its_own_way() -> None:
    """Order and format are the language's business; which values are said is not."""
    made = Catalog(locale="sv")
    made.add("{hour:02} past {day}", "{day} efter {hour}")
    assert faults(made, wanted("{hour:02} past {day}")) == []


def test_an_update_keeps_what_is_translated_and_drops_what_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "sv.po"
    write(catalogue(zebra="sebra", old="gammal"), path)
    write(updated(read(path), wanted("zebra", "apple", ("one", "many"))), path)
    after = read(path)
    assert [(message.id, message.string) for message in after if message.id] == [
        ("apple", ""),
        (("one", "many"), ("", "")),
        ("zebra", "sebra"),
    ]
    assert faults(after, wanted("zebra")) != []


@pytest.mark.parametrize("again", [write, lambda made, path: write(updated(made, messages()), path)])
def test_writing_the_catalogue_again_changes_nothing(
    again: Callable[[Catalog, Path], None], tmp_path: Path
) -> None:
    """So that a difference in review is somebody's change."""
    first, second = tmp_path / "first.po", tmp_path / "sv.po"
    write(updated(read(path_of("sv")), messages()), first)
    second.write_bytes(first.read_bytes())
    again(read(second), second)
    assert first.read_bytes() == second.read_bytes()
