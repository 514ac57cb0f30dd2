"""Requests for public records and what is masked in them."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from core.migrations.checks import narrow, widen

revision = "0100"
down_revision = "0095"
branch_labels = None
depends_on = None
CONTRACTS = True  # the release before can't read the families of reminders that are new here

FAMILIES = ("disclosure",)


def upgrade() -> None:
    for table in ("watch", "reminder"):
        widen(table, "family", f"ck_{table}_family", *FAMILIES)
    op.create_table(
        "disclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=True),
        sa.Column("item", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True),
        sa.Column("received_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("diary_number", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
        sa.Column("registered_by", sa.Integer(), nullable=False),
        sa.Column("registered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("seen_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("seen_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("reviewed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "open", "reviewed", "released", "refused", "withdrawn",
                name="stage", native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("lagrum", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_disclosure_account_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_disclosure_closed_by")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_disclosure_file_id")),
        sa.ForeignKeyConstraint(["registered_by"], ["person.id"], name=op.f("fk_disclosure_registered_by")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["person.id"], name=op.f("fk_disclosure_reviewed_by")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_disclosure_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
        sa.UniqueConstraint("workspace_id", "number", name=op.f("uq_disclosure_workspace_id_number")),
    )  # fmt: skip
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosure_closed_at"), ["closed_at"], unique=False)

    op.create_table(
        "disclosure_mask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("disclosure_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("item", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True),
        sa.Column("passage", sa.Text(), nullable=True),
        sa.Column("lagrum", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("masked_by", sa.Integer(), nullable=False),
        sa.Column("masked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosure.id"], name=op.f("fk_disclosure_mask_disclosure_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_disclosure_mask_file_id")),
        sa.ForeignKeyConstraint(["masked_by"], ["person.id"], name=op.f("fk_disclosure_mask_masked_by")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_disclosure_mask_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_mask")),
        sa.UniqueConstraint("disclosure_id", "place", name=op.f("uq_disclosure_mask_disclosure_id_place")),
    )
    with op.batch_alter_table("disclosure_mask", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosure_mask_workspace_id"), ["workspace_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("disclosure_mask", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disclosure_mask_workspace_id"))
    op.drop_table("disclosure_mask")
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disclosure_closed_at"))
    op.drop_table("disclosure")
    for table in ("reminder", "watch"):
        op.execute(f"DELETE FROM {table} WHERE family IN ('disclosure')")  # noqa: S608  (our own words)
        narrow(table, "family", f"ck_{table}_family", *FAMILIES)
