"""Messages on their way."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0090"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sending",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("door", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_sending_workspace_id")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sending")),
    )
    with op.batch_alter_table("sending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sending_workspace_id"), ["workspace_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sending", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sending_workspace_id"))
    op.drop_table("sending")
