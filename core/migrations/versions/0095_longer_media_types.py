"""Spreadsheets are kept as evidence too: the name of their kind is long."""

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0092"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.alter_column("media_type", existing_type=sa.String(60), type_=sa.String(100), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.alter_column("media_type", existing_type=sa.String(100), type_=sa.String(60), nullable=False)
