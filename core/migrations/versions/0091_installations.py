"""Installations of the app, and invitations to install it."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("door", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("team", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("bot_user", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("scopes", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("installed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_installation_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_installation")),
        sa.UniqueConstraint("door", "team", name=op.f("uq_installation_door_team")),
    )
    op.create_table(
        "invitation",
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_invitation_workspace_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_invitation")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_workspace_id"), ["workspace_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_workspace_id"))
    op.drop_table("invitation")
    op.drop_table("installation")
