"""Who is asked: everyone, a group, or some kinds of member."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.composing import whom
from conversations.composing.step import Go, Hint, Outcome, Pick, Step, View, picked
from conversations.composing.whom import listed, names_of
from conversations.content import Audience
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words
from conversations.turn import Input, Tapped

GROUP = "c.group"


def _show(view: View) -> Screen:
    groups = [
        Button(whom.group_label(group), Act(GROUP, (view.state.draft, group.id)))
        for group in view.desk.groups
    ]
    now = audience_name(view) if view.draft.audience else None
    return whom.whom(view, Text("Who shall be asked?"), groups, now)


def _hear(go: Go, heard: Input) -> Outcome:
    match heard:
        case Tapped(act) if act and act.verb == GROUP:
            known = act.ids[1] in {group.id for group in go.desk.groups}
            gone = Hint(Text("That group is not there any more. Please choose another one."))
            return (
                go.on(replace(go.draft, audience=Audience(groups=act.ids[1:]))) if known else gone
            )
    pick = picked(heard)
    if pick == Pick.BACK:
        return go.before()
    match whom.chosen(go, pick):
        case Audience() as everyone:
            return go.on(replace(go.draft, audience=everyone))
        case Hint() as hint:
            return hint
        case _:
            return go.to("kinds", picked=())


def _show_kinds(view: View) -> Screen:
    return whom.which_kinds(view, view.state.picked, slot=f"kinds:{view.state.draft}")


def _hear_kinds(go: Go, heard: Input) -> Outcome:
    pick = picked(heard)
    if pick == Pick.BACK:
        return go.to("audience")
    if pick == whom.DONE and go.state.picked:
        back = replace(go, state=replace(go.state, step="audience"))
        return back.on(replace(go.draft, audience=Audience(kinds=go.state.picked)))
    kinds = whom.switched(go.state.picked, pick)
    return kinds if isinstance(kinds, Hint) else go.to("kinds", picked=kinds)


AUDIENCE_STEPS: Mapping[str, Step] = {
    "audience": Step(_show, _hear),
    "kinds": Step(_show_kinds, _hear_kinds),
}


def audience_name(view: View) -> Words:
    """Say who is asked."""
    audience = view.draft.audience
    if audience is None:
        return Text("nobody yet")
    names = names_of(audience, view.desk)
    return listed(names) if names else Text("Everyone")
