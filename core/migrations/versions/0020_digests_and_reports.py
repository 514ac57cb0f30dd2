"""How each person wants the digest; the council's reports, and how they look."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0020"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column(
            "place",
            sa.Enum(
                "own", "channel", "none", name="place", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("days", sqlmodel.sql.sqltypes.AutoString(length=9), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_choice_person_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_digest_choice_workspace_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_digest_choice")),
    )
    with op.batch_alter_table("digest_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digest_choice_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column(
            "format",
            sa.Enum(
                "pdf", "xlsx", "csv", name="format", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("diary_number", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
        sa.Column("meeting", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
        sa.Column("ordered_by", sa.Integer(), nullable=False),
        sa.Column("ordered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_report_file_id")),
        sa.ForeignKeyConstraint(["ordered_by"], ["person.id"], name=op.f("fk_report_ordered_by")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_report_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("workspace_id", "number", name=op.f("uq_report_workspace_id_number")),
    )
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("colour", sqlmodel.sql.sqltypes.AutoString(length=7), nullable=True))
        batch_op.add_column(
            sa.Column("logo_sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True)
        )


def downgrade() -> None:
    with op.batch_alter_table("workspace", schema=None) as batch_op:
        batch_op.drop_column("logo_sha256")
        batch_op.drop_column("colour")
    op.drop_table("report")
    with op.batch_alter_table("digest_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_digest_choice_workspace_id"))
    op.drop_table("digest_choice")
