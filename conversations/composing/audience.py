"""Who is asked: everyone, a group, or some kinds of member."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from conversations.composing.step import PLEASE_CHOOSE, Go, Hint, Outcome, Pick, Step, View, picked
from conversations.content import Audience
from conversations.facts import KINDS_OF_MEMBER
from conversations.rights import FACILITATOR
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Input, Tapped

GROUP = "c.group"

KIND_NAMES: Mapping[str, Text] = {
    "in_treatment": Text("Having treatment"),
    "after_treatment": Text("After treatment"),
    "carer_or_family": Text("Carers and family"),
    "other": Text("Something else"),
    "not_said": Text("Did not say"),
}


class _Own:
    EVERYONE, KINDS = 1, 2
    DONE = 10


def _show(view: View) -> Screen:
    groups = tuple(
        Button(
            Plural(
                "{name} ({count} member)",
                "{name} ({count} members)",
                group.members,
                name=group.name,
            ),
            Act(GROUP, (view.state.draft, group.id)),
        )
        for group in view.desk.groups
    )
    everybody = (
        view.option(Text("Everyone"), _Own.EVERYONE),
        view.option(Text("Kinds of member"), _Own.KINDS),
    )
    options = (*everybody, *groups) if _may_ask_all(view) else groups
    asks = Text("Who shall be asked?")
    now = Text("Now: {audience}", audience=audience_name(view))
    lines: tuple[Words, ...] = (asks, now) if view.draft.audience else (asks,)
    return Screen(lines=lines, options=options, buttons=(view.back(),))


def _may_ask_all(view: View) -> bool:
    """Tell whether this person facilitates the whole network."""
    return view.facts.person.groups_as(FACILITATOR) is None


def _hear(go: Go, heard: Input) -> Outcome:
    match heard:
        case Tapped(act) if act and act.verb == GROUP:
            known = act.ids[1] in {group.id for group in go.desk.groups}
            gone = Hint(Text("That group is not there any more. Please choose another one."))
            return (
                go.on(replace(go.draft, audience=Audience(groups=act.ids[1:]))) if known else gone
            )
    match picked(heard):
        case Pick.BACK:
            return go.before()
        case _Own.EVERYONE if _may_ask_all(go):
            return go.on(replace(go.draft, audience=Audience()))
        case _Own.KINDS if _may_ask_all(go):
            return go.to("kinds", picked=())
        case _:
            return PLEASE_CHOOSE


def _show_kinds(view: View) -> Screen:
    options = tuple(
        view.option(
            Text("✓ {choice}", choice=KIND_NAMES[kind])
            if kind in view.state.picked
            else KIND_NAMES[kind],
            place,
        )
        for place, kind in enumerate(KINDS_OF_MEMBER, 1)
    )
    asks = Text("Which kinds of member? You can choose more than one, then Done.")
    done = view.option(Text("Done"), _Own.DONE)
    slot = f"kinds:{view.state.draft}"
    return Screen(lines=(asks,), options=options, buttons=(done, view.back()), slot=slot)


def _hear_kinds(go: Go, heard: Input) -> Outcome:
    pick = picked(heard)
    if pick == Pick.BACK:
        return go.to("audience")
    if pick == _Own.DONE and go.state.picked:
        back = replace(go, state=replace(go.state, step="audience"))
        return back.on(replace(go.draft, audience=Audience(kinds=go.state.picked)))
    if pick is None or not 1 <= pick <= len(KINDS_OF_MEMBER):
        return Hint(Text("Please choose at least one kind of member, then Done."))
    switched = {KINDS_OF_MEMBER[pick - 1]} ^ set(go.state.picked)
    in_order = tuple(kind for kind in KINDS_OF_MEMBER if kind in switched)
    return go.to("kinds", picked=in_order)


AUDIENCE_STEPS: Mapping[str, Step] = {
    "audience": Step(_show, _hear),
    "kinds": Step(_show_kinds, _hear_kinds),
}


def audience_name(view: View) -> Words:
    """Say who is asked."""
    audience = view.draft.audience
    if audience is None:
        return Text("nobody yet")
    groups: list[Words] = [one.name for one in view.desk.groups if one.id in audience.groups]
    names = groups + [KIND_NAMES[kind] for kind in audience.kinds]
    return listed(names) if names else Text("Everyone")


def listed(names: Sequence[Words]) -> Words:
    """Say words one after the other; there is at least one."""
    said = names[0]
    for name in names[1:]:
        said = Text("{list}; {item}", list=said, item=name)
    return said
