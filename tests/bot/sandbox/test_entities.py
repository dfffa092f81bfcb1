"""HTML as Telegram reads it, and what Telegram does to any text."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.entities import Entity, Formatted, as_html, cleaned, given_entities, utf16_length
from bot.sandbox.errors import ApiError
from bot.sandbox.found_entities import as_kept
from bot.sandbox.html_text import parse_html

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def found(source: str) -> list[tuple[str, int, int]]:
    return [(it.kind, it.offset, it.length) for it in parse_html(source).entities]


def test_each_tag_has_its_kind() -> None:
    kinds = {
        "b": "bold",
        "strong": "bold",
        "i": "italic",
        "em": "italic",
        "u": "underline",
        "ins": "underline",
        "s": "strikethrough",
        "strike": "strikethrough",
        "del": "strikethrough",
        "tg-spoiler": "spoiler",
        "code": "code",
        "pre": "pre",
        "blockquote": "blockquote",
    }
    for tag, kind in kinds.items():
        assert found(f"a<{tag}>bc</{tag.upper()}>d") == [(kind, 1, 2)]
    assert found('<span class="tg-spoiler">a</span>') == [("spoiler", 0, 1)]
    assert found("<blockquote expandable>a</blockquote>") == [("expandable_blockquote", 0, 1)]


def test_offsets_count_utf16_units() -> None:
    assert found("😀<b>😀ä</b>") == [("bold", 2, 3)]


def test_outer_entities_come_before_inner_ones() -> None:
    assert found("<b><i>a</i>b</b>") == [("bold", 0, 2), ("italic", 0, 1)]
    assert found("<i><b></b></i>") == []


def test_links_keep_their_address() -> None:
    formatted = parse_html('<a href="example.org?a=1&amp;b=2">a</a><a>https://b.org</a>')
    urls = [it.url for it in formatted.entities]
    assert urls == ["http://example.org?a=1&b=2", "https://b.org/"]
    assert found("<a href='ward'>a</a>") == []
    assert parse_html('<a href="tel:+441234">a</a>').entities[0].url == "tel:+441234"


def test_emoji_keep_their_number_and_plain_values_need_no_quotes() -> None:
    (emoji,) = parse_html('<tg-emoji emoji-id="55">a</tg-emoji>').entities
    assert (emoji.kind, emoji.as_telegram()["custom_emoji_id"]) == ("custom_emoji", "55")
    assert found("<span class=TG-spoiler >a</span>") == [("spoiler", 0, 1)]
    assert found('<a href=" ">a b</a>') == []


def test_code_in_pre_tells_its_language() -> None:
    (entity,) = parse_html('<pre><code class="language-sql">a</code></pre>').entities
    assert (entity.kind, entity.language) == ("pre", "sql")
    (entity,) = parse_html('<code class="language-sql">a</code>').entities
    assert (entity.kind, entity.language) == ("code", None)


def test_references_are_read_and_unknown_ones_kept() -> None:
    assert parse_html("&lt;&gt;&amp;&quot;&#228;&#xe4; &nbsp;&").text == '<>&"ää &nbsp;&'
    assert parse_html("&#0;&#xd800;").text == "&#0;&#xd800;"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("ä<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a =>", 'Empty attribute name in the tag "a" at byte offset 0'),
        (
            "<a href>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="b', 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=b/>", "Unexpected end of name token at byte offset 8"),
        ("<tg-emoji>a</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_wrong_html_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@settings(deadline=None)  # the machine may be busy
@given(TEXTS)
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    formatted = parse_html(f"<b>{escape(text)}</b>")
    assert formatted.text == text.replace("&#x27;", "'")
    assert sum(it.length for it in formatted.entities) == utf16_length(text)


@settings(deadline=None)  # the machine may be busy
@given(st.text("<>/=\"' abi&#x;1ä😀"))
def test_any_source_is_read_or_refused_with_a_400(source: str) -> None:
    try:
        formatted = cleaned(parse_html(source))
    except ApiError as refused:
        assert refused.status == 400  # noqa: PT017
    else:
        length = utf16_length(formatted.text)
        assert all(it.offset >= 0 and it.offset + it.length <= length for it in formatted.entities)


@settings(deadline=None)  # the machine may be busy
@given(TEXTS)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = as_kept(Formatted(text))
    assert as_kept(once) == once


def test_space_around_a_text_goes_and_entities_follow() -> None:
    formatted = cleaned(parse_html("\n  a <b>b  </b>\n "))
    assert formatted == Formatted("a b", (Entity("bold", 2, 1),))


def test_commands_links_and_mentions_are_found_outside_of_code() -> None:
    kept = as_kept(parse_html("/start@clinic_bot a@b.org #help <code>/stop</code> @ward_7 1/2"))
    assert [(it.kind, it.offset, it.length) for it in kept.entities] == [
        ("bot_command", 0, 17),
        ("email", 18, 7),
        ("hashtag", 26, 5),
        ("code", 32, 5),
        ("mention", 38, 7),
    ]
    (link,) = as_kept(Formatted("See https://example.org/a?b=1.")).entities
    assert (link.kind, link.offset, link.length) == ("url", 4, 25)


def test_given_entities_are_checked() -> None:
    bold = {"type": "bold", "offset": 0, "length": 2}
    assert given_entities("😀", [bold]).entities == (Entity("bold", 0, 2),)
    for wrong in ("bold", {"type": "bold"}, bold | {"type": "odd"}, bold | {"length": 3}):
        with pytest.raises(ApiError):
            given_entities("😀", [wrong])


def test_shown_html_is_safe_and_nested() -> None:
    source = '<b>1 &lt; <i>2</i></b> <a href="https://a.org/?b=1&amp;c">c</a> &amp;'
    assert as_html(parse_html(source)) == source
