"""What each event of minutes and digests leads to; `bot.involvement.effects` calls these."""

from collections.abc import Mapping

from bot.involvement.digests import coming_in, reading, writing
from bot.involvement.happened import Effect
from conversations import digest_events as events

EFFECTS: Mapping[type, Effect] = {
    events.MinutesSent: coming_in.sent,
    events.MinutesPasted: coming_in.pasted,
    events.MinutesWhole: coming_in.whole,
    events.MinutesThrownAway: coming_in.thrown_away,
    events.DigestChanged: writing.changed,
    events.PutAnswered: writing.put_answered,
    events.DigestApproved: writing.approved,
    events.Reacted: reading.reacted,
    events.HelpOffered: reading.help_offered,
    events.DigestsChosen: reading.chosen,
    events.GroupFollowed: reading.followed,
}
