"""Count choices, and the people who chose, in one index.

Revision 0007, after 0006.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("answer_choice_counted", "answer_choice")
    op.create_index(
        "answer_choice_counted",
        "answer_choice",
        ["consultation_id", "question", "choice", "response_id"],
    )
