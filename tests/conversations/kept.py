"""Any value that a state, a draft or an answer can be made of."""

from typing import Any

from hypothesis import strategies as st

from conversations.text import Worded

LANGUAGES = ("en_GB", "en", "cy", "ur", "pl")

worded = st.builds(
    Worded.of, st.dictionaries(st.sampled_from(LANGUAGES), st.text(max_size=20), min_size=1)
)
st.register_type_strategy(Worded, worded)


def any_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Give any value of a frozen dataclass, by its type hints."""
    return st.from_type(kind)
