"""World control for tests and load over HTTP: faults, how updates are delivered, and counts."""

from typing import Any

from aiohttp import web

from bot.sandbox.control import asked_of, guarded, world_of
from bot.sandbox.model import Bot, Webhook
from bot.sandbox.world import World

_OF_QUEUES = {"copies": int, "tap_seconds": float, "message_seconds": float}
_OF_WEBHOOKS = ("first_pause", "longest_pause", "patience")


def add_routes(app: web.Application) -> None:
    """Add these routes to an application that holds the world."""
    app.router.add_get("/world/faults", guarded(_faults))
    app.router.add_post("/world/faults", guarded(_new_fault))
    app.router.add_post("/world/faults/clear", guarded(_clear_faults))
    app.router.add_get("/world/deliveries", guarded(_deliveries))
    app.router.add_post("/world/deliveries", guarded(_set_deliveries))
    app.router.add_get("/world/counts", guarded(_counts))


async def _faults(request: web.Request) -> list[dict[str, Any]]:
    return [fault.as_json() for fault in world_of(request).faults]


async def _new_fault(request: web.Request) -> dict[str, Any]:
    asked = await asked_of(request)
    return world_of(request).faults.by_name(asked.pop("kind"), asked).as_json()


async def _clear_faults(request: web.Request) -> dict[str, Any]:
    """Take one out by its number, or all."""
    asked, faults = await asked_of(request), world_of(request).faults
    if "number" in asked:
        by_number = {fault.number: fault for fault in faults}
        faults.remove(by_number[asked["number"]])
    else:
        faults.clear()
    return {"left": len(list(faults))}


async def _deliveries(request: web.Request) -> list[dict[str, Any]]:
    return [_delivery(bot) for bot in world_of(request).bots.values()]


def _delivery(bot: Bot) -> dict[str, Any]:
    queue = bot.queue
    return {
        "bot": bot.username,
        "pending": len(queue),
        "confirmed": queue.confirmed_ever,
        "expired": dict(queue.expired),
        "webhook": None if bot.webhook is None else _webhook(bot.webhook),
        "copies": queue.copies,
        "shuffle": None if queue.shuffler is None else queue.shuffler.seed,
        "tap_seconds": queue.tap_seconds,
        "message_seconds": queue.message_seconds,
    }


def _webhook(webhook: Webhook) -> dict[str, Any]:
    shown = ("url", "attempts", "accepted", "refused", "last_error")
    return {name: getattr(webhook, name) for name in shown}


async def _set_deliveries(request: web.Request) -> dict[str, Any]:
    asked, world = await asked_of(request), world_of(request)
    bot = world.bot(asked.get("bot"))
    for name, kind in _OF_QUEUES.items():
        if name in asked:
            setattr(bot.queue, name, _positive(kind(asked[name])))
    if "shuffle" in asked:
        bot.queue.shuffle(asked["shuffle"], float(asked.get("spread", 0.05)))
    for name in _OF_WEBHOOKS:
        if name in asked:
            setattr(world.webhooks, name, _positive(float(asked[name])))
    return _delivery(bot)


def _positive(value: float) -> float:
    if value <= 0:
        raise ValueError("these are numbers above 0")
    return value


async def _counts(request: web.Request) -> dict[str, Any]:
    world = world_of(request)
    return {
        "calls": [
            {"bot": bot, "method": method, "status": status, "count": count}
            for (bot, method, status), count in world.calls.counts.items()
        ],
        "processed": _processed(world),
        "floods": world.limits.floods.total(),
        "faults": dict(world.faults.injected),
    }


def _processed(world: World) -> list[dict[str, Any]]:
    counts = world.calls.processed.items()
    return [{"bot": bot, "method": method, "count": count} for (bot, method), count in counts]
