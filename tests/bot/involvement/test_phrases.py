"""What Heard listens for, as shipped: found in each language, and not in what is only alike."""

from dataclasses import replace

import pytest

from bot.involvement.data_files import DataError
from bot.involvement.languages import Catalogues
from bot.involvement.phrases import load_phrases, read_phrases, shipped_phrases
from bot.program import LOCALES
from conversations.danger import (
    CLINICAL,
    COMPLAINT,
    DEATHS,
    DISTRESS,
    SOMEONE_DIED,
    UNSAFE,
    URGENT,
    USER_DIED,
    Listed,
    Phrases,
)

SHIPPED = load_phrases()
PHRASES = shipped_phrases()
FOUND = {
    URGENT: [
        "I have a fever",
        "Temperature 38.5 since this evening",
        "fever 38.5, shaking",
        "my temp is 39 what now",
        "im shivering and cant get warm",
        "He is bleeding and it does not stop",
        "I cant breath properly",
        "very breathles since the last cycle",
        "Temp 39 tonight",
        "I can't catch my breath",
        "chestpain since noon",
        "Pain in my chest",
        "My husband is suddenly confused",
        "she is confused about what day it is",
        "The fever is not going down",
        "No, bleeding again",
        "Mae gen i dwymyn a dwi'n crynu",
        "mae'n gwaedu",
        "Poen yn fy mrest",
        "Dwi'n methu anadlu",
        "Mae fy ngŵr yn ddryslyd",
        "مجھے بخار ہے اور کپکپی ہو رہی ہے",
        "بخار نہیں اتر رہا",
        "ناک سے خون بہہ رہا ہے",
        "سانس لینے میں مشکل ہے",
        "سینے میں درد ہے",
        "mujhe tez bukhaar hai",
        "naak se khoon beh raha hai",
        "saans nahi aa rahi",
    ],
    UNSAFE: [
        "I want to die",
        "i dont want to live like this",
        "I've thought about suicide",
        "I would be better off dead",
        "I dont want to be here any more",
        "I feel unsafe with him",
        "I self-harmed last night",
        "my partner hits me",
        "I am being abused at home",
        "Dwi isio marw",
        "Rydw i eisiau lladd fy hun",
        "Mae e'n fy mrifo",
        "میں مرنا چاہتی ہوں",
        "خود کشی کے خیال آتے ہیں",
        "شوہر مجھے مارتا ہے",
        "main marna chahta hoon",
    ],
    DISTRESS: [
        "I cannot cope any more",
        "I feel so hopeless",
        "I am terrified of the scan",
        "I'm dying and nobody talks to me",
        "Dwi'n methu ymdopi",
        "Rwy'n teimlo'n isel",
        "برداشت نہیں ہوتا",
        "bohat dar lag raha hai",
    ],
    CLINICAL: [
        "Should I take paracetamol?",
        "I missed my tablets this morning",
        "Ydy hyn yn normal?",
        "کیا میں یہ دوا لے سکتا ہوں؟",
    ],
    COMPLAINT: [
        "I want to complain",
        "How do I make a complaint about the ward?",
        "Dwi eisiau cwyno",
        "مجھے شکایت کرنی ہے",
    ],
}
ONLY_A_DEATH = {
    SOMEONE_DIED: [
        "my husband died",
        "My husband has died.",
        "My wife's died",
        "MY MUM PASSED AWAY LAST NIGHT",
        "my dad pased away",
        "He died",
        "Dad's dead",
        "I lost my husband",
        "The person I cared for has died",
        "I'm sorry to say my lovely wife sadly died in hospital on Monday",
        "Hello, I have to tell you that she has died. Please stop.",
        "Bu farw mam ddoe",
        "Mae fy ngŵr wedi marw",
        "Mae'n ddrwg gen i, mae fy mam wedi marw",
        "میرے شوہر کا انتقال ہو گیا",
        "امی فوت ہو گئیں",
        "mere walid ka intiqal ho gaya hai",
        "meri ammi faut ho gayi",
    ],
    USER_DIED: [
        "The person who used this phone has died",
        "the person you are writing to has died",
        "I am sorry, the patient has died",
        "Mae'r person oedd yn defnyddio'r ffôn hwn wedi marw",
        "Mae'r claf wedi marw",
        "اس فون کے مالک کا انتقال ہو گیا ہے",
        "is phone ke malik ka intiqal ho gaya hai",
    ],
}
DEATH_AMONG_OTHER_WORDS = [
    "my husband died in 2019, so I drove alone",
    "Since my wife passed away I cannot get to the clinic",
    "Margaret has died",
    "The nurse was kind when my mum died",
    "Bu farw fy ngŵr a dw i ddim yn gyrru",
    "میرے شوہر کا انتقال ہو گیا تھا اور میں گاڑی نہیں چلاتی",
    "mere shohar guzar gaye, main akeli aati hoon",
]
NO_DEATH = [
    "my phone died",
    "My phone has died, so I missed the call",
    "The noise died down after ten",
    "it has died down a bit",
    "I am dying to go home",
    "dying for a cup of tea",
    "I am dying",
    "My husband died laughing",
    "my husband nearly died of boredom",
    "She is dead tired after the bus",
    "I lost my wife in the car park",
    "the battery has died",
    "He would die for a parking space",
    "Mae'r batri wedi marw",
    "Bu farw o chwerthin",
    "موبائل کی بیٹری فوت ہو گئی",
    "phone faut ho gaya",
    "",
]
NOT_FOUND = [
    # English
    "the fever pitch of the waiting room",
    "no bleeding",
    "There was no fever and no bleeding",
    "I died of boredom",
    "hot drinks",
    "My hay fever is worse in the garden café",
    "The room temperature was fine",
    "Nobody knew the temperature of the water",
    "The nurse was shaking my hand",
    "bleeding edge equipment",
    "I was confused about where to park",
    "The letter confused me",
    "I am dying for a cup of tea",
    "The cakes are to die for",
    "I nearly died laughing",
    "Then it hit me: the bus was gone",
    "It beats me why there are no chairs",
    "I can't complain, the nurses are lovely",
    "No complaints at all",
    "I was desperate for the loo",
    "Can I take part in this?",
    "Should I take the bus or drive?",
    "I can't go on Tuesdays",
    "The heating is too high",
    "My chest freezer",
    "She is a breath of fresh air",
    "38 people were in the queue, and it was 5 o'clock",
    "Later buses on Tuesdays and Thursdays",
    # Welsh
    "Roedd y plant yn gwaeddu",  # shouting
    "Roedd hi'n rhy boeth yn yr ystafell aros",
    "Tymheredd yr ystafell",
    "Dim gwaedu",
    "Alla i gymryd rhan?",
    "Diodydd poeth",
    "Roeddwn i wedi drysu gan yr arwyddion",
    # Urdu
    "بخار نہیں ہے",
    "کمرے کا درجہ حرارت ٹھیک تھا",
    "کرکٹ کا بخار",
    "میں شرم سے مر جاؤں",
    "خون کا ٹیسٹ",
    "گرم مشروبات",
    "کوئی شکایت نہیں",
    "khoon ka test",
]


@pytest.mark.parametrize(
    ("text", "kind"), [(text, kind) for kind, texts in FOUND.items() for text in texts]
)
def test_danger_is_found_in_every_language(text: str, kind: str) -> None:
    assert kind in PHRASES.found_in(text)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_is_only_alike_gets_no_signpost(text: str) -> None:
    assert PHRASES.found_in(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "kind"), [(text, kind) for kind, texts in ONLY_A_DEATH.items() for text in texts]
)
def test_a_death_is_found_and_that_nothing_else_is_said(text: str, kind: str) -> None:
    assert kind in PHRASES.found_in(text)
    assert PHRASES.only_a_death(text) == kind


@pytest.mark.parametrize("text", DEATH_AMONG_OTHER_WORDS)
def test_a_death_among_other_words_is_found_as_one_among_others(text: str) -> None:
    assert SOMEONE_DIED in PHRASES.found_in(text)
    assert PHRASES.only_a_death(text) is None


@pytest.mark.parametrize("text", NO_DEATH)
def test_what_only_sounds_like_a_death_is_none(text: str) -> None:
    assert not PHRASES.found_in(text).intersection(DEATHS)
    assert PHRASES.only_a_death(text) is None


@pytest.mark.parametrize("tag", SHIPPED)
def test_what_may_stand_around_a_death_is_no_death(tag: str) -> None:
    for words in SHIPPED[tag].around:
        assert not PHRASES.found_in(words).intersection(DEATHS), words
        assert PHRASES.only_a_death(words) is None, words


def test_a_message_that_is_long_says_more_than_a_death() -> None:
    assert PHRASES.only_a_death("My husband died. " + "I am so sorry. " * 5)
    assert PHRASES.only_a_death("My husband died. " + "I am so sorry. " * 20) is None


@pytest.mark.parametrize("tag", SHIPPED)
def test_every_phrase_is_found_by_itself(tag: str) -> None:
    alone = Phrases((SHIPPED[tag],))
    for phrase, kind in SHIPPED[tag].phrases.items():
        assert kind in PHRASES.found_in(f"Well — {phrase.upper()}!"), phrase
        assert kind in alone.found_in(phrase), phrase


@pytest.mark.parametrize("tag", SHIPPED)
def test_every_look_alike_hides_something_and_nothing_is_found_in_it(tag: str) -> None:
    bare = Phrases((replace(SHIPPED[tag], look_alikes=frozenset()),))
    for phrase in SHIPPED[tag].look_alikes:
        assert bare.found_in(phrase), f"{phrase!r} has no phrase in it, so it can go"
        assert PHRASES.found_in(phrase) == frozenset(), phrase


def test_every_shipped_language_has_its_phrases() -> None:
    assert set(SHIPPED) == {one.tag for one in Catalogues.load(LOCALES).offered}


def test_all_are_drafts_until_clinicians_and_speakers_have_read_them() -> None:
    assert all(one.is_draft for one in SHIPPED.values())


# --- words for stop -------------------------------------------------------------------------------

STOPPING = Phrases(
    (
        Listed(
            dict.fromkeys(Catalogues.load(LOCALES).stop_words, "stop"),
            look_alikes=PHRASES.not_a_stop,
        ),
    )
)


@pytest.mark.parametrize(
    "words",
    [
        "You missed the cold at the stop",
        "The bus stop is too far",
        "I wait 40 minutes at our stop in the rain",
        "There is no shelter near the stop.",
        "The stop is on a hill",
        "My stop was moved last year",
        "We need a stop outside the hospital",
        "It is a long walk from the stop to the ward",
        "The nearest stop has no bench",
        "The shuttle stop has no light",
    ],
)
def test_a_stop_where_somebody_waits_is_no_wish_to_stop(words: str) -> None:
    assert not STOPPING.found_in(words)


@pytest.mark.parametrize(
    "words",
    [
        "please stop writing to me",
        "I want this to stop",
        "Stop sending me these",
        "Can you stop now",
        "I would like you to stop, thank you",
        "I said stop",
        "Make it stop",
        "Put a stop to these messages",
        "I wait at the stop. Please stop asking me.",
        "My husband is ill so stop",
    ],
)
def test_a_wish_to_stop_among_other_words_is_heard(words: str) -> None:
    assert STOPPING.found_in(words) == {"stop"}


# --- a file that is amiss ------------------------------------------------------------------------

WHOLE = """
draft: true
doubled_letters_differ: false
urgent: [fever]
unsafe: [want to die]
distress: ["cannot cope, can not cope"]
clinical: [should I take]
complaint: [formal complaint]
relations: [husband, wife]
someone_died: ["{relation} died, has died"]
user_died: [patient died]
around_a_death: ["{relation}, my"]
look_alikes: ["fever pitch, {relation} died laughing"]
not_a_stop: [bus stop]
"""


def test_one_line_may_hold_several_phrases() -> None:
    read = read_phrases("en_GB.yaml", WHOLE.encode())
    assert [phrase for phrase, kind in read.phrases.items() if kind == DISTRESS] == [
        "cannot cope", "can not cope",
    ]  # fmt: skip


def test_a_relation_stands_for_each_of_them() -> None:
    read = read_phrases("en_GB.yaml", WHOLE.encode())
    assert [phrase for phrase, kind in read.phrases.items() if kind == SOMEONE_DIED] == [
        "husband died", "wife died", "has died",
    ]  # fmt: skip
    assert read.around == {"husband", "wife", "my"}
    assert read.look_alikes == {"fever pitch", "husband died laughing", "wife died laughing"}
    assert Phrases((read,)).not_a_stop == {"bus stop"}


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("draft: true\n", "", "en_GB.yaml: lacks 'draft'."),
        ("draft: true", "draft: perhaps", "en_GB.yaml: draft must be true or false"),
        ("urgent: [fever]", "urgent: []", "en_GB.yaml: urgent must be a list of at least 1."),
        ("urgent: [fever]", "urgent: [38.5]", r"en_GB.yaml: urgent\[1\] must be words, not 38.5."),
        ("[want to die]", "[want to die, fever]", "en_GB.yaml: unsafe repeats 'fever'."),
        ("look_alikes:", "look_alike:", "en_GB.yaml: has the unknown field 'look_alike'."),
    ],
)
def test_a_mistake_is_named_by_file_and_field(before: str, after: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        read_phrases("en_GB.yaml", WHOLE.replace(before, after).encode())
