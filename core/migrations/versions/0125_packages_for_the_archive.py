"""Packages made for the archive are on record, by their hash."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0125"
down_revision = "0120"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "archive_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=True),
        sa.Column("agreement", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("organisation", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
        sa.Column("receiver", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("ordered_by", sa.Integer(), nullable=False),
        sa.Column("ordered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_archive_delivery_account_id")),
        sa.ForeignKeyConstraint(["ordered_by"], ["person.id"], name=op.f("fk_archive_delivery_ordered_by")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_archive_delivery_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_delivery")),
        sa.UniqueConstraint("workspace_id", "number", name=op.f("uq_archive_delivery_workspace_id_number")),
    )


def downgrade() -> None:
    op.execute("DELETE FROM sequence WHERE kind = 'A'")
    op.drop_table("archive_delivery")
