"""A period's questions are counted from their index, so that a year of them is soon told."""

from alembic import op

revision = "0195"
down_revision = "0160"
branch_labels = None
depends_on = None

_BEFORE = "ix_question_account_id_received_at"
_AFTER = "ix_question_counted"


def upgrade() -> None:
    columns = ["account_id", "received_at", "voided_at", "due_at", "answered_at", "closed_at"]
    op.create_index(op.f(_AFTER), "question", columns)
    op.drop_index(op.f(_BEFORE), table_name="question")


def downgrade() -> None:
    op.create_index(op.f(_BEFORE), "question", ["account_id", "received_at"])
    op.drop_index(op.f(_AFTER), table_name="question")
