from dataclasses import replace

import pytest

from conversations import joining
from conversations.consent import CONSENT, FOR_WORK
from conversations.content import Audience
from conversations.events import (
    AboutYouGiven,
    CameBy,
    ConsentGiven,
    Event,
    Joined,
    LanguageChosen,
    Requested,
    TurnedAway,
)
from conversations.facts import (
    KINDS_OF_MEMBER,
    Desk,
    Facts,
    Invite,
    Person,
    TheDesk,
    TheInvite,
)
from conversations.home import Home
from conversations.joining_steps import KINDS, Joining
from conversations.languages import best_guess, language_options, number_of
from conversations.loops import Commitment, MyCommitments, TheCommitment
from conversations.owning import Owning
from conversations.recovery import SIGNS, code_from
from conversations.screen import Act
from conversations.turn import Computed, Key, Tapped
from tests.conversations.people import MEMBER, RIVERSIDE, Chat, english, said
from tests.conversations.promised import commitment

POSTER = Invite(3, "Ward poster", language="cy")
FACILITATOR = Invite(4, "Facilitators", role="facilitator")
WHO = {
    "language": (),
    "hello": ("English",),
    "consent": ("Join",),
    "age": ("All at once", "I agree to all five"),
    "kind": ("Yes",),
    "area": ("I have had treatment",),
    "how_often": ("Skip",),
    "discreet": ("Skip",),
}


def newcomer(guess: str | None = None, *invites: Invite) -> Chat:
    found = {TheInvite(invite.id): invite for invite in invites}
    return Chat(Person(7, guess=guess), found=found)


def at(step: str, chat: Chat | None = None) -> Chat:
    """Bring a newcomer to a step, tapping all the way."""
    chat = chat or newcomer()
    chat.open()
    for reached, labels in WHO.items():
        for label in labels:
            chat.tap(label)
        if reached == step:
            return chat
    raise LookupError(step)


def where(chat: Chat) -> str:
    state = chat.state(Key("joining"))
    return state.step if isinstance(state, Joining) else ""


def of_kind(chat: Chat, kind: type[Event]) -> list[Event]:
    return [event for event in chat.events if isinstance(event, kind)]


# --- the whole way --------------------------------------------------------------------------------


def test_a_person_joins_by_taps_and_everything_is_on_record_at_the_end() -> None:
    chat = newcomer()
    chat.open()
    for label in ("English", "Tell me more", "Join", "OK", "OK", "OK", "OK"):
        chat.tap(label)
    assert chat.events == [LanguageChosen("en_GB")]
    for label in ("I agree to all five", "Yes", "I care for someone"):
        chat.tap(label)
    chat.say("  Bangor,   Gwynedd ")
    assert "Your area: Bangor, Gwynedd." in chat.text
    chat.tap("Once a month")
    chat.tap("Yes")
    wording = "\n".join(english(one) for one in CONSENT)
    [_, consent, about, joined] = chat.events
    assert consent == ConsentGiven(1, "en_GB", wording, "one at a time")
    assert about == AboutYouGiven("carer_or_family", "Bangor, Gwynedd", 28, discreet=True)
    assert isinstance(joined, Joined)
    assert joined.recovery_code in chat.last.screens[0].lines
    assert "If a consultation is open for you now, I will send it to you" in chat.text
    assert chat.labels == ("Home",)
    assert chat.last.state is None


def test_a_person_joins_by_typing_digits_and_words() -> None:
    chat = newcomer()
    chat.say("hello")
    for words in ("1", "join", "all at once", "i agree to all five", "YES", "٢", "skip", "3", "no"):
        chat.say(words)
    [_, consent, about, _] = chat.events
    assert isinstance(consent, ConsentGiven)
    assert consent.how == "all at once"
    assert about == AboutYouGiven("after_treatment", None, 0, discreet=False)


def test_who_says_nothing_of_themselves_joins_all_the_same() -> None:
    chat = at("kind")
    for _ in range(4):
        chat.tap("Skip")
    assert [type(event) for event in chat.events] == [LanguageChosen, ConsentGiven, Joined]


def test_leaving_half_way_keeps_everything_and_resumes_a_week_later() -> None:
    chat = at("area")
    chat.wait(days=7)
    chat.say("hello, it is me")
    assert where(chat) == "how_often", "words at the area are the area, however late"
    chat.wait(days=7)
    chat.say("hello, it is me again")
    assert "Welcome back." in chat.text
    assert "How often may I ask you something?" in chat.text
    chat.say("1")
    chat.say("skip")
    assert AboutYouGiven("after_treatment", "hello, it is me", 28) in chat.events


@pytest.mark.parametrize("command", ["start", "help", "ask", "nonsense"])
def test_a_command_half_way_shows_the_step_again(command: str) -> None:
    chat = at("kind")
    chat.command(command)
    assert "Welcome back." in chat.text
    assert "Which of these is closest to you?" in chat.text


# --- links ----------------------------------------------------------------------------------------


def test_a_link_is_counted_at_once_and_its_language_comes_first() -> None:
    chat = newcomer("ur-PK", POSTER)
    chat.open(3)
    assert chat.events == [CameBy(3)]
    assert chat.labels == ("Cymraeg", "English", "اردو")
    chat.open(3)
    assert "Welcome back." in chat.text
    assert chat.events == [CameBy(3)]


def test_another_link_half_way_is_counted_too_and_nothing_is_lost() -> None:
    chat = at("kind", newcomer(None, POSTER, FACILITATOR))
    chat.open(4)
    assert chat.last.events == (CameBy(4),)
    assert "Which of these is closest to you?" in chat.text


@pytest.mark.parametrize("invite", [0, 99])
def test_an_unknown_link_is_named_in_a_sentence_and_joining_goes_on(invite: int) -> None:
    chat = newcomer()
    chat.open(invite)
    assert "This link is not valid, or no longer." in chat.text
    chat.tap("English")
    assert where(chat) == "hello"
    assert of_kind(chat, CameBy) == []


def test_who_came_by_a_role_is_told_after_joining_what_they_can_do() -> None:
    chat = newcomer(None, FACILITATOR)
    chat.open(4)
    for label in ("English", "Join", "All at once", "I agree to all five", "Yes"):
        chat.tap(label)
    for _ in range(4):
        chat.tap("Skip")
    assert "You can now ask members for their views. To begin, send /ask." in chat.text
    assert chat.labels == ("Ask members",)


def test_a_member_who_opens_a_role_link_gets_the_role_and_home() -> None:
    found = {TheInvite(4): FACILITATOR, TheInvite(5): replace(FACILITATOR, id=5, role="helper")}
    chat = Chat(found=found)
    chat.open(4)
    assert chat.last.events == (CameBy(4),)
    assert "To begin, send /ask." in chat.text
    assert chat.last.state == Home()
    chat.open(5)
    assert "Your link gave you a new role here." in chat.text


@pytest.mark.parametrize(
    ("role", "told", "label"),
    [("scribe", "To begin, send /rota.", "Reading rota"),
     ("operator", "To begin, send /roles.", "Roles")],
)  # fmt: skip
def test_each_role_is_told_where_it_begins(role: str, told: str, label: str) -> None:
    chat = Chat(found={TheInvite(4): replace(FACILITATOR, role=role)})
    chat.open(4)
    note = chat.last.screens[0]
    assert told in said(note)
    assert [english(one.label) for one in note.options] == [label]


def test_a_member_who_opens_a_poster_again_is_not_counted_twice() -> None:
    chat = Chat(found={TheInvite(3): POSTER})
    for invite in (3, None):
        turn = chat.open(invite)
        assert turn.events == ()
        assert "Nothing is waiting for you." in chat.text
    chat.open(0)
    assert "This link is not valid" in chat.text


def test_a_facilitator_who_presses_start_sees_the_desk() -> None:
    facilitator = replace(MEMBER, roles=frozenset({"facilitator"}))
    chat = Chat(facilitator, found={TheDesk(): Desk()})
    chat.open()
    assert "Ask members" in chat.labels


def test_an_old_button_of_joining_leads_a_member_home() -> None:
    chat = at("how_often")
    chat.tap("Whenever")
    chat.tap("No")
    chat.tap("I have had treatment")
    assert "I cannot use that button any more." in chat.text
    assert len(of_kind(chat, Joined)) == 1


# --- languages ------------------------------------------------------------------------------------


def test_the_guessed_language_comes_first_and_is_asked_all_the_same() -> None:
    chat = newcomer("ur-PK")
    chat.open()
    assert chat.labels == ("اردو", "English", "Cymraeg")
    assert chat.events == []
    chat.say("cymraeg")
    assert chat.events == [LanguageChosen("cy")]
    assert "This translation is a draft." in chat.text


def test_a_language_without_drafts_needs_no_warning() -> None:
    chat = at("hello")
    assert "draft" not in chat.text


def test_the_consent_is_kept_in_the_words_of_the_language_chosen() -> None:
    chat = Chat(Person(7), say=lambda words: f"«{english(words)}»")
    chat.open()
    for label in ("Cymraeg", "Join", "All at once", "I agree to all five", "Yes"):
        chat.tap(label)
    for _ in range(4):
        chat.tap("Skip")
    [consent] = of_kind(chat, ConsentGiven)
    assert isinstance(consent, ConsentGiven)
    assert consent.language == "cy"
    assert consent.wording == "\n".join(f"«{english(one)}»" for one in CONSENT)


def test_a_language_no_longer_offered_is_asked_for_again() -> None:
    chat = newcomer()
    chat.open()
    chat.network = replace(RIVERSIDE, languages=RIVERSIDE.languages[:1])
    chat.tap("Cymraeg")
    assert where(chat) == "language"
    assert chat.labels == ("English",)


@pytest.mark.parametrize(
    ("codes", "tag"),
    [
        (("cy",), "cy"),
        (("en-US",), "en_GB"),
        (("pl", "ur-PK"), "ur"),
        (("EN_gb", "cy"), "en_GB"),
        ((None, "", "pl", "!"), None),
    ],
)
def test_a_guess_is_matched_with_what_is_offered(codes: tuple[str, ...], tag: str | None) -> None:
    assert best_guess(RIVERSIDE, *codes) == tag


def test_each_language_has_a_number_of_its_own() -> None:
    numbers = [button.act.ids for button in language_options(RIVERSIDE, "j.language")]
    assert numbers == [(0, number_of("en_GB")), (0, number_of("cy")), (0, number_of("ur"))]
    assert len(set(numbers)) == len(numbers)


# --- consent --------------------------------------------------------------------------------------


def test_consent_is_five_short_statements_one_at_a_time() -> None:
    chat = at("consent")
    seen = []
    for number in range(1, 6):
        assert f"{number} of 5" in chat.text
        seen.append(chat.last.screens[-1].lines[-1])
        if number < 5:
            chat.tap("OK")
    assert seen == list(CONSENT)
    chat.tap("Read them again")
    assert "1 of 5" in chat.text


def test_consent_can_be_read_all_at_once_or_one_at_a_time() -> None:
    chat = at("consent")
    chat.tap("All at once")
    assert chat.last.screens[-1].lines[1:] == CONSENT
    chat.tap("One at a time")
    assert "1 of 5" in chat.text


@pytest.mark.parametrize("oks", range(5))
def test_each_statement_can_be_refused_kindly_and_nothing_is_kept(oks: int) -> None:
    chat = at("consent")
    for _ in range(oks):
        chat.tap("OK")
    chat.tap("Not for me")
    assert chat.last.events == (TurnedAway("refused"),)
    assert "That is fine." in chat.text
    assert chat.last.state is None
    assert of_kind(chat, ConsentGiven) == []


def test_who_does_not_want_to_join_is_forgotten_and_can_come_back() -> None:
    chat = at("hello")
    chat.tap("No thanks")
    assert chat.last.events == (TurnedAway("refused"),)
    chat.open()
    assert where(chat) == "language"


def test_an_old_button_agrees_to_nothing_that_was_not_just_shown() -> None:
    chat = at("consent")
    chat.tap("All at once")
    chat.tap("Not for me")
    at("consent", chat)
    chat.tap("I agree to all five")
    assert "I cannot use that button here." in chat.text
    assert where(chat) == "consent"
    assert "1 of 5" in chat.text


def test_an_old_ok_does_not_jump_over_statements() -> None:
    chat = at("consent")
    chat.tap("OK")
    third = chat.button("OK").act
    chat.tap("Back")
    chat.hear(Tapped(third))
    assert "1 of 5" in chat.text


@pytest.mark.parametrize("verb", ["j.ok", "j.agree"])
@pytest.mark.parametrize("number", [0, 3, 6])
def test_a_forged_agreement_changes_nothing(verb: str, number: int) -> None:
    chat = at("consent")
    chat.hear(Tapped(Act(verb, (0, number))))
    assert where(chat) == "consent"
    assert "1 of 5" in chat.text


def test_agreeing_twice_shows_what_comes_next_once_more() -> None:
    chat = at("age")
    chat.tap("I agree to all five")
    assert where(chat) == "age"


def test_an_ok_of_long_ago_does_not_lead_back_into_the_consent() -> None:
    chat = at("consent")
    ok = chat.button("OK").act
    for _ in range(4):
        chat.tap("OK")
    chat.tap("I agree to all five")
    chat.hear(Tapped(ok))
    assert where(chat) == "age"


# --- 16 or older ----------------------------------------------------------------------------------


def test_under_16_is_a_kind_goodbye_with_where_to_turn() -> None:
    chat = at("age")
    chat.say("no")
    assert chat.last.events == (TurnedAway("under_16"),)
    assert "Young patients and young carers can turn to Young Voices, 01234 111111." in chat.text
    assert of_kind(chat, ConsentGiven) == []


def test_under_16_is_told_whom_to_talk_to_where_no_place_is_set() -> None:
    chat = at("age")
    chat.network = replace(RIVERSIDE, young_people_line="")
    chat.tap("No")
    assert "Please talk to an adult you trust, or to a nurse." in chat.text
    assert chat.last.events == (TurnedAway("under_16"),)


# --- back, skip and slips -------------------------------------------------------------------------


def test_back_leads_through_every_step_to_the_first() -> None:
    chat = at("discreet")
    seen = []
    while where(chat) != "language":
        chat.tap("Back")
        seen.append(where(chat))
    assert seen == ["how_often", "area", "kind", "age", "consent", "hello", "language"]


def test_back_within_the_consent_goes_one_statement_back() -> None:
    chat = at("consent")
    chat.tap("OK")
    chat.tap("OK")
    chat.say("back")
    assert "2 of 5" in chat.text


def test_back_from_more_leads_to_hello() -> None:
    chat = at("hello")
    chat.tap("Tell me more")
    chat.tap("Back")
    assert where(chat) == "hello"


def test_what_was_said_can_be_said_anew() -> None:
    chat = at("area")
    chat.tap("Back")
    chat.tap("Something else")
    chat.tap("Back")
    chat.tap("Skip")
    chat.say("Bangor")
    chat.tap("Skip")
    chat.tap("Skip")
    assert of_kind(chat, AboutYouGiven) == [AboutYouGiven(area="Bangor")]


def test_an_old_button_of_an_earlier_step_still_works() -> None:
    chat = at("how_often")
    chat.tap("Something else")
    assert where(chat) == "area"
    chat.tap("Skip")
    chat.tap("Whenever")
    chat.tap("Skip")
    assert AboutYouGiven("other", None, 0) in chat.events


@pytest.mark.parametrize(
    "act",
    [
        Act("j.yes"),
        Act("j.kind", (0, 1)),
        Act("j.often", (0, 28)),
        Act("j.back", (0, 5)),
        Act("j.back", (0, 99)),
        Act("j.back"),
        Act("j.skip", (0, 2)),
        Act("j.unheard"),
        Act("j.unheard", (0, 1)),
        Act("a.start", (12,)),
        Act("a.choose", (12, 1, 1)),
        None,
    ],
)
def test_a_button_that_does_not_belong_here_changes_nothing(act: Act | None) -> None:
    chat = at("consent")
    before = chat.state(Key("joining"))
    chat.hear(Tapped(act))
    assert "I cannot use that button here." in chat.text
    assert chat.state(Key("joining")) == before


@pytest.mark.parametrize(
    "act", [Act("j.kind", (0, 9)), Act("j.kind"), Act("j.often", (0, 3)), Act("j.lock", (0, 2))]
)
def test_a_forged_choice_is_not_kept(act: Act) -> None:
    chat = at("discreet")
    chat.hear(Tapped(act))
    assert where(chat) == "discreet"
    assert of_kind(chat, Joined) == []


def test_a_button_of_somebody_else_begins_at_the_beginning() -> None:
    chat = newcomer()
    chat.hear(Tapped(Act("j.yes")))
    assert where(chat) == "language"
    assert "I cannot use that button here." in chat.text


@pytest.mark.parametrize("step", list(WHO))
def test_a_sticker_gets_one_sentence_and_the_step_again(step: str) -> None:
    chat = at(step)
    asked = chat.screens[-1]
    chat.sticker()
    assert "I cannot use that here." in chat.text
    assert chat.screens[-1] == asked
    assert where(chat) == step


@pytest.mark.parametrize("step", [step for step in WHO if step != "area"])
def test_words_that_fit_nothing_get_one_sentence_and_the_step_again(step: str) -> None:
    chat = at(step)
    asked = chat.screens[-1]
    chat.say("x" * 5000)
    assert "I did not understand that." in chat.text
    assert chat.screens[-1] == asked


def test_a_voice_note_is_not_taken_for_an_area() -> None:
    chat = at("area")
    chat.voice()
    assert "I cannot use that here." in chat.text
    assert where(chat) == "area"


def test_an_edited_message_changes_nothing() -> None:
    chat = at("area")
    chat.say("Bangor")
    chat.edit("Conwy")
    assert "I cannot use a changed message here." in chat.text
    assert where(chat) == "how_often"


def test_an_area_has_at_most_60_characters() -> None:
    chat = at("area")
    chat.say("x" * 61)
    assert "at most 60 characters" in chat.text
    chat.say("   ")
    assert where(chat) == "area"
    chat.say("x" * 60)
    assert where(chat) == "how_often"


def test_a_first_sticker_gets_a_sentence_and_the_first_step() -> None:
    chat = newcomer()
    chat.sticker()
    assert "I cannot use that here." in chat.text
    assert where(chat) == "language"


def test_what_was_computed_for_somebody_who_left_is_let_go() -> None:
    chat = newcomer()
    turn = chat.hear(Computed(Requested("c.count", 5), Audience()))
    assert turn.screens == ()


# --- smaller things -------------------------------------------------------------------------------


def test_the_kinds_of_member_are_those_that_are_kept() -> None:
    assert tuple(kind for kind, _ in KINDS) == KINDS_OF_MEMBER


def test_a_recovery_code_has_80_bits_and_no_look_alikes() -> None:
    assert len(set(SIGNS)) == 32
    assert not set(SIGNS) & set("01IO")
    assert code_from(0) == "2222-2222-2222-2222"
    assert code_from(2**80 - 1) == "ZZZZ-ZZZZ-ZZZZ-ZZZ9", "it has a digit, or it could be words"
    assert code_from(2**80) == code_from(0)
    assert code_from(1) == "3222-2222-2222-2222"


def test_two_people_get_two_codes() -> None:
    first, second = at("how_often"), at("how_often")
    second.open()
    codes = set()
    for chat in (first, second):
        chat.tap("Whenever")
        chat.tap("Skip")
        [joined] = of_kind(chat, Joined)
        assert isinstance(joined, Joined)
        codes.add(joined.recovery_code)
    assert len(codes) == 2


def test_a_foreign_state_prompts_for_the_language() -> None:
    facts = Facts(Person(7), RIVERSIDE, english)
    shown = joining.prompt(Home(), facts)
    assert shown is not None
    assert shown.options == language_options(RIVERSIDE, "j.language")


# --- for work only --------------------------------------------------------------------------------

BUS = commitment()
OWNER = Invite(8, "the transport manager", role="professional", promise=True)


def at_work(*promises: Commitment, invite: Invite = OWNER) -> Chat:
    """Let a professional come by a link, up to their consent."""
    chat = newcomer(None, invite)
    chat.found[MyCommitments()] = promises
    chat.open(8)
    for label in ("English", "Go on"):
        chat.tap(label)
    return chat


def test_a_professional_reads_first_that_a_promise_names_them_and_then_sees_it() -> None:
    chat = newcomer(None, OWNER)
    chat.found[MyCommitments()] = (BUS,)
    about = "Riverside Cancer Network asks you about a promise. It names you as: the transport"
    chat.open(8)
    assert chat.text.startswith(about)
    chat.open(0)
    assert "This link is not valid" not in chat.text
    chat.tap("English")
    assert chat.text.startswith(about)
    chat.tap("Go on")
    assert chat.last.screens[-1].lines[1:] == CONSENT[2:]
    chat.tap("Back")
    for label in ("Go on", "I agree"):
        chat.tap(label)
    [_, _, consent, joined] = chat.events
    wording = "\n".join(english(one) for one in CONSENT[2:])
    assert consent == ConsentGiven(FOR_WORK, "en_GB", wording, "for work")
    assert isinstance(joined, Joined)
    assert "1 promise is with you now." in said(chat.last.screens[-1])
    assert chat.last.aside == Owning(BUS.id)
    assert "I write to you only about what you promised." in chat.text


def test_a_professional_sees_all_of_several_promises_and_else_where_they_begin() -> None:
    chat = at_work(BUS, replace(BUS, id=BUS.id + 1))
    chat.tap("I agree")
    assert "2 promises are with you now." in said(chat.last.screens[-1])
    chat = at_work(invite=replace(OWNER, promise=False))
    chat.tap("I agree")
    assert "To begin, send /promises." in said(chat.last.screens[-1])
    chat = at_work()
    chat.tap("Not for me")
    assert chat.last.events == (TurnedAway("refused"),)


def comes_again(invite: int, *promises: Commitment, roles: tuple[str, ...] = ()) -> Chat:
    """Let somebody who has joined before open a promise's link, or (0) one that is used up."""
    chat = Chat(replace(MEMBER, roles=frozenset(roles)), found={TheInvite(OWNER.id): OWNER})
    chat.found[MyCommitments(invite)] = promises
    for one in promises:
        chat.found[TheCommitment(one.id)] = replace(one, owner=MEMBER.id)
    chat.open(invite)
    return chat


def test_who_has_joined_before_sees_the_promise_of_a_link_first_and_answers_for_it() -> None:
    waits = replace(BUS, owner=None)
    chat = comes_again(OWNER.id, waits)
    assert chat.events == [CameBy(OWNER.id)]
    assert chat.text.startswith("Riverside Cancer Network asks you about a promise.")
    assert "To see your promises again, send /promises." in chat.text
    assert "1 promise is with you now.\nYou promised the members of" in chat.text
    assert "Home" not in chat.labels
    chat.say("4")
    assert "Whose is it?" in chat.text

    before = replace(BUS, id=BUS.id + 1, owner=MEMBER.id)
    chat = comes_again(OWNER.id, before, waits, roles=("professional",))
    assert chat.last.state == Owning(waits.id), "only what is new is asked about"
    assert chat.labels[-1] == "Not mine"
    chat = comes_again(OWNER.id, before, waits, replace(waits, id=BUS.id + 2))
    assert "2 promises are with you now." in chat.text
    assert len(chat.labels) == len(("before", "new", "new", "Home"))
    assert chat.last.state == Owning()


def test_who_comes_back_by_a_link_of_their_own_sees_their_promises() -> None:
    mine = replace(BUS, owner=MEMBER.id)
    chat = comes_again(OWNER.id, mine, roles=("professional",))
    assert chat.text.startswith("My promises")
    chat = comes_again(0, mine, roles=("professional",))
    assert chat.text.startswith("This link is not valid, or no longer.")
    assert "My promises" in chat.text
    assert not chat.events
    assert "My promises" not in comes_again(0, mine).text
    assert "To begin, send /promises." in comes_again(OWNER.id).text


@pytest.mark.parametrize(
    ("role", "told", "way"),
    [
        ("chair", "You can now see which promises are open.", "Open loops"),
        ("facilitator", "You can now ask members for their views.", "Ask members"),
    ],
)
def test_a_link_gives_a_role_to_who_has_joined_and_to_who_comes_only_for_their_work(
    role: str, told: str, way: str
) -> None:
    link = Invite(9, "A link", role=role)
    chat = Chat(found={TheInvite(9): link})
    chat.open(9)
    assert told in chat.text
    assert chat.events == [CameBy(9)]
    assert "Home" in chat.text

    chat = newcomer(None, link)
    chat.open(9)
    for label in ("English", "Only for my work", "Back", "Only for my work"):
        chat.tap(label)
    assert chat.last.screens[-1].lines[1:] == CONSENT[2:], "nothing about answers of theirs"
    chat.tap("I agree")
    assert "I write to you only about your work here." in chat.text
    assert chat.labels == (way,)
    assert told in chat.text
    [consent] = of_kind(chat, ConsentGiven)
    assert isinstance(consent, ConsentGiven)
    assert consent.version == FOR_WORK

    chat = newcomer(None, POSTER)
    chat.open(3)
    chat.tap("English")
    assert "Only for my work" not in chat.labels
    chat.hear(Tapped(Act("j.at_work")))
    assert "I cannot use that button here." in chat.text
    assert where(chat) == "hello"
