"""Dates as people write them in English, Welsh and Urdu. Today is Wednesday 25 November 2026."""

from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.involvement.dates import names_no_day, read_date, show_date

TODAY = date(2026, 11, 25)
LANGUAGES = ["en", "en_GB", "cy", "ur"]

ENGLISH = {
    "2027-03-12": date(2027, 3, 12),
    "2027/3/12": date(2027, 3, 12),
    "12 March": date(2027, 3, 12),
    "12th of March": date(2027, 3, 12),
    "the 12th of march": date(2027, 3, 12),
    "March 12": date(2027, 3, 12),
    "March 12th, 2028": date(2028, 3, 12),
    "12 Mar 2027": date(2027, 3, 12),
    "12-Mar-2027": date(2027, 3, 12),
    "12march2027": date(2027, 3, 12),
    "12/3": date(2027, 3, 12),
    "12 / 3": date(2027, 3, 12),
    "12/03/2027": date(2027, 3, 12),
    "12.03.2027": date(2027, 3, 12),
    "12-3-2027": date(2027, 3, 12),
    "12/3/27": date(2027, 3, 12),
    "25 November": date(2026, 11, 25),
    "24 November": date(2027, 11, 24),
    "29 February": date(2028, 2, 29),
    "7 Sept": date(2027, 9, 7),
    "7 Sep": date(2027, 9, 7),
    "Friday 12 March": date(2027, 3, 12),
    "12 March, Friday": date(2027, 3, 12),
    "Fri. 12/3/2027": date(2027, 3, 12),
    "the 30th": date(2026, 11, 30),
    "on the 24th": date(2026, 12, 24),
    "the 31st": date(2026, 12, 31),
    "today": TODAY,
    "yesterday": date(2026, 11, 24),
    "the day before yesterday": date(2026, 11, 23),
    "Tomorrow!": date(2026, 11, 26),
    "the day after tomorrow": date(2026, 11, 27),
    "Friday": date(2026, 11, 27),
    "by  FRIDAY.": date(2026, 11, 27),
    "weds": date(2026, 12, 2),
    "Wednesday": date(2026, 12, 2),
    "this Friday": date(2026, 11, 27),
    "next Friday": date(2026, 12, 4),
    "next Tuesday": date(2026, 12, 1),
    "Friday next week": date(2026, 12, 4),
    "Friday this week": date(2026, 11, 27),
    "in two weeks": date(2026, 12, 9),
    "two weeks": date(2026, 12, 9),
    "in two weeks' time": date(2026, 12, 9),
    "in a week’s time": date(2026, 12, 2),
    "2 weeks from now": date(2026, 12, 9),
    "in a fortnight": date(2026, 12, 9),
    "in 10 days": date(2026, 12, 5),
    "within 10 days": date(2026, 12, 5),
    "in a month": date(2026, 12, 25),
    "in three months": date(2027, 2, 25),
    "in a year": date(2027, 11, 25),
    "end of March": date(2027, 3, 31),
    "by the end of February 2028": date(2028, 2, 29),
    "end of November": date(2026, 11, 30),
    "end of the month": date(2026, 11, 30),
    "end of this month": date(2026, 11, 30),
    "end of next month": date(2026, 12, 31),
    "end of the year": date(2026, 12, 31),
    "١٢ March": date(2027, 3, 12),
}

WELSH = {
    "12 Mawrth": date(2027, 3, 12),
    "12fed o Fawrth": date(2027, 3, 12),
    "1af o Fai 2027": date(2027, 5, 1),
    "12 Rhag 2026": date(2026, 12, 12),
    "dydd Gwener 12 Mawrth 2027": date(2027, 3, 12),
    "Dydd Mawrth, 16 Mawrth": date(2027, 3, 16),
    "dydd Mawrth": date(2026, 12, 1),
    "Gwener": date(2026, 11, 27),
    "ddydd Gwener": date(2026, 11, 27),
    "dydd Gwener yma": date(2026, 11, 27),
    "dydd Gwener nesaf": date(2026, 12, 4),
    "dydd Gwener yr wythnos nesaf": date(2026, 12, 4),
    "heddiw": TODAY,
    "ddoe": date(2026, 11, 24),
    "echdoe": date(2026, 11, 23),
    "yfory": date(2026, 11, 26),
    "drennydd": date(2026, 11, 27),
    "mewn pythefnos": date(2026, 12, 9),
    "mewn wythnos": date(2026, 12, 2),
    "ymhen tair wythnos": date(2026, 12, 16),
    "mewn 10 diwrnod": date(2026, 12, 5),
    "o fewn deng niwrnod": date(2026, 12, 5),
    "ymhen mis": date(2026, 12, 25),  # codespell:ignore mis
    "erbyn diwedd mis Mawrth": date(2027, 3, 31),  # codespell:ignore mis
    "diwedd Mawrth": date(2027, 3, 31),
    "diwedd y mis": date(2026, 11, 30),  # codespell:ignore mis
    "diwedd y mis nesaf": date(2026, 12, 31),  # codespell:ignore mis
    "12 March": date(2027, 3, 12),
    "next Friday": date(2026, 12, 4),
}

URDU = {
    "۱۲ مارچ": date(2027, 3, 12),
    "12 مارچ، 2027": date(2027, 3, 12),
    "\u200f۱۲/۳/۲۰۲۷": date(2027, 3, 12),
    "۲۰۲۷-۰۳-۱۲": date(2027, 3, 12),
    "جمعہ، 12 مارچ": date(2027, 3, 12),
    "بروز جمعہ": date(2026, 11, 27),
    "جمعے تک": date(2026, 11, 27),
    "جمعة": date(2026, 11, 27),
    "اگلے جمعے کو": date(2026, 12, 4),
    "اس جمعہ کو": date(2026, 11, 27),
    "اگلے ہفتے جمعہ کو": date(2026, 12, 4),
    "ہفتہ": date(2026, 11, 28),
    "ہفتے کو": date(2026, 11, 28),
    "آج": TODAY,
    "کل": date(2026, 11, 26),
    "كل": date(2026, 11, 26),
    "پرسوں": date(2026, 11, 27),
    "دو ہفتے میں": date(2026, 12, 9),
    "دو ہفتوں میں": date(2026, 12, 9),
    "ایک ہفتے میں": date(2026, 12, 2),
    "۱۰ دن میں": date(2026, 12, 5),
    "دس دن بعد": date(2026, 12, 5),
    "ایک ماہ کے بعد": date(2026, 12, 25),
    "ایک مہینے کے اندر": date(2026, 12, 25),
    "مارچ کے آخر میں": date(2027, 3, 31),
    "مہینے کے آخر تک": date(2026, 11, 30),
    "اس مہینے کے آخر میں": date(2026, 11, 30),
    "tomorrow": date(2026, 11, 26),
}

NOT_ONE_DAY = {
    "en": [
        "", " ", ".", "soon", "31 February", "31/2", "30/02/2027", "29 February 2027", "3/13",
        "0 March", "12/0", "March", "March 2027", "2027", "12", "next week", "next month",
        "this week", "end of the week", "12 or 13 March", "12/13 March", "12-13 March",
        "12 to 14 March", "Friday/Saturday", "not Friday", "before Friday", "after Friday",
        "two weeks ago", "this Wednesday", "Tuesday this week", "Thursday 12 March",
        "Monday 2027-03-12", "12.30", "12-3", "10.11", "12:30", "12 March 14:00", "12 March at 3",
        "12 Mar 27", "27-03-12", "12/3/25", "-12 March", "in -5 days", "+5 days", "1.5 weeks",
        "½ week", "in 0 days", "in 500 days", "in 99999999999 days", "£12 March", "12% March",
        "week of 12 March", "two weeks from Friday", "12 March 20270", "12/3/2027/4", "a few weeks",
        "F", "M", "We", "12 M", "10am", "٣١ February", "day-after-tomorrow", "today tomorrow",
    ],
    "cy": [
        "Mawrth", "Maw", "yr wythnos nesaf", "mis nesaf",  # codespell:ignore mis
        "31 Chwefror", "dydd Iau 12 Mawrth",
    ],
    "ur": [
        "اگلے ہفتے", "اس ہفتے", "مارچ", "۳۱ فروری", "جمعہ کے بعد", "12 مارچ کے بعد", "جمعہ ہفتہ",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), ENGLISH.items())
def test_english_dates_are_understood(text: str, meant: date) -> None:
    assert read_date(text, today=TODAY, language="en") == meant


@pytest.mark.parametrize(("text", "meant"), WELSH.items())
def test_welsh_dates_are_understood(text: str, meant: date) -> None:
    assert read_date(text, today=TODAY, language="cy") == meant


@pytest.mark.parametrize(("text", "meant"), URDU.items())
def test_urdu_dates_are_understood(text: str, meant: date) -> None:
    assert read_date(text, today=TODAY, language="ur") == meant


@pytest.mark.parametrize(
    ("text", "language"),
    [(text, language) for language, texts in NOT_ONE_DAY.items() for text in texts],
)
def test_what_is_impossible_or_names_no_single_day_is_refused(text: str, language: str) -> None:
    assert read_date(text, today=TODAY, language=language) is None


def test_a_weekday_said_on_that_weekday_is_in_seven_days() -> None:
    friday = date(2026, 11, 27)
    assert read_date("Friday", today=friday, language="en") == date(2026, 12, 4)
    assert read_date("next Friday", today=friday, language="en") == date(2026, 12, 4)
    assert read_date("this Friday", today=friday, language="en") is None


def test_a_month_after_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    assert read_date("in a month", today=date(2027, 1, 31), language="en") == date(2027, 2, 28)


def test_the_end_of_a_month_on_its_last_day_is_today() -> None:
    last = date(2027, 3, 31)
    assert read_date("end of March", today=last, language="en") == last
    assert read_date("end of the month", today=last, language="en") == last


def test_a_leap_day_is_found_across_a_century_without_one() -> None:
    today = date(2096, 3, 1)
    assert read_date("29 February", today=today, language="en") == date(2104, 2, 29)


def test_a_date_with_its_year_may_be_past_so_that_the_asker_can_say_so() -> None:
    assert read_date("12 March 2020", today=TODAY, language="en") == date(2020, 3, 12)


def test_long_text_is_refused_at_once() -> None:
    started = process_time()
    assert read_date("12 March " * 1_000_000, today=TODAY, language="en") is None
    assert process_time() - started < 1


@pytest.mark.parametrize("language", ["", "xx", "not a language", "en-GB", "12", "pl"])
def test_an_unknown_language_reads_and_shows_at_least_numbers(language: str) -> None:
    day = date(2027, 3, 12)
    assert read_date("12/3/2027", today=TODAY, language=language) == day
    assert read_date("12 March", today=TODAY, language=language) == day
    assert "2027" in show_date(day, language)


def test_other_languages_lend_their_names_of_months_from_cldr() -> None:
    assert read_date("12 marca 2027", today=TODAY, language="pl") == date(2027, 3, 12)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "Friday 12 March 2027"),
        ("en_GB", "Friday 12 March 2027"),
        ("cy", "dydd Gwener 12 Mawrth 2027"),
        ("ur", "جمعہ، 12 مارچ، 2027"),
        ("xx", "Friday 12 March 2027"),
    ],
)
def test_a_date_is_shown_in_full_with_its_weekday(language: str, shown: str) -> None:
    assert show_date(date(2027, 3, 12), language) == shown


@given(
    day=st.dates(min_value=date(1000, 1, 1)), today=st.dates(), language=st.sampled_from(LANGUAGES)
)
def test_what_is_shown_is_read_back_as_the_same_day(day: date, today: date, language: str) -> None:
    assert read_date(show_date(day, language), today=today, language=language) == day


SPOKEN = """
12 31 0 2027 ۱۲ 12/3 2027-02-30 12th - / . of the end next this in two a week month year day friday
march mawrth dydd fis nesaf diwedd mewn جمعہ ہفتے مارچ اگلے آخر میں دو
"""
WORDS = st.sampled_from(SPOKEN.split())


@given(text=st.text(), today=st.dates(), language=st.sampled_from(LANGUAGES))
def test_any_text_is_taken_without_an_error(text: str, today: date, language: str) -> None:
    read_date(text, today=today, language=language)


@given(
    words=st.lists(WORDS, max_size=7), today=st.dates(), language=st.text() | st.sampled_from("cu")
)
def test_words_of_dates_in_any_order_raise_nothing(
    words: list[str], today: date, language: str
) -> None:
    for spoken in (language, "cy", "ur"):
        read_date(" ".join(words), today=today, language=spoken)


@given(
    words=st.lists(WORDS.filter(lambda word: "2027" not in word), max_size=7),
    today=st.dates(max_value=date(9000, 1, 1)),
    language=st.sampled_from(LANGUAGES),
)
def test_without_a_year_a_date_is_never_before_today(
    words: list[str], today: date, language: str
) -> None:
    found = read_date(" ".join(words), today=today, language=language)
    assert found is None or found >= today


@pytest.mark.parametrize(
    ("text", "language", "lacks"),
    [
        ("31 February", "en", True),
        ("31 Chwefror", "cy", True),
        ("February 30th, 2027", "cy", True),
        ("29/2/2027", "en", True),
        ("31/2", "en", True),
        ("2027-02-31", "en", True),
        ("29 February", "en", False),
        ("12/3/20", "en", False),
        ("12 March", "en", False),
        ("soon", "en", False),
        ("the 31st", "en", False),
        ("next week", "en", False),
        ("31 February " * 20, "en", False),
    ],
)
def test_a_day_that_no_calendar_has_is_told_from_words_that_name_none(
    text: str, language: str, *, lacks: bool
) -> None:
    assert names_no_day(text, today=TODAY, language=language) is lacks
