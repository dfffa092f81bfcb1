"""A monotonic clock that a test moves."""


class Watch:
    """Stands still at `seconds`."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds
