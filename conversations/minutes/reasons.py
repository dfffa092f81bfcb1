"""Why minutes could not be read: one sentence each, and what to do."""

from conversations.text import Text

REASONS: tuple[tuple[str, Text], ...] = (
    ("", Text("I have read the minutes.")),
    (
        "unreadable",
        Text(
            "I cannot read that file. It may be damaged, locked, or have macros in it. "
            "Save it as a plain .docx or PDF, or paste the text."
        ),
    ),
    (
        "long",
        Text(
            "These minutes are longer than about 60 pages. "
            "Please send the part with decisions and actions."
        ),
    ),
    (
        "scanned",
        Text(
            "This file has pictures of pages and no text. "
            "Scan it with text recognition, or paste the words."
        ),
    ),
    (
        "macros",
        Text("This file has macros, so I did not open it. Save it as .docx without macros."),
    ),
    (
        "language",
        Text(
            "These minutes do not seem to be in English. I cannot read other languages yet. "
            "You can write the digest item by item."
        ),
    ),
    ("empty", Text("There are no words in these minutes. Please paste the text, or send a file.")),
    ("nothing", Text("I found no decision and no promise. You can add lines yourself.")),
)
"""(name, what is said), by number; the first tells that nothing is wrong."""

NUMBERS = {name: number for number, (name, _) in enumerate(REASONS)}
