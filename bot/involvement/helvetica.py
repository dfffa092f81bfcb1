"""How wide the letters of Helvetica are, so that lines can be broken and centred without a font.

Every PDF reader brings Helvetica, for the letters of Windows-1252 only. Widths are in thousandths
of the size; source: Adobe's metrics of the 14 core fonts.
"""

MM_PER_POINT = 25.4 / 72
UNKNOWN = 600  # a guess for other scripts, which only the SVG shows

_REGULAR = {
    191: "'",
    222: "ijl‚‘’",
    260: "|¦",
    278: " !,./:;I[\\]ft·ÌÍÎÏìíîï",
    333: "()-`r„ˆ‹“”˜›¡¨¯²³´¸¹",
    334: "{}",
    350: "•",
    355: '"',
    365: "º",
    370: "ª",
    389: "*",
    400: "°",
    469: "^",
    500: "Jcksvxyzšžçýÿŷ",
    537: "¶",
    556: "#$0123456789?L_abdeghnopqu€ƒ†‡–¢£¤¥§«µ»àáâãäåèéêëðñòóôõöùúûüþ",
    584: "+<=>~¬±×÷",
    611: "FTZŽ¿ßø",
    667: "&ABEKPSVXYŠŸÀÁÂÃÄÅÈÉÊËÝÞŶ",
    722: "CDHNRUwÇÐÑÙÚÛÜŵ",
    737: "©®",
    778: "GOQÒÓÔÕÖØ",
    833: "Mm",
    834: "¼½¾",
    889: "%æ",
    944: "WœŴ",
    1000: "…‰Œ—™Æ",
    1015: "@",
}
_BOLD = {
    238: "'",
    278: " ,./I\\ijl‚‘’·ÌÍÎÏìíîï",
    280: "|¦",
    333: "!()-:;[]`ftˆ‹˜›¡¨¯²³´¸¹",
    350: "•",
    365: "º",
    370: "ª",
    389: "*r{}",
    400: "°",
    474: '"',
    500: "z„“”ž",
    556: "#$0123456789J_aceksvxy€ƒ†‡–š¢£¤¥§«¶»àáâãäåçèéêëýÿŷ",
    584: "+<=>^~¬±×÷",
    611: "?FLTZbdghnopquŽµ¿ßðñòóôõöøùúûüþ",
    667: "EPSVXYŠŸÈÉÊËÝÞŶ",
    722: "&ABCDHKNRUÀÁÂÃÄÅÇÐÑÙÚÛÜ",
    737: "©®",
    778: "GOQwÒÓÔÕÖØŵ",
    833: "M",
    834: "¼½¾",
    889: "%mæ",
    944: "WœŴ",
    975: "@",
    1000: "…‰Œ—™Æ",
}


def _by_letter(groups: dict[int, str]) -> dict[str, int]:
    return {letter: width for width, letters in groups.items() for letter in letters}


_WIDTHS = {False: _by_letter(_REGULAR), True: _by_letter(_BOLD)}


def letter_width(letter: str, *, bold: bool) -> int:
    """Give the width of one letter in thousandths of the size."""
    return _WIDTHS[bold].get(letter, UNKNOWN)


def text_width(text: str, points: float, *, bold: bool) -> float:
    """Give the width of a line in millimetres."""
    thousandths = sum(letter_width(letter, bold=bold) for letter in text)
    return thousandths * points * MM_PER_POINT / 1000


def wrapped(text: str, points: float, width: float, *, bold: bool) -> list[str]:
    """Break a text into lines of at most `width` millimetres, inside words only where needed."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, points, bold=bold) <= width:
            lines[-1] = joined
        else:
            lines.extend(_cut(word, points, width, bold=bold))
    return lines


def _cut(word: str, points: float, width: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, points, bold=bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
