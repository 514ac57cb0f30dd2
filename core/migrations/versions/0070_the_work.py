"""The work: diary numbers, waiting and writing again, blocks and authors, pictures, supervision."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from core.migrations.checks import narrow, widen

revision = "0070"
down_revision = "0060"
branch_labels = None
depends_on = None
CONTRACTS = True  # the release before can't read the families of reminders that are new here

FOLLOW_UPS = ("diary", "author")


def upgrade() -> None:
    _supervision()
    for table in ("watch", "reminder"):
        widen(table, "family", f"ck_{table}_family", "supervision")
    op.execute(
        "INSERT INTO watch (workspace_id, family, subject_id, next_check_at) "
        "SELECT workspace_id, 'supervision', id, requested_at FROM account"
    )
    widen("question", "kind", "ck_question_kind", "confidential")
    widen("waiver", "follow_up", "ck_waiver_followup", *FOLLOW_UPS)
    with op.batch_alter_table("question") as batch:
        batch.add_column(sa.Column("waiting_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch.add_column(sa.Column("follows", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True))
        batch.add_column(
            sa.Column("diary_number", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=True)
        )
        batch.add_column(
            sa.Column("diary_declined", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True)
        )
    with op.batch_alter_table("moderation_case") as batch:
        batch.add_column(
            sa.Column("author", _enumeration("author", "citizen", "official"), nullable=False,
                      server_default="citizen")
        )  # fmt: skip
        batch.add_column(sa.Column("author_told_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("unblocked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    with op.batch_alter_table("moderation_case") as batch:
        batch.alter_column("author", server_default=None)
    with op.batch_alter_table("post") as batch:
        batch.add_column(
            sa.Column("pictured", _enumeration("pictured", "agreed", "nobody", "missing"), nullable=True)
        )
        batch.add_column(sa.Column("rights_cleared", sa.Boolean(), nullable=True))


def _enumeration(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _supervision() -> None:
    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_look_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_look_person_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_look_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    with op.batch_alter_table("look") as batch:
        batch.create_index(batch.f("ix_look_account_id_at"), ["account_id", "at"], unique=False)
    op.create_table(
        "supervision_raised",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_supervision_raised_account_id")
        ),
        sa.ForeignKeyConstraint(["raised_by"], ["person.id"], name=op.f("fk_supervision_raised_raised_by")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_supervision_raised_workspace_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_supervision_raised")),
    )
    op.create_table(
        "supervision_days_off",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_supervision_days_off_account_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_supervision_days_off_person_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_supervision_days_off_workspace_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "first_day", name=op.f("pk_supervision_days_off")),
    )


def downgrade() -> None:
    for table in ("watch", "reminder"):
        op.execute(f"DELETE FROM {table} WHERE family = 'supervision'")  # noqa: S608
        narrow(table, "family", f"ck_{table}_family", "supervision")
    op.execute("UPDATE question SET kind = 'question' WHERE kind = 'confidential'")
    narrow("question", "kind", "ck_question_kind", "confidential")
    op.execute("DELETE FROM waiver WHERE follow_up IN ('diary', 'author')")
    narrow("waiver", "follow_up", "ck_waiver_followup", *FOLLOW_UPS)
    with op.batch_alter_table("question") as batch:
        for column in ("waiting_since", "follows", "diary_number", "diary_declined"):
            batch.drop_column(column)
    with op.batch_alter_table("moderation_case") as batch:
        batch.drop_constraint(op.f("ck_moderation_case_author"), type_="check")
        for column in ("author", "author_told_at", "review_on", "unblocked_at"):
            batch.drop_column(column)
    with op.batch_alter_table("post") as batch:
        batch.drop_constraint(op.f("ck_post_pictured"), type_="check")
        for column in ("pictured", "rights_cleared"):
            batch.drop_column(column)
    for table in ("supervision_days_off", "supervision_raised", "look"):
        op.drop_table(table)
