"""What Heard listens for, as shipped: found in each language, and not in what is only alike."""

from dataclasses import replace

import pytest

from bot.involvement.data_files import DataError
from bot.involvement.languages import Catalogues
from bot.involvement.phrases import load_phrases, read_phrases, shipped_phrases
from bot.program import LOCALES
from conversations.danger import CLINICAL, COMPLAINT, DISTRESS, UNSAFE, URGENT, Phrases

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


@pytest.mark.parametrize("tag", SHIPPED)
def test_every_phrase_is_found_by_itself(tag: str) -> None:
    for phrase, kind in SHIPPED[tag].phrases.items():
        assert kind in PHRASES.found_in(f"Well — {phrase.upper()}!"), phrase
        assert kind in Phrases((SHIPPED[tag],)).found_in(phrase), phrase


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


# --- a file that is amiss ------------------------------------------------------------------------

WHOLE = """
draft: true
doubled_letters_differ: false
urgent: [fever]
unsafe: [want to die]
distress: ["cannot cope, can not cope"]
clinical: [should I take]
complaint: [formal complaint]
look_alikes: [fever pitch]
"""


def test_one_line_may_hold_several_phrases() -> None:
    read = read_phrases("en_GB.yaml", WHOLE.encode())
    assert [phrase for phrase, kind in read.phrases.items() if kind == DISTRESS] == [
        "cannot cope", "can not cope",
    ]  # fmt: skip


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
