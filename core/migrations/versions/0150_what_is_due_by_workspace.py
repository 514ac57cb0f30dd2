"""What is due in a workspace is found by an index, not by going through everything it has to look at some day."""

from alembic import op

revision = "0150"
down_revision = "0131"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_watch_workspace_id_next_check_at", "watch", ["workspace_id", "next_check_at"])


def downgrade() -> None:
    op.drop_index("ix_watch_workspace_id_next_check_at", "watch")
