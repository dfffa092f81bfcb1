"""Words of messages become HTML that is whole, safe and runs in the right direction."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.sandbox.entities import Entity, Formatted
from bot.sandbox.pages.words import direction, paragraphs


def html(text: str, *entities: Entity) -> list[str]:
    return [str(paragraph.html) for paragraph in paragraphs(Formatted(text, entities))]


def test_styles_and_links_are_shown() -> None:
    styled = (Entity("bold", 0, 1), Entity("code", 2, 1), Entity("text_link", 4, 1, "https://a.b/"))
    link = '<a href="https://a.b/" target="_blank" rel="noopener noreferrer">c</a>'
    assert html("a b c", *styled) == [f"<b>a</b> <code>b</code> {link}"]


def test_blank_lines_part_paragraphs_and_a_style_goes_on_in_the_next() -> None:
    assert html("ab\n\n\ncd", Entity("bold", 1, 5)) == ["a<b>b</b>", "<b>c</b>d"]


def test_styles_that_cross_are_nested() -> None:
    crossing = (Entity("bold", 0, 2), Entity("italic", 1, 2))
    assert html("abc", *crossing) == ["<b>a</b><b><i>b</i></b><i>c</i>"]


def test_a_style_that_ends_inside_a_character_ends_behind_it() -> None:
    assert html("😀a", Entity("bold", 0, 1)) == ["<b>😀</b>a"]
    assert html("😀a", Entity("bold", 2, 1)) == ["😀<b>a</b>"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "tg://user?id=1", "//x"]
)
def test_only_web_mail_and_telephone_are_linked(url: str) -> None:
    assert html("tap", Entity("text_link", 0, 3, url)) == ["tap"]


def test_addresses_that_telegram_finds_are_linked_whole() -> None:
    (shown,) = html("https://a.b/c", Entity("bold", 0, 5), Entity("url", 0, 13))
    assert shown.count('href="https://a.b/c"') == 2
    (mail,) = html("a@b.cd", Entity("email", 0, 6))
    assert 'href="mailto:a@b.cd"' in mail


def test_marks_of_html_are_words() -> None:
    text = "<b>&lt;</b> \"'"
    assert html(text) == ["&lt;b&gt;&amp;lt;&lt;/b&gt; &#34;&#39;"]
    (link,) = html("x", Entity("text_link", 0, 1, 'https://a.b/"><script>'))
    assert "<script" not in link


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Hello اردو", "ltr"),
        ("1. اردو and more", "rtl"),
        ("\u2068Riverside\u2069 نے پوچھا", "rtl"),
        ("\u2068\u2068a\u2069 b\u2069 اردو", "rtl"),
        ("251 … ▓▓", "auto"),
        ("\u2069 a", "ltr"),
    ],
)
def test_the_first_letter_outside_isolates_tells_the_direction(text: str, way: str) -> None:
    assert direction(text) == way


class _Tags(HTMLParser):
    """Checks that every tag is closed in order, and keeps the words."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"b", "i", "u", "s", "a", "code", "span"}
        assert {name for name, _ in attrs} <= {"href", "target", "rel", "class"}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


_KINDS = ["bold", "italic", "spoiler", "pre", "blockquote", "text_link", "url", "custom_emoji"]
_ENTITIES = some.builds(
    Entity,
    some.sampled_from(_KINDS),
    some.integers(0, 12),
    some.integers(1, 12),
    some.sampled_from([None, "https://a.b/?<'\"", "javascript:x"]),
)


@given(some.text("ab<>&\"'\n😀ا\u2068", max_size=12), some.lists(_ENTITIES, max_size=5))
def test_whatever_comes_the_html_is_whole_and_says_the_words(
    text: str, entities: list[Entity]
) -> None:
    said = ""
    for shown in html(text, *entities):
        reader = _Tags()
        reader.feed(shown)
        reader.close()
        assert reader.open == []
        said += reader.words
    assert said.replace("\n", "") == text.replace("\n", "")
