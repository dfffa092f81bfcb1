"""What events around groups and seats lead to in the tables; `effects` performs them."""

from collections.abc import Mapping

from bot.involvement import calls, glossary, impact, inducting, influence, seats
from bot.involvement.happened import Effect
from conversations import seat_events as events

EFFECTS: Mapping[type, Effect] = {
    events.WordExplained: glossary.explained,
    events.WordDropped: glossary.dropped,
    events.InductionEnded: inducting.ended,
    events.SeatMade: seats.made,
    events.SeatChanged: seats.changed,
    events.SeatFreed: seats.freed,
    events.SeatEnded: seats.ended,
    events.SeatTaken: seats.taken,
    events.GroupPlaced: seats.placed,
    events.PassedDown: seats.passed_down,
    events.PassedUp: seats.passed_up,
    events.CallMade: calls.made,
    events.CallCancelled: calls.cancelled,
    events.HelpOffered: calls.offered,
    events.HelpTakenBack: calls.taken_back,
    events.ImpactNoted: impact.noted,
    events.ImpactDropped: impact.dropped,
    events.InfluenceSaid: influence.said,
}
