"""Evidence has a number, says where it comes from and what it is about, is witnessed, and looked at each night."""

from collections import Counter
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import sqlmodel
from alembic import op

from core.migrations.checks import narrow, widen

revision = "0120"
down_revision = "0111"
branch_labels = None
depends_on = None
CONTRACTS = True  # the release before gives files no number, and can't read the new family of reminders

FAULTS = ("missing", "changed", "unreachable")
TEXTS = {"number": 20, "about": 20, "collector": 120, "url": 1000, "tool": 120}
TIMES = ("captured_at", "posted_at", "checked_at")


def upgrade() -> None:
    for table in ("watch", "reminder"):
        widen(table, "family", f"ck_{table}_family", "evidence")
    with op.batch_alter_table("stored_file") as batch:
        for name, length in TEXTS.items():
            batch.add_column(sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=True))
        for name in TIMES:
            batch.add_column(sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("fault", sa.String(length=40), nullable=True))
    _fill()
    listed = ", ".join(f"'{fault}'" for fault in FAULTS)
    with op.batch_alter_table("stored_file") as batch:
        batch.alter_column("number", existing_type=sa.String(20), nullable=False)
        batch.create_unique_constraint(op.f("uq_stored_file_workspace_id_number"), ["workspace_id", "number"])
        batch.create_check_constraint(op.f("ck_stored_file_fault"), f"fault IN ({listed})")
        batch.create_foreign_key(op.f("fk_stored_file_account_id"), "account", ["account_id"], ["id"])
        batch.create_index(op.f("ix_stored_file_account_id"), ["account_id"], unique=False)
        batch.create_index(op.f("ix_stored_file_checked_at"), ["checked_at"], unique=False)
    op.create_table(
        "evidence_witness",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("witnessed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_evidence_witness_file_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_evidence_witness_person_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_evidence_witness_workspace_id")
        ),
        sa.PrimaryKeyConstraint("file_id", "person_id", name=op.f("pk_evidence_witness")),
    )


def _fill() -> None:
    """Numbers in the order they came, by the workspace's own year; and what each case and snapshot had."""
    connection = op.get_bind()
    for table in ("snapshot", "moderation_case"):
        for column, source in (("account_id", "account_id"), ("about", "number")):
            op.execute(
                f"UPDATE stored_file SET {column} = (SELECT {source} FROM {table} "  # noqa: S608
                f"WHERE file_id = stored_file.id ORDER BY id DESC LIMIT 1) WHERE {column} IS NULL"
            )
    files = sa.table(
        "stored_file",
        sa.column("id", sa.Integer),
        sa.column("workspace_id", sa.Integer),
        sa.column("number", sa.String),
        sa.column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime()),
    )
    zones = dict(connection.execute(sa.text("SELECT id, zone FROM workspace")).all())
    last: Counter[tuple[int, int]] = Counter()
    for row in connection.execute(sa.select(files).order_by(files.c.id)).all():
        year = row.recorded_at.astimezone(ZoneInfo(zones[row.workspace_id])).year
        last[row.workspace_id, year] += 1
        number = f"E-{year}-{last[row.workspace_id, year]:04}"
        connection.execute(files.update().where(files.c.id == row.id).values(number=number))
    for (workspace_id, year), count in last.items():
        connection.execute(
            sa.text("INSERT INTO sequence (workspace_id, kind, year, last) VALUES (:w, 'E', :y, :n)"),
            {"w": workspace_id, "y": year, "n": count},
        )


def downgrade() -> None:
    op.drop_table("evidence_witness")
    op.execute("DELETE FROM sequence WHERE kind = 'E'")
    with op.batch_alter_table("stored_file") as batch:
        batch.drop_index(op.f("ix_stored_file_checked_at"))
        batch.drop_index(op.f("ix_stored_file_account_id"))
        batch.drop_constraint(op.f("fk_stored_file_account_id"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_stored_file_fault"), type_="check")
        batch.drop_constraint(op.f("uq_stored_file_workspace_id_number"), type_="unique")
        for name in (*TEXTS, *TIMES, "account_id", "fault"):
            batch.drop_column(name)
    for table in ("watch", "reminder"):
        op.execute(f"DELETE FROM {table} WHERE family = 'evidence'")  # noqa: S608
        narrow(table, "family", f"ck_{table}_family", "evidence")
