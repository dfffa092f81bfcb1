"""Why minutes cannot be read."""


class MinutesError(ValueError):
    """Minutes cannot be read; the message is one sentence that says why and what to do.

    `why` names the reason: unreadable, long, scanned, macros, language or empty.
    """

    def __init__(self, message: str, why: str = "unreadable") -> None:
        super().__init__(message)
        self.why = why
