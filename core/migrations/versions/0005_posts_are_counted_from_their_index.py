"""Posts are counted from their index."""

from alembic import op

revision = "0005"
down_revision = "0001"
branch_labels = None
depends_on = None

_BEFORE = "ix_post_account_id_published_at"
_AFTER = "ix_post_account_id_published_at_voided_at_count"


def upgrade() -> None:
    op.create_index(op.f(_AFTER), "post", ["account_id", "published_at", "voided_at", "count"])
    op.drop_index(op.f(_BEFORE), "post")


def downgrade() -> None:
    op.create_index(op.f(_BEFORE), "post", ["account_id", "published_at"])
    op.drop_index(op.f(_AFTER), "post")
