"""What the sandbox refuses: bots in Telegram's own words, people in ours."""


class ApiError(Exception):
    """A Bot API call was refused.

    `status` is both the HTTP status and `error_code`; `retry_after` is in whole seconds.
    The descriptions are those of github.com/tdlib/telegram-bot-api and api.telegram.org.
    """

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after


class WorldError(Exception):
    """A person or the world's control asked for something that a phone cannot do."""


def bad_request(description: str) -> ApiError:
    """Return the 400 with this description."""
    return ApiError(400, f"Bad Request: {description}")


def forbidden(description: str) -> ApiError:
    """Return the 403 with this description."""
    return ApiError(403, f"Forbidden: {description}")


def conflict(description: str) -> ApiError:
    """Return the 409 with this description."""
    return ApiError(409, f"Conflict: {description}")


def too_many_requests(retry_after: int) -> ApiError:
    """Return the 429; `retry_after` is in whole seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after)
