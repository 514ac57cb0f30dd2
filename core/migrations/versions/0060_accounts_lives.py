"""Accounts' whole life: needs, plans, readings, checklists, contacts, loans, absences, transfers."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from core.migrations.checks import narrow, widen

revision = "0060"
down_revision = "0050"
branch_labels = None
depends_on = None
CONTRACTS = True  # the release before can't read the families of reminders that are new here

FAMILIES = ("plan", "loan", "absence")


def upgrade() -> None:
    for table in ("watch", "reminder"):
        widen(table, "family", f"ck_{table}_family", *FAMILIES)
    op.execute(
        "INSERT INTO watch (workspace_id, family, subject_id, next_check_at) "
        "SELECT workspace_id, 'plan', id, requested_at FROM account"
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_absence_deputy_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_absence_recorded_by")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_absence_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_absence_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_absence_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_person_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_contact_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "unit", "person_id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_person_id"), ["person_id"], unique=False)

    op.create_table(
        "account_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("activity", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("goals", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("supervision", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("updating", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("problems", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("public_records", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("looked_at", sa.Date(), nullable=True),
        sa.Column("presented_on", sa.Date(), nullable=True),
        sa.Column("presented_to", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=True),
        sa.Column("last_presented_on", sa.Date(), nullable=True),
        sa.Column("deposited_on", sa.Date(), nullable=True),
        sa.Column("deposited_place", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_plan_account_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_account_plan_made_by")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_account_plan_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_plan")),
        sa.UniqueConstraint("account_id", "version", name=op.f("uq_account_plan_account_id_version")),
    )
    with op.batch_alter_table("account_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_plan_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "advice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_advice_account_id")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_advice_given_by")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_advice_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice")),
    )
    with op.batch_alter_table("advice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_advice_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_advice_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("lent_by", sa.Integer(), nullable=False),
        sa.Column("lent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_loan_account_id")),
        sa.ForeignKeyConstraint(["lent_by"], ["person.id"], name=op.f("fk_loan_lent_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_loan_person_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_loan_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
    )
    with op.batch_alter_table("loan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_loan_account_id"), ["account_id"], unique=False)

    op.create_table(
        "need",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("goals", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("reach", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("channel", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("central", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("resources", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True),
        sa.Column("stated_by", sa.Integer(), nullable=False),
        sa.Column("stated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_need_account_id")),
        sa.ForeignKeyConstraint(["stated_by"], ["person.id"], name=op.f("fk_need_stated_by")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_need_workspace_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_need")),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("to", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("decision", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("is_renamed", sa.Boolean(), nullable=False),
        sa.Column("handed_over_by", sa.Integer(), nullable=False),
        sa.Column("handed_over_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_transfer_account_id")),
        sa.ForeignKeyConstraint(["handed_over_by"], ["person.id"], name=op.f("fk_transfer_handed_over_by")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_transfer_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfer_account_id"), ["account_id"], unique=False)

    op.create_table(
        "account_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column(
            "checklist",
            sa.Enum(
                "profile", "launch", name="checklist", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=False),
        sa.Column("checked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_check_account_id")),
        sa.ForeignKeyConstraint(["checked_by"], ["person.id"], name=op.f("fk_account_check_checked_by")),
        sa.ForeignKeyConstraint(["plan_id"], ["account_plan.id"], name=op.f("fk_account_check_plan_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_account_check_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_check")),
    )
    with op.batch_alter_table("account_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_check_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_check_workspace_id"), ["workspace_id"], unique=False)

    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("guidelines_of", sa.Date(), nullable=True),
        sa.Column("read_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reading_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reading_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["account_plan.id"], name=op.f("fk_reading_plan_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_reading_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_workspace_id"), ["workspace_id"], unique=False)

    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(sa.Column("deputy_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("contact", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True))
        batch_op.add_column(
            sa.Column("website_url", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=True)
        )
        batch_op.add_column(sa.Column("rests_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("rests_until", sa.Date(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_account_deputy_id"), "person", ["deputy_id"], ["id"])

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("as_employee", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("task", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=True))


def downgrade() -> None:
    for table in ("watch", "reminder"):
        op.execute(f"DELETE FROM {table} WHERE family IN {FAMILIES}")  # noqa: S608  (our own words)
        narrow(table, "family", f"ck_{table}_family", *FAMILIES)
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("contact")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_column("task")
        batch_op.drop_column("as_employee")

    with op.batch_alter_table("account") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_account_deputy_id"), type_="foreignkey")
        for column in ("rests_until", "rests_from", "website_url", "contact", "deputy_id"):
            batch_op.drop_column(column)

    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reading_workspace_id"))
        batch_op.drop_index(batch_op.f("ix_reading_plan_id"))
        batch_op.drop_index(batch_op.f("ix_reading_person_id"))
        batch_op.drop_index(batch_op.f("ix_reading_account_id"))

    op.drop_table("reading")
    with op.batch_alter_table("account_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_check_workspace_id"))
        batch_op.drop_index(batch_op.f("ix_account_check_account_id"))

    op.drop_table("account_check")
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transfer_account_id"))

    op.drop_table("transfer")
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_workspace_id"))

    op.drop_table("need")
    with op.batch_alter_table("loan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_loan_account_id"))

    op.drop_table("loan")
    with op.batch_alter_table("advice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_advice_workspace_id"))
        batch_op.drop_index(batch_op.f("ix_advice_account_id"))

    op.drop_table("advice")
    with op.batch_alter_table("account_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_plan_workspace_id"))

    op.drop_table("account_plan")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_person_id"))

    op.drop_table("contact")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_workspace_id"))
        batch_op.drop_index(batch_op.f("ix_absence_person_id"))
        batch_op.drop_index(batch_op.f("ix_absence_deputy_id"))

    op.drop_table("absence")
