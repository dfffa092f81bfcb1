"""'Tell me more': each promise, who decided and why, what was heard, and the person's own part."""

from collections.abc import Collection, Iterator

from conversations.evidence import (
    MOST_FILES,
    SEE,
    Evidence,
    attached,
    evidence_lines,
    files_of,
    told_of,
)
from conversations.findings import Finding, findings_lines
from conversations.hearing_back.notice import told_lines, ways, who_and_why
from conversations.home import HOME
from conversations.loops import Notice
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words
from conversations.wording import other_tongue


def more(
    one: Notice, findings: Collection[Finding] = (), evidence: Collection[Evidence] = ()
) -> Screen:
    """Tell everything that is known of it by now."""
    decided = who_and_why(one.told.decision) if one.told.decision else ()
    shows = evidence_lines(one.told.promises, evidence)
    nothing = Text("That is all that I know about it.")
    # What was promised comes before what was heard: where it is too long, the end is cut.
    found: tuple[Words, ...] = (*told_lines(one.told), *shows, *decided, *findings_lines(findings))
    lines = (*found, *other_tongue(one.title, found)) if found else (nothing,)
    others = tuple(button for button in ways(one).options if button.act.verb in _STILL)
    mine = Button(Text("See my answers"), Act("a.mine", (one.loop,)))
    options = (*_files(one, evidence), *others, *((mine,) if one.answered else ()), HOME)
    return Screen(title=one.title, lines=lines, options=options)


def _files(one: Notice, evidence: Collection[Evidence]) -> Iterator[Button]:
    """Offer to open the newest files that a facilitator let be seen."""
    for file in files_of(told_of(one.told.promises, evidence))[:MOST_FILES]:
        yield Button(SEE[file.kind], Act("h.evidence", (one.loop, file.id)))


def opened(one: Notice, evidence: Collection[Evidence], number: int) -> Screen:
    """Show one file with what was promised; where it may not be seen any more, say so."""
    files = files_of(told_of(one.told.promises, evidence))
    file = next((each for each in files if each.id == number), None)
    promised = {each.id: each.words for each in one.told.promises}
    back = (Button(Text("Tell me more"), Act("h.more", (one.loop,))), HOME)
    if file is None:
        return Screen(lines=(Text("This cannot be shown any more."),), buttons=back)
    return Screen(lines=(promised[file.commitment],), buttons=back, attachment=attached(file))


_STILL = frozenset({"h.not_meant", "h.question"})
