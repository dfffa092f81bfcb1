"""What events around groups and seats lead to in the tables; `effects` performs them."""

from collections.abc import Mapping

from bot.involvement import glossary, inducting
from bot.involvement.happened import Effect
from conversations import seat_events as events

EFFECTS: Mapping[type, Effect] = {
    events.WordExplained: glossary.explained,
    events.WordDropped: glossary.dropped,
    events.InductionEnded: inducting.ended,
}
