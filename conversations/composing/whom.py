"""For whom something is: everyone, a group, or some kinds of member; asked the same everywhere."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from conversations.composing.step import PLEASE_CHOOSE, Hint
from conversations.content import Audience
from conversations.facts import KINDS_OF_MEMBER, Desk, Facts, Group
from conversations.rights import FACILITATOR
from conversations.screen import Button, Screen
from conversations.text import Plural, Text, Words

KIND_NAMES: Mapping[str, Text] = {
    "in_treatment": Text("Having treatment"),
    "after_treatment": Text("After treatment"),
    "carer_or_family": Text("Carers and family"),
    "other": Text("Something else"),
    "not_said": Text("Did not say"),
}
EVERYONE, KINDS = 1, 2
DONE = 10


class Asking(Protocol):
    """A step that asks for whom something is."""

    @property
    def facts(self) -> Facts:
        """What is known."""
        ...

    @property
    def desk(self) -> Desk:
        """The groups that there are."""
        ...

    def option(self, label: Words, pick: int) -> Button:
        """Give an option of the step."""
        ...

    def back(self) -> Button:
        """Give the way back."""
        ...


def may_choose_all(view: Asking) -> bool:
    """Tell whether this person facilitates the whole network."""
    return view.facts.person.groups_as(FACILITATOR) is None


def group_label(group: Group) -> Plural:
    """Name a group, with how many belong to it."""
    return Plural(
        "{name} ({count} member)", "{name} ({count} members)", group.members, name=group.name
    )


def whom(
    view: Asking, asks: Text, groups: Sequence[Button], now: Words | None = None
) -> Screen:  # fmt: skip
    """Ask for whom it is; `now` says whom it is for so far."""
    everybody = (
        view.option(Text("Everyone"), EVERYONE),
        view.option(Text("Kinds of member"), KINDS),
    )
    options = (*everybody, *groups) if may_choose_all(view) else tuple(groups)
    said = (Text("Now: {audience}", audience=now),) if now is not None else ()
    return Screen(lines=(asks, *said), options=options, buttons=(view.back(),))


def chosen(view: Asking, pick: int | None) -> Audience | str | Hint:
    """Give everyone, or 'kinds' where these are to be chosen next."""
    if pick == EVERYONE and may_choose_all(view):
        return Audience()
    if pick == KINDS and may_choose_all(view):
        return "kinds"
    return PLEASE_CHOOSE


def which_kinds(view: Asking, ticked: Collection[str], slot: str | None = None) -> Screen:
    """Ask which kinds of member, those ticked with a mark."""
    options = tuple(
        view.option(
            Text("✓ {choice}", choice=KIND_NAMES[kind]) if kind in ticked else KIND_NAMES[kind],
            place,
        )
        for place, kind in enumerate(KINDS_OF_MEMBER, 1)
    )
    asks = Text("Which kinds of member? You can choose more than one, then Done.")
    done = view.option(Text("Done"), DONE)
    return Screen(lines=(asks,), options=options, buttons=(done, view.back()), slot=slot)


def switched(ticked: Collection[str], pick: int | None) -> tuple[str, ...] | Hint:
    """Tick a kind, or take its mark away; in the order in which they stand."""
    if pick is None or not 1 <= pick <= len(KINDS_OF_MEMBER):
        return Hint(Text("Please choose at least one kind of member, then Done."))
    now = {KINDS_OF_MEMBER[pick - 1]} ^ set(ticked)
    return tuple(kind for kind in KINDS_OF_MEMBER if kind in now)


def names_of(audience: Audience, desk: Desk) -> list[Words]:
    """Name the groups and kinds that an audience picks, as far as they are still there."""
    groups: list[Words] = [one.name for one in desk.groups if one.id in audience.groups]
    return groups + [KIND_NAMES[kind] for kind in audience.kinds]


def listed(names: Sequence[Words]) -> Words:
    """Say words one after the other; there is at least one."""
    said = names[0]
    for name in names[1:]:
        said = Text("{list}; {item}", list=said, item=name)
    return said
