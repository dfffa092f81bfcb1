"""What the others show: a text and buttons of the size of a question of Heard's."""

TEXT = (
    "<b>Question 2 of 10</b>\n\nWhat would make the way home easier?\n\n"
    "You can choose more than one. Tap each one, then Done. Or type the numbers: 1, 3.\n\n"
    "1. A later bus\n2. Somebody to wait with\n3. Knowing before how long it takes\n\n"
    "Or type: done, rather not say, back, skip, later"
)
KEPT = "<b>Question 1 of 10</b>\n\nWhat would make the way home easier?\n\nYou chose: A later bus"
ROWS = (
    ("1 · A later bus", "2 · Somebody to wait with"),
    ("3 · Knowing before how long it takes",),
    ("Done", "Rather not say"),
    ("Back", "Skip", "Later"),
)
DATA = "1:a.choose:q9xk2m1c0.2.1:1y2p0ij32e8e7"  # as long as a button of Heard's
