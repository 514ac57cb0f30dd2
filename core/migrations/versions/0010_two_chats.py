"""Two chats: a town's Teams tenant, the chat a person prefers, and the conversations the bot may write in."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0005"
branch_labels = None
depends_on = None

# Ids in Teams are longer than Slack's.
LONGER = (
    ("workspace", "department_channel", 80, 160, True),
    ("workspace", "council_channel", 80, 160, True),
    ("delivery", "channel", 80, 255, False),
    ("delivery", "message", 80, 255, False),
)


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("door", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("conversation", sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
        sa.Column("service_url", sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
        sa.Column("user", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("group", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("met_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_conversation_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint(
            "workspace_id",
            "door",
            "conversation",
            name=op.f("uq_conversation_workspace_id_door_conversation"),
        ),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_user"), ["user"], unique=False)
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("teams_tenant", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True)
        )
        batch_op.create_unique_constraint(batch_op.f("uq_workspace_teams_tenant"), ["teams_tenant"])
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chat", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True))
    for table, column, was, now, nullable in LONGER:
        _change_length(table, column, was, now, nullable=nullable)


def downgrade() -> None:
    for table, column, was, now, nullable in LONGER:
        _change_length(table, column, now, was, nullable=nullable)
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("chat")
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_workspace_teams_tenant"), type_="unique")
        batch_op.drop_column("teams_tenant")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversation_user"))
    op.drop_table("conversation")


def _change_length(table: str, column: str, was: int, now: int, *, nullable: bool) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column(
            column,
            existing_type=sqlmodel.sql.sqltypes.AutoString(length=was),
            type_=sqlmodel.sql.sqltypes.AutoString(length=now),
            existing_nullable=nullable,
        )
