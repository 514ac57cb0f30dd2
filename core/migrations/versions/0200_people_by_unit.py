"""A unit's people are found by an index: an account's card asks for its manager."""

from alembic import op

revision = "0200"
down_revision = "0195"
branch_labels = None
depends_on = None

_INDEX = "ix_person_workspace_id_unit"


def upgrade() -> None:
    op.create_index(op.f(_INDEX), "person", ["workspace_id", "unit"])


def downgrade() -> None:
    op.drop_index(op.f(_INDEX), table_name="person")
