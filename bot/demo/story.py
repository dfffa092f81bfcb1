"""The story: a consultation from a facilitator's phone to sixteen members' phones and back.

Played through the sandbox by the real program, which is stopped and started in the middle. `play`
gives what it knows of its own: whose answers it gave by typing or speaking.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.demo import cast
from bot.demo.cast import MEMBERS, Part
from bot.demo.stage import Stage
from bot.demo.transcript import Transcript
from bot.sandbox.people import Phone

ROUTES = ("Poster on the chemotherapy ward", "Clinical nurse specialist", "Community group")
QUESTIONS = 7
LAST = QUESTIONS
READY_MADE = "Getting to your treatment"
REPLIES = {
    1: ((1, 3), (2,), (1, 5)),
    2: ((2,), (3,), (1,)),
    3: ((2,), (3,), (4,)),
    4: ((1, 2), (3, 5), (2,)),
    5: ((3,), (3,), (2,)),
    6: ((2,), (1,), (4,)),
}
"""What is chosen at each question, by every third member; the last question asks for words."""
SEVERAL = frozenset({1, 4})
WORDS = {
    "en_GB": "A bus that runs after 6 in the evening.",
    "cy": "Bws sy'n rhedeg ar ôl 6 yr hwyr.",
    "ur": "شام 6 بجے کے بعد چلنے والی بس۔",
}
VOICE = "(a voice message of 12 seconds)"
DECISION = (
    "Most of you come by car or bus. After 6 in the evening there is no way home by bus.",
    "Patient transport will run until 9 in the evening, from 1 May.",
    "Build a larger car park. There is no land beside the hospital.",
    "skip",
    "skip",
    "skip",
)
DECISION_IN_WELSH = (
    "Mae'r rhan fwyaf ohonoch yn dod mewn car neu fws. Ar ôl 6 yr hwyr does dim bws adref.",
    "Bydd cludiant cleifion yn rhedeg tan 9 yr hwyr, o 1 Mai.",
    "Adeiladu maes parcio mwy. Does dim tir wrth ymyl yr ysbyty.",
)
DECISION_IN_URDU = (
    "آپ میں سے اکثر گاڑی یا بس سے آتے ہیں۔ شام 6 بجے کے بعد گھر جانے کے لیے بس نہیں ملتی۔",
    "یکم مئی سے مریضوں کی گاڑی رات 9 بجے تک چلے گی۔",
    "بڑی پارکنگ بنانا۔ ہسپتال کے پاس زمین نہیں ہے۔",
)
WELSH = ("Prif nyrs cemotherapi", "Y bwrdd cemotherapi")
URDU = ("کیموتھراپی کی سربراہ نرس", "کیموتھراپی بورڈ")


@dataclass
class Story:
    """The story as it is played.

    `written` are the answers that were typed or spoken: questions by (person, message).
    """

    stage: Stage
    transcript: Transcript
    members: dict[Part, Phone] = field(default_factory=dict)
    written: dict[tuple[int, int], int] = field(default_factory=dict)
    facilitator: Phone = field(init=False)

    async def play(self) -> None:
        """Play it from the first invite to the last notice."""
        await self._facilitator_joins()
        await self._members_join()
        await self._ask()
        await self._answer_first()
        await self._restart()
        await self._answer_rest()
        await self._a_week_later()
        await self._close()
        await self._decide()
        await self._hear_back()

    # --- doing ------------------------------------------------------------------------------------

    async def _do(self, phone: Phone, *steps: str) -> None:
        """Let one person act, step by step, aloud."""
        for step in steps:
            self.transcript.does(phone, step)
            await self.stage.say(phone, step)
            self.transcript.sees(phone)

    async def _all(self, step: dict[Phone, str], *aloud: Part) -> None:
        """Let many people act in the same moment; those in `aloud` are shown."""
        for phone, what in step.items():
            self.stage.act(phone, what)
        await self.stage.settle()
        for part in aloud:
            phone = self.members[part]
            self.transcript.does(phone, step[phone])
            self.transcript.sees(phone)

    # --- joining ----------------------------------------------------------------------------------

    async def _facilitator_joins(self) -> None:
        self.transcript.scene("A facilitator opens her invite")
        token = self.stage.invite("Facilitators of Riverside", role="facilitator", uses=1)
        self.facilitator = self.stage.sandbox.new_person("facilitator")
        self.facilitator.open(self.stage.bot, token)
        await self.stage.settle()
        self.transcript.sees(self.facilitator)
        await self._do(self.facilitator, "1", "Join", "All at once", "1", "Yes")
        await self._do(self.facilitator, "Something else", "Skip", "Whenever", "No")

    async def _members_join(self) -> None:
        self.transcript.scene("Sixteen people come by a poster, a nurse and a community group")
        routes = [self.stage.invite(label) for label in ROUTES]
        for index, part in enumerate(MEMBERS):
            phone = self.stage.sandbox.new_person(part.role, part.code)
            phone.open(self.stage.bot, routes[index % len(routes)])
            self.members[part] = phone
        await self.stage.settle()
        self.transcript.sees(self.members[cast.PATIENT])
        languages = (cast.PATIENT, cast.CARER, cast.READS_URDU)
        await self._all({phone: part.own_name for part, phone in self.members.items()}, *languages)
        for step in ("2", *["1"] * 6):
            await self._all(dict.fromkeys(self.members.values(), step), *languages)
        kinds = {phone: str(part.kind) for part, phone in self.members.items()}
        await self._all(kinds, *languages)
        for step in ("skip", "3", "skip"):
            await self._all(dict.fromkeys(self.members.values(), step), *languages)

    # --- asking -----------------------------------------------------------------------------------

    async def _ask(self) -> None:
        self.transcript.scene("The facilitator asks")
        await self._do(self.facilitator, "/ask", "Ready-made", READY_MADE)
        await self._do(self.facilitator, "The chemotherapy lead nurse", "The chemotherapy board")
        await self._do(self.facilitator, "18 March", "12 March", "26 March", "Skip", "Everyone")
        await self._do(self.facilitator, "Other languages", "1", *WELSH)
        await self._do(self.facilitator, "Other languages", "2", *URDU)
        await self._do(self.facilitator, "See it again")
        self.transcript.note("the last message of the preview counts who gets it")
        await self._do(self.facilitator, "Send now")
        self.transcript.sees(self.members[cast.CARER])
        self.transcript.sees(self.members[cast.READS_URDU])

    # --- answering --------------------------------------------------------------------------------

    async def _answer_first(self) -> None:
        self.transcript.scene("Some answer at once")
        patient, digits = self.members[cast.PATIENT], self.members[cast.TYPES_DIGITS]
        await self._do(patient, "Start")
        await self._answer([cast.PATIENT], *range(1, LAST + 1))
        await self._do(digits, "1")
        await self._answer([cast.TYPES_DIGITS], *range(1, LAST + 1))
        await self._do(self.members[cast.LEAVES], "Start")
        await self._answer([cast.LEAVES], 1, 2, 3)
        await self._do(self.members[cast.LEAVES], "Later")

    async def _answer(self, parts: Sequence[Part], *questions: int) -> None:
        """Let these people answer these questions side by side, each in their own way."""
        for number in questions:
            steps = {part: _steps(part, number) for part in parts}
            for place in range(max(map(len, steps.values()))):
                acting = {part: those[place] for part, those in steps.items() if place < len(those)}
                for part, step in acting.items():
                    self._reply(part, number, step)
                await self.stage.settle()
                for part in filter(lambda part: part.aloud, acting):
                    self.transcript.does(self.members[part], acting[part])
                    self.transcript.sees(self.members[part])

    def _reply(self, part: Part, number: int, step: str) -> None:
        phone = self.members[part]
        if step == VOICE:
            self.written[phone.id, phone.voice(seconds=12)] = number
        elif part.way == "tap" and number != LAST:
            phone.tap(_label(phone, step))
        else:
            self.written[phone.id, phone.type(step)] = number

    async def _restart(self) -> None:
        self.transcript.note("the program stops in the middle, and starts again")
        await self.stage.stop()
        stops, blocks = self.members[cast.STOPS], self.members[cast.BLOCKS]
        stops.tap(_label(stops, "1"))
        blocks.tap(_label(blocks, "1"))
        await self.stage.start()
        await self.stage.settle()
        self.transcript.does(stops, "Start (while the program was away)")
        self.transcript.sees(stops)

    async def _answer_rest(self) -> None:
        await self.stage.move(by=timedelta(days=1))
        self.transcript.scene("The others answer the next day")
        begun = {cast.PATIENT, cast.TYPES_DIGITS, cast.LEAVES, cast.STOPS, cast.BLOCKS}
        late = [part for part in MEMBERS if part not in begun | {cast.UNDECIDED}]
        await self._all({self.members[part]: "1" for part in late})
        await self._answer([*late, cast.STOPS, cast.BLOCKS], *range(1, LAST + 1))
        self.members[cast.BLOCKS].block(self.stage.bot)
        self.transcript.note("one person blocks the bot")
        await self._do(self.members[cast.STOPS], "stop")

    async def _a_week_later(self) -> None:
        await self.stage.move(by=timedelta(days=7))
        self.transcript.scene("A week later, somebody comes back")
        await self._do(self.members[cast.LEAVES], "go on")
        await self._answer([cast.LEAVES], *range(4, LAST + 1))

    # --- the end ----------------------------------------------------------------------------------

    async def _close(self) -> None:
        await self.stage.move(to=datetime(2027, 3, 12, 9, 5, tzinfo=UTC))
        self.transcript.scene("The last day: who has not decided is reminded once")
        self.transcript.sees(self.members[cast.UNDECIDED])
        await self.stage.move(to=datetime(2027, 3, 13, 9, 5, tzinfo=UTC))
        self.transcript.scene("The consultation has closed by its date")
        self.transcript.sees(self.facilitator)

    async def _decide(self) -> None:
        await self._do(self.facilitator, "See results", "Read answers", "Next", "Enough")
        await self._do(self.facilitator, "Write the decision", *DECISION)

    async def _hear_back(self) -> None:
        self.transcript.scene("Everyone who took part hears what was decided")
        await self._do(self.facilitator, "Other languages", "1", *DECISION_IN_WELSH)
        await self._do(self.facilitator, "Other languages", "2", *DECISION_IN_URDU)
        await self._do(self.facilitator, "Send")
        told = {
            self.members[part]: str(1 + place % 3)
            for place, part in enumerate(MEMBERS)
            if part not in {cast.STOPS, cast.BLOCKS, cast.UNDECIDED}
        }
        for part in (cast.PATIENT, cast.CARER, cast.READS_URDU):
            self.transcript.sees(self.members[part])
        await self._all(told, cast.PATIENT, cast.CARER, cast.READS_URDU)
        await self._do(self.members[cast.PATIENT], "I can get home by myself now.")
        self.transcript.sees(self.facilitator)


def _steps(part: Part, number: int) -> tuple[str, ...]:
    """Give what a member does to answer a question, step by step."""
    if number == LAST:
        return (VOICE,) if part.way == "voice" else (WORDS[part.language],)
    chosen = REPLIES[number][MEMBERS.index(part) % 3]
    if part.way == "tap":
        return (*map(str, chosen), "done") if number in SEVERAL else (str(chosen[0]),)
    return (", ".join(map(str, chosen)),)


def _label(phone: Phone, step: str) -> str:
    """Find the button that a number, or 'done', stands for on the latest message."""
    newest = [message for message in phone.messages if message.from_bot and message.buttons][-1]
    labels = [button.label for row in newest.buttons for button in row]
    if step == "done":
        options = sum(label.partition(" · ")[0].isdecimal() for label in labels)
        return labels[options]
    return next(label for label in labels if label.partition(" · ")[0] == step)
