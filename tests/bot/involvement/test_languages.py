"""Words are said in a person's language, and never worse than in English."""

from datetime import date
from pathlib import Path

import pytest

from bot.involvement.languages import BREAK_UNTIL, TIRED, Catalogues, Language, listed
from conversations.text import OtherTongue, Plural, Text, Worded

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"""
WELSH = """"Plural-Forms: nplurals=6; plural=(n==0?0:n==1?1:n==2?2:n==3?3:n==6?4:5);\\n"

msgid "Hello {name}. You are {role}."
msgstr "Helo {name}. {role} ydych chi."

msgid "carer"
msgstr "gofalwr"

msgid "{count} person"
msgid_plural "{count} people"
msgstr[0] "neb"
msgstr[1] "{count} person"
msgstr[2] "{count} berson"
msgstr[3] "{count} pherson"
msgstr[4] "{count} o bobl, chwech"
msgstr[5] "{count} o bobl"

msgid "Until {day}"
msgstr "Tan {day}"

msgid "stop, stop please, please stop, unsubscribe"
msgstr "stop, stopiwch, dad-danysgrifio"
"""
URDU = """"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#, fuzzy
msgid "Hello {name}. You are {role}."
msgstr "السلام علیکم {name}۔ آپ {role} ہیں۔"

#, fuzzy
msgid "stop, stop please, please stop, unsubscribe"
msgstr "رکیں، بند کریں"
"""

FSI, PDI = "\u2068", "\u2069"


def _write(folder: Path, tag: str, text: str) -> None:
    path = folder / tag / "LC_MESSAGES" / "heard.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEADER + text, encoding="utf-8")


@pytest.fixture
def catalogues(tmp_path: Path) -> Catalogues:
    _write(tmp_path, "cy", WELSH)
    _write(tmp_path, "ur", URDU)
    return Catalogues.load(tmp_path)


def test_english_comes_first_and_a_language_with_fuzzy_messages_is_a_draft(
    catalogues: Catalogues,
) -> None:
    assert catalogues.offered == (
        Language("en_GB", "English", is_draft=False),
        Language("cy", "Cymraeg", is_draft=False, may_consent=False),
        Language("ur", "اردو", is_draft=True, may_consent=False),
    )


# --- in which languages people can agree ----------------------------------------------------------

AGREE = """"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#: conversations/consent.py
msgid "OK"
msgstr "OK"

#: conversations/home.py
#, fuzzy
msgid "Home"
msgstr "Hafan"
"""


def may_consent(folder: Path, text: str, *, drafts: bool = False) -> tuple[bool, list[str]]:
    """Load one language of these words; gives whether it may be agreed in, and what is offered."""
    _write(folder, "cy", text)
    found = Catalogues.load(folder, drafts=drafts)
    return found.offered[1].may_consent, sorted(found.to_agree_in)


def test_a_draft_may_be_agreed_in_once_what_matters_is_reviewed(tmp_path: Path) -> None:
    assert may_consent(tmp_path, AGREE) == (True, ["cy", "en_GB"])


@pytest.mark.parametrize(
    "place",
    [
        "conversations/consent.py", "conversations/signposts.py",
        "conversations/my_data/screens.py",
        "conversations/own_choices/stopping.py", "bot/involvement/languages.py",
    ],
)  # fmt: skip
@pytest.mark.parametrize("fault", ["fuzzy", "missing"])
def test_nobody_agrees_where_one_such_text_is_a_draft(
    tmp_path: Path, place: str, fault: str
) -> None:
    words = f'\n#: {place}\nmsgid "Stop"\nmsgstr ""\n'
    if fault == "fuzzy":
        words = f'\n#: {place}\n#, fuzzy\nmsgid "Stop"\nmsgstr "Stopio"\n'

    assert may_consent(tmp_path, AGREE + words) == (False, ["en_GB"])


def test_a_language_without_any_of_these_texts_is_not_agreed_in(tmp_path: Path) -> None:
    assert may_consent(tmp_path, WELSH) == (False, ["en_GB"])


def test_in_the_sandbox_drafts_are_offered(tmp_path: Path) -> None:
    assert may_consent(tmp_path, WELSH, drafts=True) == (False, ["cy", "en_GB"])


def test_who_chose_nothing_reads_a_language_that_is_offered(tmp_path: Path) -> None:
    _write(tmp_path, "cy", WELSH)
    strict, sandbox = Catalogues.load(tmp_path), Catalogues.load(tmp_path, drafts=True)

    assert (strict.guess("cy"), sandbox.guess("cy")) == ("en_GB", "cy")
    assert strict.guess(None) == "en_GB"
    assert strict.negotiate("cy") == "cy", "whoever chose it before still reads it"


def test_a_language_that_lacks_a_message_is_a_draft(tmp_path: Path) -> None:
    _write(tmp_path, "cy", WELSH.replace('"gofalwr"', '""'))
    assert Catalogues.load(tmp_path).offered[1].is_draft


def test_a_message_is_said_with_its_values_each_isolated_in_its_own_direction(
    catalogues: Catalogues,
) -> None:
    hello = Text("Hello {name}. You are {role}.", name="Siân {x}", role=Text("carer"))
    name = f"{FSI}Siân {{x}}{PDI}"
    assert catalogues.say(hello, "en_GB") == f"Hello {name}. You are {FSI}carer{PDI}."
    assert catalogues.say(hello, "cy") == f"Helo {name}. {FSI}gofalwr{PDI} ydych chi."
    assert catalogues.say(hello, "ur") == f"السلام علیکم {name}۔ آپ {FSI}carer{PDI} ہیں۔"


def test_words_that_people_wrote_stay_as_they_are(catalogues: Catalogues) -> None:
    wards = Worded.of({"en_GB": "50% of {wards}", "cy": "50% o {wardiau}"})
    assert catalogues.say("100% {sure}", "cy") == "100% {sure}"
    assert catalogues.say(wards, "cy") == "50% o {wardiau}"
    assert catalogues.say(wards, "ur") == "50% of {wards}"


@pytest.mark.parametrize(
    ("count", "welsh", "english"),
    [
        (0, "neb", "0 people"),
        (1, "1 person", "1 person"),
        (2, "2 berson", "2 people"),
        (3, "3 pherson", "3 people"),
        (6, "6 o bobl, chwech", "6 people"),
        (4, "4 o bobl", "4 people"),
        (1200, "1,200 o bobl", "1,200 people"),
    ],
)
def test_a_number_takes_the_form_of_its_language(
    catalogues: Catalogues, count: int, welsh: str, english: str
) -> None:
    people = Plural("{count} person", "{count} people", count)
    assert catalogues.say(people, "cy") == welsh
    assert catalogues.say(people, "en_GB") == english
    assert catalogues.say(people, "ur") == english, "not translated: the form of the English"


def test_dates_are_written_in_full(catalogues: Catalogues) -> None:
    until = Text("Until {day}", day=date(2026, 3, 6))
    assert catalogues.say(until, "en_GB") == "Until Friday 6 March 2026"
    assert catalogues.say(until, "cy") == "Tan dydd Gwener 6 Mawrth 2026"


@pytest.mark.parametrize(
    "broken", ["Helo {enw}", "Helo {name", "Helo {name!r}. {role}", "Helo", ""]
)
def test_a_translation_with_other_places_is_said_in_english(tmp_path: Path, broken: str) -> None:
    _write(tmp_path, "cy", WELSH.replace("Helo {name}. {role} ydych chi.", broken))
    hello = Text("Hello {name}. You are {role}.", name="Mo", role="a carer")
    catalogues = Catalogues.load(tmp_path)
    assert catalogues.say(hello, "cy") == f"Hello {FSI}Mo{PDI}. You are {FSI}a carer{PDI}."
    assert catalogues.offered[1].is_draft


def test_a_plural_that_lacks_a_form_is_said_in_english(tmp_path: Path) -> None:
    _write(tmp_path, "cy", WELSH.replace("{count} o bobl, chwech", ""))
    catalogues = Catalogues.load(tmp_path)
    assert catalogues.say(Plural("{count} person", "{count} people", 1), "cy") == "1 person"
    assert catalogues.say(Plural("{count} person", "{count} people", 2), "cy") == "2 people"


def test_an_english_file_may_hold_an_organisations_own_wording(tmp_path: Path) -> None:
    _write(tmp_path, "en_GB", '\nmsgid "carer"\nmsgstr "supporter"\n')
    catalogues = Catalogues.load(tmp_path)
    assert catalogues.say(Text("carer"), "en_GB") == "supporter"
    assert catalogues.say(Text("member"), "en_GB") == "member"
    assert catalogues.offered == (Language("en_GB", "English", is_draft=False),)


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("ur-PK", "ur"),
        ("ur", "ur"),
        ("en-us", "en_GB"),
        ("en", "en_GB"),
        ("EN_gb", "en_GB"),
        ("CY", "cy"),
        (" cy-Latn-GB ", "cy"),
        ("pl", "en_GB"),
        ("cym", "en_GB"),
        ("", "en_GB"),
        ("-", "en_GB"),
        ("🙂", "en_GB"),
        (None, "en_GB"),
    ],
)
def test_a_code_from_an_app_leads_to_the_best_language_offered(
    catalogues: Catalogues, code: str | None, tag: str
) -> None:
    assert catalogues.negotiate(code) == tag


def test_a_language_that_is_not_offered_is_said_in_its_base_language_or_english(
    catalogues: Catalogues,
) -> None:
    assert catalogues.say(Text("carer"), "cy_GB") == "gofalwr"
    assert catalogues.say(Text("carer"), "pl") == "carer"
    assert catalogues.say(Text("carer"), "") == "carer"


@pytest.mark.parametrize(
    ("written_in", "name"),
    [("en_GB", "انگریزی"), ("cy", "ویلش"), ("", "انگریزی"), ("xx_9", "xx_9")],
)
def test_who_cannot_read_words_is_told_in_their_language_which_one_it_is(
    catalogues: Catalogues, written_in: str, name: str
) -> None:
    bus = OtherTongue((Worded.of({written_in: "A bus."}),))
    assert f"in {FSI}{name}{PDI}." in catalogues.say(bus, "ur")


def test_who_can_read_words_is_told_nothing_of_languages(catalogues: Catalogues) -> None:
    assert catalogues.say(OtherTongue((Worded.of({"en_GB": "A bus."}),)), "en_GB") == ""
    assert catalogues.say(OtherTongue((Worded.of({"cy": "Bws.", "ur": "بس"}),)), "ur") == ""


def test_the_words_for_stop_of_every_language_are_known_as_they_are_read(
    catalogues: Catalogues,
) -> None:
    english = {"stop", "stop please", "please stop", "unsubscribe"}
    assert catalogues.stop_words == english | {"stopiwch", "dad-danysgrifio", "رکیں", "بند کریں"}


def test_the_words_for_a_break_of_every_language_ask_for_one(tmp_path: Path) -> None:
    _write(tmp_path, "cy", f'{WELSH}\nmsgid "{TIRED.message}"\nmsgstr "wedi blino, seibiant"\n')
    # One item lacks its day and one has nothing else: neither may take every text for a break.
    until = f'msgid "{BREAK_UNTIL.message}"\nmsgstr "{{day}} تک وقفہ، وقفہ، {{day}}"\n'
    _write(tmp_path, "ur", f"{URDU}\n{until}")

    words = Catalogues.load(tmp_path).break_words

    for text in ("Tired.", "I’m tired", "Wedi  blino!", "seibiant"):
        assert words.ask_for_one(text), text
    assert words.day_in("5 مارچ تک وقفہ") == "5 مارچ"
    assert words.day_in("break until 5 March") == "5 March"
    for text in ("", "وقفہ", "5 مارچ", "I was tired"):
        assert not words.ask_for_one(text), text


def test_a_list_is_read_with_the_commas_of_any_script() -> None:
    assert listed("one, two،three 、 four,") == ["one", "two", "three", "four"]
