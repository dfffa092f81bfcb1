import html
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.channels.telegram.codec import read_data
from bot.channels.telegram.render import CAPTION_LIMIT, TEXT_LIMIT, render, units
from bot.involvement.languages import Catalogues
from conversations.screen import Act, Attachment, Button, Screen
from conversations.text import Text, Worded

CATALOGUES = Catalogues.load(Path(__file__).parents[4] / "locales")
MEMBER = 4711


def shown(screen: Screen, language: str = "en_GB") -> dict[str, Any]:
    return render(screen, language, MEMBER, CATALOGUES.say)


def text(screen: Screen, language: str = "en_GB") -> str:
    """Give the HTML, without the marks around values, which have their own tests."""
    params = shown(screen, language)["params"]
    return re.sub("[\u2068\u2069]", "", params.get("text") or params["caption"])


def labels(screen: Screen) -> list[list[str]]:
    rows = shown(screen)["params"]["reply_markup"]["inline_keyboard"]
    return [[key["text"] for key in row] for row in rows]


def options(*names: str) -> tuple[Button, ...]:
    numbered = enumerate(names, 1)
    return tuple(Button(name, Act("a.choose", (5, 2, number))) for number, name in numbered)


BACK, SKIP, LATER = (
    Button(Text(word), Act(f"a.{word.lower()}", (5, 2))) for word in ("Back", "Skip", "Later")
)


def test_a_question_shows_its_options_in_the_text_and_on_the_keyboard() -> None:
    question = Screen(
        title="Question 2 of 4",
        lines=("How did you get home?", "Choose one."),
        options=options("By car", "Bus or train"),
        buttons=(BACK, SKIP, LATER),
    )
    assert text(question) == (
        "<b>Question 2 of 4</b>\n\nHow did you get home?\n\nChoose one.\n\n"
        "1. By car\n2. Bus or train\n\nOr type: back, skip, later"
    )
    assert labels(question) == [["1 · By car", "2 · Bus or train"], ["Back", "Skip", "Later"]]


def test_every_button_carries_its_act_and_its_member() -> None:
    screen = Screen(lines=("?",), options=options("Yes", "No"), buttons=(BACK,))
    rows = shown(screen)["params"]["reply_markup"]["inline_keyboard"]
    assert [[read_data(key["callback_data"]) for key in row] for row in rows] == [
        [(Act("a.choose", (5, 2, 1)), MEMBER), (Act("a.choose", (5, 2, 2)), MEMBER)],
        [(Act("a.back", (5, 2)), MEMBER)],
    ]


def test_words_of_people_are_escaped_once_and_only_here() -> None:
    screen = Screen(
        title="<i>A & B</i>",
        lines=(Worded.of({"en_GB": "5 < 6 & <a href='x'>\"tap\"</a>"}),),
        options=options("<b>1</b>"),
    )
    assert text(screen) == (
        "<b>&lt;i&gt;A &amp; B&lt;/i&gt;</b>\n\n"
        "5 &lt; 6 &amp; &lt;a href='x'&gt;\"tap\"&lt;/a&gt;\n\n1. &lt;b&gt;1&lt;/b&gt;"
    )
    assert labels(screen) == [["1 · <b>1</b>"]]


def test_a_message_previews_no_link() -> None:
    screen = Screen(lines=("See example.org",))
    params = shown(screen)["params"]
    assert params["link_preview_options"] == {"is_disabled": True}
    assert params["parse_mode"] == "HTML"
    assert "reply_markup" not in params


def test_a_long_label_has_a_row_of_its_own_and_is_whole_in_the_text() -> None:
    long = "By car, and somebody of my family or a friend drove"
    screen = Screen(lines=("How?",), options=options(long, "Bus"))
    assert f"1. {long}\n2. Bus" in text(screen)
    assert labels(screen) == [["1 · By car, and somebody of my family…"], ["2 · Bus"]]


def test_many_long_labels_leave_only_numbers_on_the_buttons() -> None:
    names = [f"A kind of care that has a long name {number}" for number in range(1, 10)]
    screen = Screen(lines=("Which?",), options=options(*names), buttons=(SKIP,))
    assert labels(screen) == [["1", "2", "3", "4", "5"], ["6", "7", "8", "9"], ["Skip"]]
    assert all(f"{number}. {name}" in text(screen) for number, name in enumerate(names, 1))


def test_the_steps_of_a_scale_stand_six_in_a_row_and_are_written_once() -> None:
    steps = [str(step) for step in range(8)]
    screen = Screen(lines=("?",), options=options(*steps, "I'd rather not say"), first=0)
    assert text(screen) == "?\n\n0\n1\n2\n3\n4\n5\n6\n7\n8. I'd rather not say"
    assert labels(screen) == [
        ["0", "1", "2", "3"],
        ["4", "5", "6", "7"],
        ["8 · I'd rather not say"],
    ]


def test_wide_buttons_are_not_squeezed_into_one_row() -> None:
    words = ("Done", "I'd rather not say", "Back", "Skip", "Tell me more about it", "Later")
    buttons = tuple(Button(word, Act("h.x", (1,))) for word in words)
    screen = Screen(lines=("?",), buttons=buttons)
    assert labels(screen) == [
        ["Done", "I'd rather not say"],
        ["Back", "Skip"],
        ["Tell me more about it"],
        ["Later"],
    ]
    typed = "done, I'd rather not say, back, skip, tell me more about it, later"
    assert text(screen) == f"?\n\nOr type: {typed}"


def test_labels_to_type_keep_initials_and_the_english_i() -> None:
    words = ("I'd rather not", "NHS", "Go on")
    screen = Screen(lines=("?",), buttons=tuple(Button(word, Act("h.x")) for word in words))
    assert text(screen).endswith("Or type: I'd rather not, NHS, go on")


def test_urdu_labels_are_listed_with_their_own_comma() -> None:
    buttons = (Button("واپس", Act("a.back")), Button("بعد میں", Act("a.later")))
    line = text(Screen(lines=("؟",), buttons=buttons), "ur").rsplit("\n", 1)[-1]
    assert "واپس، بعد میں" in line


def test_no_letter_loses_its_marks_where_a_label_is_cut() -> None:
    label = "க்" * 30
    (button,), *_ = labels(Screen(lines=("?",), options=options(label)))
    assert button.endswith("க்…")
    assert len(button) <= 38


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        ("photo", "sendPhoto"),
        ("voice", "sendVoice"),
        ("document", "sendDocument"),
        ("video", "sendVideo"),
    ],
)
def test_an_attachment_carries_the_words_as_its_caption(kind: str, method: str) -> None:
    screen = Screen(lines=("Our leaflet",), attachment=Attachment(kind, 9), options=options("OK"))
    payload = shown(screen)
    assert (payload["method"], payload["media"]) == (method, 9)
    assert payload["params"]["caption"] == "Our leaflet\n\n1. OK"
    assert "link_preview_options" not in payload["params"]
    assert "text" not in payload["params"]


def test_what_is_too_long_ends_at_a_paragraph_and_says_so() -> None:
    lines = tuple(f"{number}: " + "a word " * 120 for number in range(9))
    screen = Screen(title="Long", lines=lines, options=options("Yes", "No"), buttons=(BACK,))
    paragraphs = text(screen).split("\n\n")
    assert paragraphs[0] == "<b>Long</b>"
    assert [paragraph[:2] for paragraph in paragraphs[1:-3]] == ["0:", "1:", "2:", "3:"]
    assert paragraphs[-3:] == [
        "The rest is left out here, because it is too long for one message.",
        "1. Yes\n2. No",
        "Or type: back",
    ]


def test_one_endless_paragraph_is_cut_between_words() -> None:
    screen = Screen(title="Long", lines=("word " * 2000,), options=options("Yes"))
    title, cut, closing, _ = text(screen).split("\n\n")
    assert title == "<b>Long</b>"
    assert cut.endswith("word…")
    assert len(cut) > 3900
    assert closing.startswith("The rest is left out here")


def test_options_that_fill_a_caption_are_not_cut_while_all_fits() -> None:
    names = [f"An option that says a good deal of what it means {number}" for number in range(12)]
    screen = Screen(lines=("Which?",), options=options(*names), attachment=Attachment("photo", 1))
    assert all(name in text(screen) for name in names)


names = some.text(max_size=300) | some.text("aé😀 \n<&ى\u0301", max_size=2000)


@settings(max_examples=150, deadline=None)
@given(
    title=some.none() | names,
    lines=some.lists(names | names.map(lambda name: name * 9), max_size=5),
    choices=some.lists(names, max_size=120),
    others=some.lists(some.text(max_size=30), max_size=6),
    attached=some.booleans(),
)
def test_every_screen_fits_into_one_message(
    title: str | None, lines: list[str], choices: list[str], others: list[str], *, attached: bool
) -> None:
    screen = Screen(
        title=title,
        lines=tuple(lines),
        options=options(*choices),
        buttons=tuple(Button(label, Act("a.x", (1,))) for label in others),
        attachment=Attachment("photo", 1) if attached else None,
    )
    params = shown(screen)["params"]
    written = params["caption"] if attached else params["text"]
    without_tags = html.unescape(re.sub(r"</?b>", "", written))
    assert units(without_tags) <= (CAPTION_LIMIT if attached else TEXT_LIMIT)
    keys = [key for row in params.get("reply_markup", {}).get("inline_keyboard", []) for key in row]
    assert len(keys) == min(len(choices) + len(others), 100)
    assert all(key["text"].strip() for key in keys)
