"""What is promised together with a decision: the way there, and why it cannot be sent yet."""

from conversations.content import Decision
from conversations.deciding.view import Go, View
from conversations.promising import lacks
from conversations.promising.listing import read_as
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words

LONGEST = 3600
"""Characters of a decision with its promises, so that they fit into one message of Telegram."""

_TOO_LONG = Text("This is longer than one message, so people would not see the end of it.")
_SHORTEN = Text("Please shorten a part. What is promised can also be added after you have sent it.")


def promises_button(view: View) -> Button:
    """Lead to what is promised, or to the first promise."""
    if view.promised:
        return view.option(Text("Promises"), "pm.list")
    return view.option(Text("Add a promise"), "pm.add")


def too_long(view: View, decision: Decision) -> tuple[Words, ...]:
    """Say so where all of it does not fit into one message."""
    written = (decision.you_said, decision.we_will, decision.we_cannot, decision.why)
    parts = [*written, *(one.words for one in view.promised)]
    signs = sum(max(len(said) for _, said in part.by_language) for part in parts if part)
    return (_TOO_LONG, _SHORTEN) if signs > LONGEST else ()


def lacking(go: Go, decision: Decision) -> Screen | None:
    """Say what must be done before it can be sent, and offer the way; None where it can be."""
    for one in go.promised:
        why = lacks(one, go.today)
        if why is not None:
            about = (go.consultation.id, one.number)
            options = (
                Button(Text("Go on with it"), Act("pm.draft", about)),
                Button(Text("Leave it out"), Act("pm.drop", about)),
            )
            back = go.option(Text("Back"), "d.preview")
            return Screen(lines=(*read_as(one), why), options=options, buttons=(back,))
    too_much = too_long(go, decision)
    if too_much:
        change = go.option(Text("Change"), "d.change")
        return Screen(lines=too_much, options=(change, promises_button(go)))
    return None
