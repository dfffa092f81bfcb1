"""The phones page: the world's people in the browser, with the clock and the calls beside them."""

from bot.sandbox.pages.page import phones
from bot.sandbox.pages.view import PhoneOnPage

__all__ = ["PhoneOnPage", "phones"]
