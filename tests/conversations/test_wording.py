"""Words in other languages belong to exactly the words that they translate."""

from datetime import date

from conversations.content import Decision
from conversations.hearing_back import shown
from conversations.hearing_back.more import more
from conversations.loops import Notice, Promise, Told
from conversations.text import OtherTongue, Text, Worded
from conversations.wording import Wording, other_tongue, with_words, worded_in

BUS = Worded.of({"en_GB": "A later bus."})
WHY = Worded.of({"en_GB": "The driver is ill."})
BOTH = Worded.of({"en_GB": "Evenings", "ur": "شام"})
MOVED = Promise(7, 2, BUS, owner="transport", due_on=date(2027, 3, 1), said=WHY)
TOLD = Told("outcome", promises=(MOVED,), why=WHY)


def test_all_that_people_wrote_is_found_once_and_in_its_order() -> None:
    assert list(worded_in(TOLD)) == [BUS, WHY]
    assert list(worded_in(Text("{title}, {day}", title=BOTH, day=date(2027, 3, 1)))) == [BOTH]


def test_words_are_added_where_they_stand_and_what_is_there_stays() -> None:
    known = {("en_GB", "A later bus."): {"ur": "بس"}, ("en_GB", "Evenings"): {"ur": "x", "cy": "y"}}
    added = with_words(TOLD, known)
    assert added.promises[0].words.said_in("ur") == "بس"
    assert added.promises[0].said == WHY
    assert added.promises[0].due_on == MOVED.due_on
    assert with_words(BOTH, known) == Worded((*BOTH.by_language, ("cy", "y")))


def test_words_written_anew_lose_what_they_were_in_other_languages() -> None:
    known = {("en_GB", "A later bus."): {"ur": "بس"}}
    anew = Worded.of({"en_GB": "A later train."})
    assert with_words(anew, known) == anew


def test_what_lacks_a_language_is_counted_language_by_language() -> None:
    waits = Wording((BUS, BOTH), ("cy", "en_GB", "ur"))
    assert waits.lacking("ur") == (BUS,)
    assert waits.lacking("en_GB") == ()
    assert waits.gaps == 3


def test_a_notice_says_in_which_language_it_is_to_who_reads_another() -> None:
    for screen in (shown(Notice(77, 1, BOTH, TOLD)), more(Notice(77, 1, BOTH, TOLD))):
        (line,) = (one for one in screen.lines if isinstance(one, OtherTongue))
        assert line.met_by("ur") == "en_GB"
        assert line.met_by("en_GB") is None
    known = {("en_GB", one.by_language[0][1]): {"ur": "…"} for one in (BUS, WHY)}
    (line,) = other_tongue(with_words(TOLD, known))
    assert line.met_by("ur") is None
    assert line.met_by("cy") == "en_GB"


def test_where_nobody_wrote_anything_nothing_is_said_of_languages() -> None:
    assert other_tongue(Text("Hello.")) == ()
    empty = more(Notice(77, 1, BOTH, Told("decision")))
    assert not any(isinstance(one, OtherTongue) for one in empty.lines)


def test_only_the_words_that_are_shown_count() -> None:
    decided = Decision(BOTH, BOTH, why=WHY)
    screen = shown(Notice(77, 1, BOTH, Told("decision", decided)))
    (line,) = (one for one in screen.lines if isinstance(one, OtherTongue))
    assert line.met_by("ur") is None
