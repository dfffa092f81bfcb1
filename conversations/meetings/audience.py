"""Who may come: everyone, a group, or some kinds of member."""

from collections.abc import Mapping

from conversations.composing import whom
from conversations.composing.step import Hint
from conversations.composing.whom import listed, names_of
from conversations.content import Audience
from conversations.meetings.state import Go, Outcome, Pick, Step, View, picked
from conversations.screen import Screen
from conversations.text import Text, Words
from conversations.turn import Input

_GROUPS_FROM = 100


def _show(view: View) -> Screen:
    groups = [
        view.option(whom.group_label(group), _GROUPS_FROM + group.id) for group in view.desk.groups
    ]
    now = audience_name(view) if view.plan.audience is not None else None
    return whom.whom(view, Text("Who may come?"), groups, now)


def _hear(go: Go, heard: Input) -> "Go | Outcome":
    pick = picked(heard)
    group = (pick or 0) - _GROUPS_FROM
    if group in {one.id for one in go.desk.groups}:
        return go.planning(audience=Audience(groups=(group,))).at("on")
    if pick == Pick.BACK:
        return go.at("back")
    match whom.chosen(go, pick):
        case Audience() as everyone:
            return go.planning(audience=everyone).at("on")
        case Hint() as hint:
            return hint
        case _:
            return go.at("kinds", chosen=())


def _show_kinds(view: View) -> Screen:
    return whom.which_kinds(view, view.state.chosen)


def _hear_kinds(go: Go, heard: Input) -> "Go | Outcome":
    pick = picked(heard)
    if pick == Pick.BACK:
        return go.at("audience")
    if pick == whom.DONE and go.state.chosen:
        return go.planning(audience=Audience(kinds=go.state.chosen)).at("on")
    kinds = whom.switched(go.state.chosen, pick)
    return kinds if isinstance(kinds, Hint) else go.at("kinds", chosen=kinds)


AUDIENCE_STEPS: Mapping[str, Step] = {
    "audience": Step(_show, _hear),
    "kinds": Step(_show_kinds, _hear_kinds),
}


def audience_name(view: View) -> Words:
    """Say who is invited."""
    audience = view.plan.audience or Audience()
    names = names_of(audience, view.desk)
    if names:
        return listed(names)
    return Text("a group that is not there any more") if audience.groups else Text("Everyone")
