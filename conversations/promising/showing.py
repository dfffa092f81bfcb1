"""Files that show what came of a promise: a facilitator looks, and says whether members may see."""

from dataclasses import replace

from conversations.evidence import Evidence, EvidenceHere, attached
from conversations.loop_events import EvidenceShown
from conversations.promising import standing
from conversations.promising.view import Go, View, number_in
from conversations.screen import Act, Screen
from conversations.text import Text
from conversations.turn import Turn

NO_FILE = Text("There is no file with this promise any more.")
LOOK_FOR = Text("Please look for faces, names and hospital numbers before you say yes.")
MAY_SEE = Text("Members who were told of it can see it now, under 'Tell me more'.")
MAY_NOT = Text("Members do not see it. Whoever opened it before still has it on their phone.")
_STANDS = {
    None: Text("Members do not see it yet."),
    True: Text("Members can see it."),
    False: Text("Members do not see it."),
}


def look(go: Go, act: Act) -> Turn:
    """Show a file: the one that is named, else the first that nobody looked at."""
    asked = number_in(act, 2)
    undecided = [one for one in go.files if one.shown is None]
    named = [one for one in go.files if one.id == asked]
    first = next(iter((*named, *undecided, *go.files)), None)
    if go.made is None or first is None:
        return standing.one(go, NO_FILE)
    there = go.at("evidence", file=first.id)
    return there.turn(shown(there))


def shown(view: View) -> Screen:
    """Show the file with the promise, and ask whether members may see it."""
    one = view.file
    if one is None or view.made is None:
        return standing.waiting(view)
    at = (view.made.id, one.id)
    yes = view.option(Text("Members may see it"), "pm.shows", *at)
    no = view.option(Text("Do not show it"), "pm.hides", *at)
    other = _next(view, one)
    following = (view.option(Text("Next one"), "pm.evidence", view.made.id, other),)
    return Screen(
        lines=(Text("It was promised: {what}", what=view.made.words), _STANDS[one.shown], LOOK_FOR),
        options=(yes, no, *(following if other else ())),
        buttons=(view.option(Text("Back"), "pm.one", view.made.id),),
        attachment=attached(one),
    )


def _next(view: View, one: Evidence) -> int:
    """Give the number of the file after this one, from the last on to the first; 0 for none."""
    numbers = [each.id for each in view.files]
    after = numbers[(numbers.index(one.id) + 1) % len(numbers)]
    return 0 if after == one.id else after


def decide(go: Go, act: Act) -> Turn:
    """Let members see a file, or not."""
    number, may = number_in(act, 2), act.verb == "pm.shows"
    if go.made is None or number not in {one.id for one in go.files}:
        return standing.one(go, NO_FILE)
    turn = standing.one(_looked_at(go, number, may=may), MAY_SEE if may else MAY_NOT)
    return replace(turn, events=(EvidenceShown(number, may),))


def _looked_at(go: Go, number: int, *, may: bool) -> Go:
    """Give the same once the file was looked at, so that what follows says how it stands now."""
    all_of_it = tuple(replace(one, shown=may) if one.id == number else one for one in go.evidence)
    found = {**go.facts.found, EvidenceHere(go.loop.id): all_of_it}
    return replace(go, facts=replace(go.facts, found=found))
