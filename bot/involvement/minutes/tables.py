"""Rows of tables in a text: with bars, with tabs, or with columns of spaces under a head."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_COLUMNS = 2
LONGEST_HEAD = 45  # characters of one cell of a head

_ROLES = {
    "owner": (
        r"(?i)(?:action\s+)?(?:owner|who|lead|by whom|responsib\w*|person|action by"
        r"|assigned(?: to)?|name|initials|whom)\b.*"
    ),
    "due": (
        r"(?i)(?:action\s+)?(?:by when|when|due|date|deadline|target|timescale|time\s?frame"
        r"|by|complete by|completion)\b.*"
    ),
    "status": (
        r"(?i)(?:status|progress|update|outcome|rag|complete[d]?\??|done\??|open"
        r"|comments?)\b.*"
    ),
    "decision": r"(?i)(?:decisions?|agreed|resolution|outcome|conclusion)\b.*",
    "action": r"(?i)(?:.*\b)?(?:actions?|to do|task|next steps?)\b.*|what(?: next| needs doing)?",
    "item": r"(?i)(?:item|no\.?|ref\.?|#|number|agenda|topic|subject|minute)\b.*|no\.|#|",
    "discussion": r"(?i)(?:discussion|what (?:we|was)|notes?|summary|points?|details?|key)\b.*",
}
_KEY_ROLES = frozenset({"action", "owner", "due"})


@dataclass(frozen=True, slots=True)
class Table:
    """What the head of a table says: the sort of each column, and how cells are parted."""

    roles: tuple[str, ...]
    parted_by: str

    @classmethod
    def headed(cls, text: str, roles: Sequence[str]) -> "Table":
        """Make the table that a head begins."""
        mark = "|" if "|" in text else "\t" if "\t" in text else " "
        return cls(tuple(roles), mark)

    @property
    def ends_at_gaps(self) -> bool:
        """Say whether an empty line ends it: with bars every row shows itself."""
        return self.parted_by != "|"


def is_rule(text: str) -> bool:
    """Say whether a line only draws: '|---|---|' or '======'."""
    return bool(re.fullmatch(r"[\s|:=_+*─━-]+", text)) and len(text.strip()) > 1


def cells_of(text: str, table: Table | None) -> list[tuple[int, int]] | None:
    """Give where the cells of a row begin and end; None where a line is no row."""
    bars = text.count("|")
    if bars >= FEWEST_COLUMNS or (bars and table is not None and table.parted_by == "|"):
        return _parted(text, r"\|", strip_edges=True)
    if "\t" in text.strip() and (table is not None or text.strip().count("\t") >= FEWEST_COLUMNS):
        return _parted(text, r"\t+" if table is None else r"\t", strip_edges=False)
    if bars == 0 and re.search(r"\S\s{2,}\S", text):
        return parts_of_head(text)
    return None


def parts_of_head(text: str) -> list[tuple[int, int]] | None:
    """Give the parts of a line that only spaces part, if they are the head of a table."""
    if "|" in text or "\t" in text or not re.search(r"\S\s{2,}\S", text):
        return None
    cells = _parted(text.rstrip(), r"(?<=\S)\s{2,}(?=\S)", strip_edges=False)
    return cells if roles_of([text[start:end] for start, end in cells]) is not None else None


def _parted(text: str, mark: str, *, strip_edges: bool) -> list[tuple[int, int]]:
    edges = [0]
    for found in re.finditer(mark, text):
        edges += [found.start(), found.end()]
    edges.append(len(text))
    cells = [(edges[at], edges[at + 1]) for at in range(0, len(edges), 2)]
    if strip_edges and not text[slice(*cells[0])].strip():
        cells = cells[1:]
    if strip_edges and cells and not text[slice(*cells[-1])].strip():
        cells = cells[:-1] if text.rstrip().endswith("|") else cells
    return [_trimmed(text, start, end) for start, end in cells]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    cell = text[start:end]
    first = start + len(cell) - len(cell.lstrip(" *\t"))
    return first, max(first, end - (len(cell) - len(cell.rstrip(" *\t"))))


def roles_of(cells: Sequence[str]) -> tuple[str, ...] | None:
    """Give the sort of each column if these cells are a table's head; else None."""
    if len(cells) < FEWEST_COLUMNS or any(len(cell) > LONGEST_HEAD for cell in cells):
        return None
    roles = tuple(_role(cell.strip(" *:\u2028")) for cell in cells)
    if "action" not in roles:  # what comes of an item, and not what became of an action
        roles = tuple("discussion" if re.match(r"(?i)\W*outcome", cell) else role
                      for cell, role in zip(cells, roles, strict=True))  # fmt: skip
    known = set(roles) & _KEY_ROLES
    named = [role for role in roles if role != "other"]
    enough = len(named) >= max(FEWEST_COLUMNS, len(roles) - 1)
    return roles if known and enough and not any(map(_is_told, cells)) else None


def _is_told(cell: str) -> bool:
    """Say whether a cell is a sentence or holds a date, and no name of a column."""
    return bool(re.search(r"(?<!\bno)(?<!\bref)[.!?]$|\d{2}", cell.strip(), re.IGNORECASE))


def names_columns(lines: Sequence[str]) -> bool:
    """Say whether lines are the cells of a table's head, one each: 'Item', 'Notes', 'Action'."""
    names = [line.strip(" *:#") for line in lines]
    if not all(name.replace(" ", "").isalpha() and name.count(" ") <= 1 for name in names):
        return False
    roles = [_role(name) for name in names]
    known = len(set(roles)) == len(lines) and "other" not in roles
    return known and len(roles) >= FEWEST_COLUMNS and bool(set(roles) & _KEY_ROLES)


def _role(head: str) -> str:
    if re.match(r"(?i)decisions?\s*(?:/|&|and|or)\s*actions?\b", head):
        return "discussion"  # which of the two it is, each sentence tells
    if re.match(r"(?i)actions?\s*(?:/|,|\band\b|\(|:|by whom)\s*(?!$)(?!owner$|by$)", head):
        return "action"
    if re.match(r"(?i)who (?:does|will do|is doing) what", head):
        return "action"
    return next((role for role, words in _ROLES.items() if re.fullmatch(words, head)), "other")
