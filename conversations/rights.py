"""Who may do what: a row for each button's verb, each command, and what is said to a conversation.

`respond` looks here before any conversation hears anything; what has no row is refused. A role held
in one group reaches no further than that group. What is loaded is held to the same rule
(`covers`), so that whoever finds another way in finds nothing.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from conversations.digests import Minutes, TheMinutes
from conversations.facts import Facts, Ledger, Person, SharedDraft, TheDraft, TheLedger
from conversations.home import NOT_FOR_YOU
from conversations.issues import Issue, TheIssue
from conversations.loops import Loop, TheLoop
from conversations.meetings_facts import MeetingDesk, TheMeetingDesk
from conversations.open_loops import OpenLoop, TheOpenLoop
from conversations.text import Text
from conversations.turn import Commanded, Computed, Input, Key, Tapped

MEMBER, SCRIBE, FACILITATOR, OPERATOR = "member", "scribe", "facilitator", "operator"
PROFESSIONAL, CHAIR = "professional", "chair"
NO_GROUP = 0
"""Beside the groups in which somebody facilitates: what is about none of them is theirs, too.

It is so for all of them where nobody facilitates the whole network.
"""
ROLES = (MEMBER, "helper", SCRIBE, FACILITATOR, "professional", "chair", OPERATOR)
"""Everybody is a member; the others are given by an invite, for the network or for one group."""


class Where(StrEnum):
    """How far a role reaches."""

    ANY = "holding the role anywhere is enough"
    OWN = "for a role in one group only what is that group's; for one in the network everything"
    LOOK = "as OWN; what is the whole network's can be looked at with any of these roles"
    NETWORK = "only for a role in the whole network"


Row = Mapping[str, Where]

_EVERYBODY: Row = {MEMBER: Where.ANY}
_WHO_ASKS: Row = {FACILITATOR: Where.ANY}
_WHOSE_ASK: Row = {FACILITATOR: Where.OWN}
_WHO_GIVES_ROLES: Row = {FACILITATOR: Where.NETWORK, OPERATOR: Where.NETWORK}
_WHO_OWNS: Row = {"professional": Where.ANY, FACILITATOR: Where.ANY, "chair": Where.ANY}
_WHO_SETS_RULES: Row = {FACILITATOR: Where.NETWORK}
_WHO_READS: Row = {FACILITATOR: Where.NETWORK, SCRIBE: Where.NETWORK}


def _rows(row: Row, *names: str) -> dict[str, Row]:
    """Give the same row to verbs, to commands, and to conversations by their names."""
    return dict.fromkeys(" ".join(names).split(), row)


_WHO_LOOKS: Row = {FACILITATOR: Where.ANY, CHAIR: Where.ANY}
_WHOSE_LOOP: Row = {FACILITATOR: Where.OWN, CHAIR: Where.OWN}
_WHO_READS_LOOPS: Row = {FACILITATOR: Where.LOOK, CHAIR: Where.LOOK}
_WHO_WORKS_HERE: Row = {FACILITATOR: Where.ANY, PROFESSIONAL: Where.ANY, CHAIR: Where.ANY}

RIGHTS: Mapping[str, Row] = {
    **_rows(
        _EVERYBODY,
        "joining j.language j.hello j.more j.join j.refuse j.consent j.all j.ok j.agree j.yes",
        "j.at_work j.young j.kind j.often j.back j.skip",
        "answering a.ask a.start a.later a.no a.mine a.choose a.done a.skip a.notsay a.change",
        "a.show a.back",
        "hearing_back h.rate h.skip h.again h.more h.evidence h.not_meant h.question o.notices",
        "o.notices_pick",
        "home /home /help /start m.home m.answers m.changed more /more more.show",
        "influencing infl.start infl.say infl.skip infl.no",
        "calls call.show call.how call.help call.not_now",
        "seats /seats seat.show seat.group seat.code seat.one pass.read",
        "induction intro.stop intro.show",
        "digest digest.show digest.more digest.item digest.react digest.listen digest.ask",
        "digest.help digest.answers digest.list digest.groups digest.follow /news",
        "o.digests o.digests_pick",
        "raising /raise raise.begin raise.group raise.send raise.leave raise.mine raise.one",
        "raise.back raise.back_yes raise.others raise.look raise.support raise.unsupport",
        "jargon /what what.show what.word what.all what.ask",
        "/meetings attending come.list come.show come.yes come.no come.unsure come.file come.say",
        "come.item come.kind come.aloud come.quiet come.back come.was come.was_not",
        "own_choices /stop /choices o.stop o.again o.choices o.often o.every o.languages",
        "o.language o.code o.code_new o.erase o.erase_yes o.erase_no",
        "/died o.death o.died o.keep asides x.no x.yes x.not_now",
        "sorting w.pick w.none",
        "recovering /recover k.begin k.leave k.what k.move k.move_yes k.stop k.see k.one k.erase",
        "k.erase_yes k.all k.all_yes still_you y.yes y.new j.on",
        "/break /quiet o.break o.break_end o.breaks o.quiet o.quiet_hours o.quiet_sundays",
        "o.tell_all o.tell_changes discreet j.lock o.lock o.lock_no o.lock_yes o.only_changes",
        "agreeing agree.begin agree.ok agree.all agree.consent agree.agree agree.back agree.refuse",
        "agree.language o.consent o.withdraw o.withdraw_yes o.withdraw_no",
        "my_data /mydata /privacy mine.show mine.about mine.answers mine.one mine.take mine.erase",
        "mine.which mine.erase_one mine.erase_one_yes mine.erase_me mine.erase_me_yes mine.privacy",
    ),
    **_rows(_WHO_ASKS, "/ask c.ask c.start c.ready"),
    **_rows(_WHO_ASKS, "/issues issue.list"),
    **_rows(
        _WHOSE_ASK,
        "meetings meet.list meet.new meet.go_on meet.pick meet.sample meet.audience meet.open",
        "meet.change meet.put meet.cancel meet.cancelled",
    ),
    **_rows(
        _WHO_SETS_RULES,
        "issue.rule issue.days issue.top issue.least issue.set_days issue.set_top issue.set_least",
    ),
    **_rows(
        _WHOSE_ASK,
        "moderating issue.read issue.through issue.keep issue.languages issue.language",
        "issue.decline issue.reason issue.same issue.pick issue.merge issue.agenda issue.put",
        "issue.answer issue.skip issue.anew issue.send issue.sample issue.people",
    ),
    **_rows(_WHO_ASKS, "/needs needs_you needs.show"),
    **_rows(_WHO_ASKS, "/minutes minutes.list"),
    **_rows(_WHO_ASKS, "translating lang.open lang.pick lang.word lang.see lang.later"),
    **_rows(_WHO_ASKS, "lang.readers"),
    **_rows(_WHO_ASKS, "tasks task.read task.reply task.send task.done task.tell task.close"),
    **_rows(_EVERYBODY, "task.mine quoting quote.show quote.yes quote.no"),
    **_rows(
        _WHOSE_ASK,
        "finding find.show find.words find.numbers find.results find.question find.number",
        "find.quote find.whole find.answer find.dropping find.drop",
    ),
    **_rows(
        _WHO_ASKS,
        "seat.add seat.until seat.no_end seat.free seat.sit seat.end seat.end_yes seat.place",
        "impact /impact impact.show impact.one impact.domains impact.domain impact.kinds",
        "impact.kind impact.note impact.nothing impact.lines impact.line impact.drop impact.map",
        "/call call.list call.make call.group call.send call.one call.cancel call.cancel_yes",
        "call.preview seat.placed passing pass.show pass.down pass.up pass.yes pass.people",
    ),
    **_rows(_WHO_ASKS, "what.add what.change what.keep what.drop what.drop_yes"),
    **_rows(
        _WHO_ASKS,
        "by_telephone /code p.begin p.leave p.what p.stop p.death p.died p.lost p.erase",
        "p.erase_yes p.all p.all_yes",
    ),
    **_rows(
        _WHO_OWNS,
        "owning /promises own.list own.one own.done own.all own.part own.later own.cannot",
        "own.not_mine own.skip own.again own.send",
    ),
    **_rows(_WHO_GIVES_ROLES, "roles /roles role.list role.one role.take"),
    **_rows(
        _WHO_READS,
        "rota /rota rota.show rota.join rota.days rota.day rota.every rota.weekdays rota.hours",
        "rota.take rota.taking rota.leave flags flag.read flag.done flag.cannot",
    ),
    **_rows(_WHO_LOOKS, "/loops loop.list loop.measures"),
    **_rows(_WHO_READS_LOOPS, "board loop.open"),
    **_rows(_WHOSE_LOOP, "loop.archiving loop.archive loop.anyway loop.again loop.retell"),
    **_rows(_WHO_WORKS_HERE, "believing believe.show believe.know believe.influenced"),
    **_rows(
        _WHOSE_ASK,
        "composing c.open c.question c.kind c.choices c.ends c.more c.one c.title c.asker",
        "c.informs c.can_change c.cannot_change c.decider c.decides_on c.closes_on",
        "c.hear_back_on c.attachment c.audience c.group c.kinds c.overview c.parts c.discard",
        "c.time c.languages c.words c.sample c.pause c.resume c.cancel c.cancelled c.uncancelled",
        "deciding d.open d.closing d.close d.cancelling d.cancel d.results d.read d.told d.again",
        "d.retell d.decision d.write d.back d.keep d.skip d.part d.day d.later d.preview d.sample",
        "d.change d.languages d.language d.word d.send d.by d.move d.moved d.people",
        "promising pm.list pm.add pm.draft pm.what pm.due pm.owner pm.person pm.new pm.me pm.back",
        "pm.keep pm.drop pm.more pm.part pm.tag pm.languages pm.language pm.one pm.mend pm.reword",
        "pm.all pm.only pm.link pm.evidence pm.shows pm.hides",
        "minutes minutes.open minutes.paste minutes.whole minutes.again minutes.items minutes.skip",
        "minutes.pieces minutes.page minutes.piece minutes.next minutes.words minutes.plain",
        "minutes.owner minutes.due minutes.kind minutes.as minutes.ledger minutes.not_ledger",
        "minutes.out minutes.back minutes.add minutes.put minutes.skip_put minutes.preview",
        "minutes.sample minutes.voice minutes.no_voice minutes.send minutes.read",
        "minutes.send_anyway minutes.put_again minutes.people",
    ),
}

ONLY_FACILITATORS = Text("Only facilitators can ask members. Here is what you can do.")
NOT_YOUR_COMMAND = Text("Only some people here can use that command. Here is what you can do.")


def may(what: str, person: Person, groups: Collection[int] | None) -> bool:
    """Tell whether this person may do `what`, a name of `RIGHTS`.

    `groups` are those that it is about, none of them where it is about the whole network or about
    something that was not found; None where it is about nothing yet.
    """
    row = RIGHTS.get(what, {})
    return any(_reaches(where, role, person, groups) for role, where in row.items())


def _reaches(where: Where, role: str, person: Person, groups: Collection[int] | None) -> bool:
    if role == MEMBER:
        return True
    if role not in person.roles:
        return False
    mine = person.groups_as(role)
    if where is Where.ANY:
        return True
    if where is Where.NETWORK:
        return mine is None
    if where is Where.LOOK and not groups:
        return True
    return groups is None or covers(mine, groups)


def covers(mine: Collection[int] | None, groups: Collection[int]) -> bool:
    """Tell whether a role in these groups, or (None) in the network, reaches what is about those.

    What is about no group is everybody's, so only a role in the whole network reaches it, or one
    for `NO_GROUP`.
    """
    return mine is None or set(groups or (NO_GROUP,)) <= set(mine)


def known(heard: Input) -> Input:
    """Give an input as it came; a button whose verb has no row is one that nobody can read."""
    unknown = isinstance(heard, Tapped) and heard.act and heard.act.verb not in RIGHTS
    return Tapped(None) if unknown else heard


def named(heard: Input, conversation: str, prefix: str, commands: Collection[str]) -> str:
    """Give the row of `RIGHTS` for an input that this conversation is to hear.

    Buttons and commands of another one are mere words to it: joining answers them, for instance.
    """
    match heard:
        case Tapped(act) if act and act.verb.startswith(f"{prefix}."):
            return act.verb
        case Commanded(name) if name in commands:
            return f"/{name}"
        case Computed(request, _) if request.name.startswith(f"{prefix}."):
            return request.name
        case _:
            return conversation


def groups_of(key: Key, facts: Facts) -> Collection[int] | None:
    """Give the groups that a go at a conversation is about; see `may`."""
    if not key.subject:
        return None
    shared: SharedDraft | None = facts.get(TheDraft(key.subject))
    if shared is not None:
        return shared.draft.audience.groups if shared.draft.audience else ()
    open_loop: OpenLoop | None = facts.get(TheOpenLoop(key.subject))
    if open_loop is not None:
        return open_loop.groups
    ledger: Ledger | None = facts.get(TheLedger(key.subject))
    if ledger is not None:
        return ledger.groups
    minutes: Minutes | None = facts.get(TheMinutes(key.subject))
    if minutes is not None:
        return minutes.groups
    issue: Issue | None = facts.get(TheIssue(key.subject))
    if issue is not None:
        return issue.groups
    desk: MeetingDesk | None = facts.get(TheMeetingDesk(key.subject))
    if desk is not None:
        return desk.meeting.audience.groups
    loop: Loop | None = facts.get(TheLoop(key.subject))
    return loop.groups if loop is not None else ()


def refusal(what: str, person: Person) -> Text:
    """Say in one sentence that this person may not do `what`."""
    asks = what in {"/ask", "composing"} or what.startswith("c.")
    if asks and not person.facilitates:
        return ONLY_FACILITATORS
    return NOT_YOUR_COMMAND if what.startswith("/") else NOT_FOR_YOU
