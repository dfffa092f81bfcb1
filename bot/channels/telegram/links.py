"""Links that open the bot and bring a token along."""

from telegram.helpers import create_deep_linked_url


def deep_link(username: str, token: str) -> str:
    """Give the link that opens the chat with the bot and sends it `token` when Start is pressed.

    The token is 1 to 64 of A-Z a-z 0-9 _ and -; see core.telegram.org/bots/features#deep-linking.
    """
    return create_deep_linked_url(username, token)
