"""Who may come: everyone, a group, or some kinds of member."""

from collections.abc import Mapping

from conversations.composing.audience import KIND_NAMES, listed
from conversations.composing.step import PLEASE_CHOOSE, Hint
from conversations.content import Audience
from conversations.facts import KINDS_OF_MEMBER
from conversations.meetings.state import Go, Outcome, Pick, Step, View, picked
from conversations.rights import FACILITATOR
from conversations.screen import Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Input


class _Own:
    EVERYONE, KINDS = 1, 2
    DONE = 10
    GROUPS_FROM = 100


def _may_invite_all(view: View) -> bool:
    return view.facts.person.groups_as(FACILITATOR) is None


def _show(view: View) -> Screen:
    groups = tuple(
        view.option(
            Plural(
                "{name} ({count} member)",
                "{name} ({count} members)",
                group.members,
                name=group.name,
            ),
            _Own.GROUPS_FROM + group.id,
        )
        for group in view.desk.groups
    )
    everybody = (
        view.option(Text("Everyone"), _Own.EVERYONE),
        view.option(Text("Kinds of member"), _Own.KINDS),
    )
    options = (*everybody, *groups) if _may_invite_all(view) else groups
    lines: tuple[Words, ...] = (Text("Who may come?"),)
    if view.plan.audience is not None:
        lines += (Text("Now: {audience}", audience=audience_name(view)),)
    return Screen(lines=lines, options=options, buttons=(view.back(),))


def _hear(go: Go, heard: Input) -> "Go | Outcome":
    pick = picked(heard)
    group = (pick or 0) - _Own.GROUPS_FROM
    if group in {one.id for one in go.desk.groups}:
        return go.planning(audience=Audience(groups=(group,))).at("on")
    match pick:
        case Pick.BACK:
            return go.at("back")
        case _Own.EVERYONE if _may_invite_all(go):
            return go.planning(audience=Audience()).at("on")
        case _Own.KINDS if _may_invite_all(go):
            return go.at("kinds", chosen=())
        case _:
            return PLEASE_CHOOSE


def _show_kinds(view: View) -> Screen:
    options = tuple(
        view.option(
            Text("✓ {choice}", choice=KIND_NAMES[kind])
            if kind in view.state.chosen
            else KIND_NAMES[kind],
            place,
        )
        for place, kind in enumerate(KINDS_OF_MEMBER, 1)
    )
    asks = Text("Which kinds of member? You can choose more than one, then Done.")
    buttons = (view.option(Text("Done"), _Own.DONE), view.back())
    return Screen(lines=(asks,), options=options, buttons=buttons)


def _hear_kinds(go: Go, heard: Input) -> "Go | Outcome":
    pick = picked(heard)
    if pick == Pick.BACK:
        return go.at("audience")
    if pick == _Own.DONE and go.state.chosen:
        return go.planning(audience=Audience(kinds=go.state.chosen)).at("on")
    if pick is None or not 1 <= pick <= len(KINDS_OF_MEMBER):
        return Hint(Text("Please choose at least one kind of member, then Done."))
    switched = {KINDS_OF_MEMBER[pick - 1]} ^ set(go.state.chosen)
    in_order = tuple(kind for kind in KINDS_OF_MEMBER if kind in switched)
    return go.at("kinds", chosen=in_order)


AUDIENCE_STEPS: Mapping[str, Step] = {
    "audience": Step(_show, _hear),
    "kinds": Step(_show_kinds, _hear_kinds),
}


def audience_name(view: View) -> Words:
    """Say who is invited."""
    audience = view.plan.audience or Audience()
    names: list[Words] = [one.name for one in view.desk.groups if one.id in audience.groups]
    names += [KIND_NAMES[kind] for kind in audience.kinds]
    if names:
        return listed(names)
    return Text("a group that is not there any more") if audience.groups else Text("Everyone")
