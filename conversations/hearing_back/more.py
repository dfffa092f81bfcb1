"""'Tell me more': each promise, who decided and why, what was heard, and the person's own part."""

from collections.abc import Collection

from conversations.findings import Finding, findings_lines
from conversations.hearing_back.notice import told_lines, ways, who_and_why
from conversations.home import HOME
from conversations.loops import Notice
from conversations.screen import Act, Button, Screen
from conversations.text import Text


def more(one: Notice, findings: Collection[Finding] = ()) -> Screen:
    """Tell everything that is known of it by now."""
    decided = who_and_why(one.told.decision) if one.told.decision else ()
    nothing = Text("There is nothing else that I know of it.")
    # What was promised comes before what was heard: where it is too long, the end is cut.
    lines = (*told_lines(one.told), *decided, *findings_lines(findings)) or (nothing,)
    others = tuple(button for button in ways(one).options if button.act.verb in _STILL)
    mine = Button(Text("See my answers"), Act("a.mine", (one.loop,)))
    return Screen(
        title=one.title, lines=lines, options=(*others, *((mine,) if one.answered else ()), HOME)
    )


_STILL = frozenset({"h.not_meant", "h.question"})
