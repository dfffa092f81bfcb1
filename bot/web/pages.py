"""The two pages that every `heard run` serves: /health for machines, /metrics for Prometheus."""

from collections.abc import Callable
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.delivery import gauges, health
from bot.delivery.health import Health
from bot.delivery.looking import Looking
from bot.delivery.metrics import COUNTED
from bot.store.database import Database
from bot.store.errors import StoreError

HEALTH, METRICS = "/health", "/metrics"
PATIENCE = 3.0  # seconds that the database has for the figures
_BROKEN = 503


def health_route(checked: Health) -> Route:
    """Give /health: JSON, 200 where it is well or late, 503 where something is broken."""

    async def answer(_: Request) -> Response:
        checks = await checked.checks()
        status = _BROKEN if health.worst(checks) == health.BROKEN else 200
        return JSONResponse(health.as_json(checks, checked.roles), status)

    return Route(HEALTH, answer)


def metrics_route(database: Database, clock: Callable[[], datetime]) -> Route:
    """Give /metrics: what this process counted, and what the tables say."""
    looking = Looking(database, lambda c: gauges.read(c, clock()), seconds=PATIENCE)

    async def answer(_: Request) -> Response:
        try:
            figures = await looking.ask()
        except StoreError:
            figures = None
        shown = generate_latest(COUNTED) + generate_latest(gauges.gauges(figures, clock()))
        return Response(shown, media_type=CONTENT_TYPE_LATEST)

    return Route(METRICS, answer)
