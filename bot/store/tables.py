"""The tables as SQLAlchemy Core sees them: the hot path speaks Core on the models' tables."""

from sqlmodel import SQLModel

from bot.store import models

_tables = {model.__name__: SQLModel.metadata.tables[str(model.__tablename__)] for model in (
    models.Network, models.ChannelAccount, models.Address, models.Member, models.Consent,
    models.Group, models.Membership, models.Role, models.Invite, models.Draft,
    models.Consultation, models.ConsultationVersion, models.Question, models.QuestionVersion,
    models.Participation, models.Response, models.Answer, models.AnswerChoice, models.Media,
    models.Decision, models.Notice, models.HeardRating, models.ConversationState, models.Inbox,
    models.Outbox, models.Hold,
    models.Lease, models.Audit, models.OneTimePage, models.Reader, models.Flag,
    models.TextKey,
)}  # fmt: skip

network = _tables["Network"]
channel_account = _tables["ChannelAccount"]
address = _tables["Address"]
member = _tables["Member"]
consent = _tables["Consent"]
group = _tables["Group"]
membership = _tables["Membership"]
role = _tables["Role"]
invite = _tables["Invite"]
draft = _tables["Draft"]
consultation = _tables["Consultation"]
consultation_version = _tables["ConsultationVersion"]
question = _tables["Question"]
question_version = _tables["QuestionVersion"]
participation = _tables["Participation"]
response = _tables["Response"]
answer = _tables["Answer"]
answer_choice = _tables["AnswerChoice"]
media = _tables["Media"]
decision = _tables["Decision"]
notice = _tables["Notice"]
heard_rating = _tables["HeardRating"]
conversation_state = _tables["ConversationState"]
inbox = _tables["Inbox"]
outbox = _tables["Outbox"]
hold = _tables["Hold"]
lease = _tables["Lease"]
audit = _tables["Audit"]
one_time_page = _tables["OneTimePage"]
reader = _tables["Reader"]
flag = _tables["Flag"]
text_key = _tables["TextKey"]
