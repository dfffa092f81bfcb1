"""Why minutes cannot be read."""


class MinutesError(ValueError):
    """Minutes cannot be read; the message is one sentence that says why and what to do."""
