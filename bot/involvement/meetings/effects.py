"""What each event of a meeting leads to; `bot.involvement.effects` calls these."""

from collections.abc import Mapping

from bot.involvement.happened import Effect
from bot.involvement.meetings import attending, planning
from conversations import meeting_events as events

EFFECTS: Mapping[type, Effect] = {
    events.MeetingPlanned: planning.planned,
    events.MeetingChanged: planning.changed,
    events.MeetingCancelled: planning.cancelled,
    events.QuestionsRead: planning.questions_read,
    events.InvitationAnswered: attending.answered,
    events.QuestionPut: attending.question_put,
    events.ReadOutChosen: attending.read_out_chosen,
    events.QuestionTakenBack: attending.taken_back,
    events.WasThere: attending.was_there,
}
