"""How small a number of people may be that is said."""

CELL = 5
"""A number of people under this is not said, except 0; see `bot.involvement.small_numbers`."""
