"""getMe, getUpdates, setWebhook, deleteWebhook, getWebhookInfo."""

import re
from typing import Any

from bot.sandbox import wire
from bot.sandbox.errors import bad_request, conflict
from bot.sandbox.methods.table import Asked, Method
from bot.sandbox.model import Webhook
from bot.sandbox.parameters import a_list, truth, whole, words
from bot.sandbox.updates import KINDS, LONGEST_POLL, MOST_UPDATES
from bot.sandbox.webhooks import on_loopback

_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_MOST_CONNECTIONS = 100


def get_me(asked: Asked) -> dict[str, Any]:
    """Return the bot itself."""
    return wire.bot_itself(asked.bot)


async def get_updates(asked: Asked) -> list[dict[str, Any]]:
    """Confirm updates and return the next, waiting for one up to `timeout` seconds."""
    if asked.bot.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    _allow(asked)
    limit = min(max(asked.get("limit", MOST_UPDATES), 1), MOST_UPDATES)
    timeout = min(max(asked.get("timeout", 0), 0), LONGEST_POLL)
    return await asked.bot.queue.poll(asked.get("offset", 0), limit, timeout)


def set_webhook(asked: Asked) -> bool:
    """Choose webhook instead of polling; an empty address goes back to polling.

    HTTPS is needed but on loopback; nothing but loopback is ever contacted.
    """
    url = asked.get("url", "")
    if not url:
        return delete_webhook(asked)
    if not (url.startswith("https://") or on_loopback(url)):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = asked.get("secret_token")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _allow(asked)
    _drop_if_asked(asked)
    connections = min(max(asked.get("max_connections", 40), 1), _MOST_CONNECTIONS)
    webhook = Webhook(url, connections, asked.get("ip_address"), secret or None)
    asked.world.webhooks.set(asked.bot, webhook)
    return True


def delete_webhook(asked: Asked) -> bool:
    """Go back to polling."""
    _drop_if_asked(asked)
    asked.world.webhooks.remove(asked.bot)
    return True


def webhook_info(asked: Asked) -> dict[str, Any]:
    """Return where updates go and how many wait."""
    webhook, queue = asked.bot.webhook, asked.bot.queue
    shown: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(queue),
    }
    if webhook:
        shown["max_connections"] = webhook.max_connections
        shown["ip_address"] = webhook.ip_address or "<unknown>"
        if webhook.last_error:
            shown["last_error_date"] = webhook.last_error_date
            shown["last_error_message"] = webhook.last_error
    if queue.allowed != KINDS:
        shown["allowed_updates"] = sorted(queue.allowed)
    return shown


def _allow(asked: Asked) -> None:
    if "allowed_updates" in asked.given:
        asked.bot.queue.allow([str(kind) for kind in asked.given["allowed_updates"]])


def _drop_if_asked(asked: Asked) -> None:
    if asked.get("drop_pending_updates", False):
        asked.bot.queue.drop()


TABLE = (
    Method("getMe", get_me, {}),
    Method(
        "getUpdates",
        get_updates,
        {"offset": whole, "limit": whole, "timeout": whole, "allowed_updates": a_list},
    ),
    Method(
        "setWebhook",
        set_webhook,
        {
            "url": words,
            "max_connections": whole,
            "ip_address": words,
            "secret_token": words,
            "allowed_updates": a_list,
            "drop_pending_updates": truth,
        },
    ),
    Method("deleteWebhook", delete_webhook, {"drop_pending_updates": truth}),
    Method("getWebhookInfo", webhook_info, {}),
)
