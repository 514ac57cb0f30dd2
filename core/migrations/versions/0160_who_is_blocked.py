"""A block may say whose profile it is, encrypted as a citizen's words, and goes by a pseudonym in lists."""

import sqlalchemy as sa
from alembic import op

from core.table import CitizensWords

revision = "0160"
down_revision = "0150"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("moderation_case", sa.Column("profile", CitizensWords(), nullable=True))
    op.add_column("moderation_case", sa.Column("pseudonym", sa.String(length=6), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("moderation_case") as table:
        table.drop_column("pseudonym")
        table.drop_column("profile")
