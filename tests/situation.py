"""A sample situation for the phones page: one consultation on four phones, in three languages.

It is posted through the Bot API as the program would post it, with the program's own screens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bot.channels.telegram.render import render
from bot.involvement.languages import Catalogues
from bot.involvement.library import load_library
from bot.sandbox.clock import CivilClock
from bot.sandbox.model import Bot
from bot.sandbox.pages import PhoneOnPage
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from conversations import honest_ask
from conversations.content import Consultation, HonestAsk
from conversations.screen import Act, Button, Screen
from conversations.showing import show_question
from conversations.text import Text, Worded

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
_CATALOGUES = Catalogues.load(Path(__file__).parents[1] / "locales")
_OTHERS = (
    "Patient after treatment",
    "Family, reads English",
    "Patient in treatment, far from town",
    "Carer, uses a screen reader",
    "Patient who blocks the bot",
)


def consultation() -> Consultation:
    """Return 'Getting to your treatment' as it would be open."""
    ready = load_library()["travel-and-access"]
    asks = ready.asks
    assert asks.informs
    assert asks.can_change
    assert asks.cannot_change
    ask = HonestAsk(
        title=ready.title,
        asker=Worded.of(
            {"en": "the travel group", "cy": "y grŵp teithio", "ur": "سفر کا گروپ"},
        ),
        informs=asks.informs,
        can_change=asks.can_change,
        cannot_change=asks.cannot_change,
        decider=Worded.of({"en": "Riverside transport board"}),
        hear_back_on=date(2026, 3, 20),
        decides_on=date(2026, 3, 12),
    )
    closes = datetime(2026, 3, 6, 19, 0, tzinfo=UTC)
    return Consultation(
        id=1, version=1, ask=ask, questions=ready.questions, closes_at=closes,
        last_day=date(2026, 3, 6), status="open",
    )  # fmt: skip


class Situation:
    """The four phones and the rest; `people` is what the phones page asks for."""

    def __init__(self) -> None:
        self.places: list[PhoneOnPage] = []
        self.phones: dict[str, Phone] = {}

    def people(self) -> Sequence[PhoneOnPage]:
        """Return the phones on the page."""
        return self.places

    async def begin(self, sandbox: Sandbox) -> None:
        """Bring the world to the middle of a story."""
        bot = sandbox.add_bot("1001:sandbox", "heard_riverside_bot", "Riverside Cancer Network")
        for name, role, language in (
            ("facilitator", "Facilitator", "en_GB"),
            ("patient", "Patient in treatment", "en_GB"),
            ("carer", "Carer, reads Welsh", "cy"),
            ("urdu", "Patient, reads Urdu", "ur"),
        ):
            phone = sandbox.new_person(role, language[:2])
            self.phones[name] = phone
            self.places.append(PhoneOnPage(phone.id, role, language))
        async with ClientSession() as session:
            await self._post(_Hand(sandbox, bot, session))
        others = [sandbox.new_person(name) for name in _OTHERS]
        others[0].open(bot)
        others[-1].open(bot)
        others[-1].block()

    async def _post(self, hand: "_Hand") -> None:
        asked = consultation()
        several, single, scale = asked.questions[:3]
        for name, language in (("patient", "en_GB"), ("carer", "cy"), ("urdu", "ur")):
            phone = self.phones[name]
            phone.open(hand.bot, "ward-poster")
            await hand.show(phone, honest_ask.invitation(asked), language)
            await hand.show(phone, show_question(asked, single), language)
            await hand.show(phone, show_question(asked, several), language)
            await hand.show(phone, show_question(asked, scale), language)
        await self._facilitate(hand)
        self.phones["patient"].voice(9)
        self.phones["carer"].type("Mae'r daith yn hir iawn, yn enwedig yn y gaeaf.")
        self.phones["urdu"].type("میں عام طور پر بس سے آتا ہوں، NHS کی گاڑی نہیں ملتی۔")
        await hand.call("sendChatAction", chat_id=self.phones["carer"].id, action="typing")

    async def _facilitate(self, hand: "_Hand") -> None:
        phone = self.phones["facilitator"]
        phone.open(hand.bot)
        menu = [{"command": "ask", "description": "Ask something new"}]
        scope = {"type": "chat", "chat_id": phone.id}
        await hand.call("setMyCommands", commands=menu, scope=scope)
        phone.type("/ask")
        phone.photo(caption="The new car park")
        labels = (
            "Overall experience of a service",
            "Review of a leaflet or a letter",
            "Importance and experience of your care",
            "Getting to your treatment",
        )
        options = tuple(Button(label, Act("c.pick", (1, at))) for at, label in enumerate(labels))
        ways = (Button(Text("Back"), Act("c.back", (1,))), Button("Preview", Act("c.see", (1,))))
        lines = ("Send me the question, or start from a ready-made one.",)
        await hand.show(phone, Screen(lines=lines, options=options, buttons=ways), "en_GB")
        progress = "<b>Sending</b>\n\n▓▓▓▓▓▓░░░░ 251 of 412, <i>0 failed</i>, 18 answered."
        await hand.call("sendMessage", chat_id=phone.id, text=progress, parse_mode="HTML")
        await hand.call("sendMessage", chat_id=1, text="Nobody there", refused=True)


@dataclass(frozen=True, slots=True)
class _Hand:
    """Posts as the bot."""

    sandbox: Sandbox
    bot: Bot
    session: ClientSession

    async def show(self, phone: Phone, screen: Screen, language: str) -> None:
        payload = render(screen, language, 4711, _CATALOGUES.say)
        await self.call(payload["method"], chat_id=phone.id, **payload["params"])

    async def call(self, method: str, *, refused: bool = False, **given: Any) -> None:
        url = f"{self.sandbox.base_url}{self.bot.token}/{method}"
        body = await (await self.session.post(url, json=given)).json()
        assert body["ok"] is not refused, body


def clock() -> CivilClock:
    """Return a civil clock that stands still at the beginning, so that shots are the same."""
    return CivilClock(START, frozen=True)
