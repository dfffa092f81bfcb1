"""What a promise is tagged with, each with its default, and its words in other languages."""

from collections.abc import Mapping

from conversations.other_languages import also_said, how_said, which_language
from conversations.promising import listing
from conversations.promising.state import Drafted
from conversations.promising.view import Go, View, number_in
from conversations.promising.writing import read
from conversations.screen import Act, Screen
from conversations.text import Text, Words
from conversations.turn import Input, Turn

PARTS = ("level", "lead", "pathway_stage", "commissioning_stage")
NAMES: Mapping[str, Mapping[str, Text]] = {
    "level": {
        "information": Text("People were informed"),
        "consultation": Text("People were asked"),
        "partnership": Text("Decided together"),
        "delegated": Text("Left to members"),
        "user_control": Text("Members decide"),
    },
    "lead": {
        "members": Text("Members lead"),
        "professionals": Text("Professionals lead"),
        "both": Text("Both lead"),
    },
    "pathway_stage": {
        "prevention": Text("Prevention"),
        "diagnosis": Text("Finding out"),
        "treatment": Text("Treatment"),
        "after_treatment": Text("After treatment"),
        "living_with": Text("Living with cancer"),
        "end_of_life": Text("End of life"),
    },
    "commissioning_stage": {
        "plan": Text("Planning"),
        "tender": Text("Asking for offers"),
        "choose": Text("Choosing"),
        "procure": Text("Buying"),
        "monitor": Text("Watching over it"),
        "evaluate": Text("Judging it"),
    },
}
"""The levels and leads of E4; the stages of the patient's pathway and of commissioning (E17)."""
_LABELS = {
    "level": Text("How much influence"),
    "lead": Text("Who leads"),
    "pathway_stage": Text("Stage of care"),
    "commissioning_stage": Text("Stage of planning"),
}
_ASKS = {
    "level": Text("How much influence did people have on this?"),
    "lead": Text("Who leads this?"),
    "pathway_stage": Text("At which stage of care does this matter?"),
    "commissioning_stage": Text("At which stage of planning and buying care is this?"),
}
_OPTIONAL = frozenset({"pathway_stage", "commissioning_stage"})
_FOR = Text("These are for your own reports. Nobody has to change them.")


def more(go: Go) -> Turn:
    """Show what the promise is tagged with."""
    there = go.at("more")
    return there.turn(tagged(there))


def tagged(view: View) -> Screen:
    """List the four tags as they are now."""
    number = view.state.number
    options = tuple(
        view.option(_LABELS[part], "pm.part", number, place) for place, part in enumerate(PARTS)
    )
    back = view.option(Text("Back"), "pm.draft", number)
    return Screen(lines=(_FOR, *_now(view)), options=options, buttons=(back,))


def _now(view: View) -> tuple[Words, ...]:
    draft = view.draft or Drafted(0)
    return tuple(NAMES[part][now] for part in PARTS if (now := getattr(draft, part)))


def part(go: Go, act: Act) -> Turn:
    """Ask for one of the tags."""
    place = number_in(act, 2)
    if not 0 <= place < len(PARTS):
        return more(go)
    there = go.at(PARTS[place])
    return there.turn(which(there))


def which(view: View) -> Screen:
    """List what the tag can be."""
    name, number = view.state.at, view.state.number
    place = PARTS.index(name)
    options = tuple(
        view.option(label, "pm.tag", number, place, value)
        for value, label in enumerate(NAMES[name].values())
    )
    none = view.option(Text("None of these"), "pm.tag", number, place, len(options))
    back = view.option(Text("Back"), "pm.more", number)
    return Screen(
        lines=(_ASKS[name],),
        options=options,
        buttons=(none, back) if name in _OPTIONAL else (back,),
    )


def tag(go: Go, act: Act) -> Turn:
    """Keep what was chosen."""
    place, value = number_in(act, 2), number_in(act, 3)
    if not 0 <= place < len(PARTS):
        return more(go)
    name, values = PARTS[place], tuple(NAMES[PARTS[place]])
    if 0 <= value < len(values):
        return more(go.changed(**{name: values[value]}))
    return more(go.changed(**{name: None})) if name in _OPTIONAL else more(go)


# --- other languages ------------------------------------------------------------------------------


def languages(go: Go) -> Turn:
    """Ask which language to add words in."""
    there = go.at("languages")
    return there.turn(offered(there))


def offered(view: View) -> Screen:
    """List the other languages."""
    number = view.state.number
    options = tuple(
        view.option(name, "pm.language", number, place)
        for place, (_, name) in enumerate(listing.languages(view))
    )
    return which_language(options, view.option(Text("Back"), "pm.draft", number))


def language(go: Go, act: Act) -> Turn:
    """Ask for the words in that language."""
    place, others = number_in(act, 2), listing.languages(go)
    if not 0 <= place < len(others):
        return languages(go)
    there = go.at("words", language=others[place][0])
    return there.turn(words(there))


def words(view: View) -> Screen:
    """Ask how the promise is said in the chosen language."""
    tag_ = view.state.language
    name = dict(listing.languages(view)).get(tag_, tag_)
    written = view.draft.words if view.draft else None
    return how_said(
        written, tag_, name, view.option(Text("Back"), "pm.languages", view.state.number)
    )


def hear_words(go: Go, heard: Input) -> Turn:
    """Keep the words beside those that are there."""
    text, written = read(heard), go.draft.words if go.draft else None
    if isinstance(text, Text):
        return go.turn(Screen(lines=(text,)))
    spoken = also_said(written, go.state.language, text)
    return listing.look(go.changed(words=spoken), Text("Thank you. That is kept."))
