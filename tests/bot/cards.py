"""Any card, with any text: marks, mentions, links, emoji, right to left, what no keyboard writes, and far too much."""

from hypothesis import strategies as st

from core.card import Bar, Button, Card, Chart, Fact, Section, Style, Table

ODD = (
    "<!channel> <@U012AB3CD|eva> <#C012AB3CD> &lt;!here&gt;", "*fet* _kursiv_ ~struken~ `kod` ```block```",
    "https://exempel.se/?a=1&b=<2>|namn", "😀👩‍👩‍👧🏳️‍🌈 :tada:", "שלום עולם مرحبا ‏‮ baklänges",
    "a\x00b\x1b[31m\x7f\x85c\ud800d\udfff", "\r\n\t\n ", '"\\"\\\\', "ord " * 2_500, "<" * 10_000, "&" * 10_000,
    '"' * 10_000, "x" * 10_000, "å\n" * 5_000,
)  # fmt: skip
ODDITIES = st.integers(0, len(ODD) - 1).map(lambda number: ODD[number])
TEXT = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=st.characters(codec=None), max_size=40),
    st.text('<!channel>&@*_~`\n"\\|å😀', max_size=400),
    ODDITIES,
)
SHORT = st.text('<!ab>&@*_`\n"å😀\x00\ud800', max_size=20)
BUTTON = st.builds(
    Button,
    TEXT,
    TEXT | st.just("svar F-2026-0001"),
    st.sampled_from(Style),
    st.just("") | TEXT,
    asks=st.booleans(),
    file=st.sampled_from(["", "file", "evidence"]),
)
BUTTONS = st.lists(BUTTON, max_size=8).map(tuple) | st.builds(
    lambda button, count: (button,) * count, BUTTON, st.integers(0, 70)
)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.builds(
        Table,
        st.tuples(*[SHORT] * width),
        st.one_of(
            st.lists(st.tuples(*[TEXT] * width), max_size=6).map(tuple),
            st.integers(0, 3000).map(lambda count: (("bibliotek-fb",) * width,) * count),
        ),
    )
)
CHARTS = st.builds(
    Chart,
    TEXT,
    TEXT,
    st.lists(st.builds(Bar, SHORT | TEXT, st.floats(0, 1e9), SHORT), max_size=12).map(tuple),
)
CARDS = st.builds(
    Card,
    title=TEXT,
    text=TEXT,
    facts=st.lists(st.builds(Fact, TEXT, TEXT), max_size=12).map(tuple),
    table=st.none() | TABLES,
    chart=st.none() | CHARTS,
    sections=st.lists(st.builds(Section, TEXT, BUTTONS, TEXT), max_size=6).map(tuple),
    buttons=BUTTONS,
    more=st.sampled_from(["", "konto lista sida=2", '"' * 2_000, "x" * 2_001]),
)
AGAIN = st.sampled_from(["", "status", 'fråga lista konto="x"', '"' * 2_000, "x" * 2_001, "\x00"])
