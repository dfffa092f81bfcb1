"""Every notice in the person's language: what owners say, put into Urdu before it goes out."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.demo.stage import Stage
from bot.involvement.languages import Catalogues
from bot.store import tables
from conversations.text import OtherTongue, Worded
from tests.journeys.consultations import (
    HOW_HOME,
    Seat,
    a_draft,
    at,
    consult,
    last_id,
    news,
    plain,
    rows,
    seat,
    shown_since,
)
from tests.journeys.meetings_held import unlimited

BUS, BUS_IN_URDU = "Patient transport runs until 9 pm.", "مریضوں کی گاڑی رات 9 بجے تک چلے گی۔"
WHY, WHY_IN_URDU = "The driver's contract is not signed.", "ڈرائیور کے معاہدے پر دستخط نہیں ہوئے۔"
JOIN = ("1", "Go on", "I agree")
DECIDED = ("Most want late sessions.", "They stay.", "A third one.", "Skip", "Skip", "Skip")
TITLE = Worded.of({"en_GB": "Evening chemotherapy", "ur": "شام کی کیموتھراپی"})
LOCALES = Path(__file__).parents[2] / "locales"


async def test_a_patient_who_reads_urdu_hears_in_urdu_why_it_will_be_later(stage: Stage) -> None:
    in_english = plain(
        Catalogues.load(LOCALES).say(OtherTongue((Worded.of({"en_GB": "A bus."}),)), "ur")
    )
    lead = seat(stage, "lead", facilitates=True)
    patient = seat(stage, "patient in treatment, reads Urdu", language="ur")
    consult(stage, lead, replace(a_draft(stage, questions=(HOW_HOME,)), title=TITLE))
    await stage.settle()
    await stage.say(patient.phone, "1", "2")
    await stage.move(by=timedelta(days=15))
    await stage.say(lead.phone, "/home", "Tell people: Evening chemotherapy", "Write the decision")
    await stage.say(lead.phone, *DECIDED, "Add a promise", BUS, "the transport manager")
    await stage.say(lead.phone, "Somebody else", "30 June", "Keep it", "To the decision")
    asked = news(lead.phone)  # at once, beside the preview; to leave it for later is as good
    assert "Some people read اردو. Where words are missing, they see English." in asked
    await _say(stage, lead, "Later")
    assert "You can still add them until this goes out." in news(lead.phone)
    await _say(stage, lead, "Send")
    found = re.search(r"start=(\S+)", news(lead.phone))
    assert found, news(lead.phone)
    owner = stage.sandbox.new_person("professional")
    owner.open(stage.bot, found[1])
    await stage.settle()
    await stage.say(owner, *JOIN)
    await stage.move(by=timedelta(days=1))
    assert BUS in news(patient.phone)  # nobody put it into Urdu, which is said in Urdu
    assert in_english in news(patient.phone)

    await stage.say(owner, "/promises", "1", "It will be later", "31 July", WHY, "Tell them")
    await stage.say(lead.phone, "/needs", "Words to translate: Evening chemotherapy (6 min)", "1")
    assert BUS in news(lead.phone)
    await stage.say(lead.phone, BUS_IN_URDU, WHY_IN_URDU)
    assert WHY_IN_URDU in news(lead.phone)
    await stage.say(lead.phone, "/needs")
    assert "Words to translate" not in news(lead.phone)

    before = last_id(patient.phone)
    await stage.move(by=timedelta(days=2))
    told = "\n".join(shown_since(patient.phone, before))
    assert BUS_IN_URDU in told
    assert WHY_IN_URDU in told
    assert WHY not in told
    assert in_english not in told
    assert len(rows(stage, tables.translation, language="ur")) == 2


async def _say(stage: Stage, who: Seat, *steps: str) -> None:
    """Tap what reads like this, marks of direction aside, or type it."""
    for step in steps:
        labels: dict[str, str] = {}
        for label in who.phone.labels:  # the newest first
            labels.setdefault(plain(label).partition(" · ")[2] or plain(label), label)
        await stage.say(who.phone, labels.get(step, step))


async def _in_urdu(stage: Stage, lead: Seat, texts: int, *words: str) -> None:
    """Let a facilitator say what is previewed in Urdu, and go back to it."""
    left = f"اردو: {texts} texts to add" if texts > 1 else "اردو: 1 text to add"
    await _say(stage, lead, "Other languages", left, *words)
    assert all(one in news(lead.phone) for one in words[-1:])
    await _say(stage, lead, "Back")


async def test_a_meeting_its_digest_and_an_answer_are_read_in_urdu(stage: Stage) -> None:
    await stage.move(to=at(2027, 3, 1, 10))
    lead = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment, reads Urdu", language="ur")
    await _say(
        stage, lead, "/meetings", "New meeting", "Partnership group", "30 March", "2 pm",
        "90 minutes", "Room 4", "Without a link", "Parking", "To hear views", "Done", "Everyone",
    )  # fmt: skip
    await stage.settle()
    await _in_urdu(stage, lead, 3, "شراکتی گروپ", "کمرہ 4", "پارکنگ")
    await stage.settle()
    await _say(stage, lead, "Send invitations")
    await stage.settle()
    for one in ("شراکتی گروپ", "کمرہ 4", "پارکنگ"):
        assert one in plain(news(patient.phone))

    await stage.move(to=at(2027, 3, 31, 10))
    unlimited(stage)
    await _say(stage, lead, "/minutes", "1", "Item by item", "A lift runs.", "Preview")
    await stage.settle()
    await _say(stage, lead, "Add اردو", "لفٹ چلتی ہے۔", "Back")
    before = last_id(patient.phone)
    await _say(stage, lead, "Send")
    await stage.settle()
    told = "\n".join(shown_since(patient.phone, before))
    assert "شراکتی گروپ" in told
    assert "لفٹ چلتی ہے۔" in told
    assert "lift" not in told
