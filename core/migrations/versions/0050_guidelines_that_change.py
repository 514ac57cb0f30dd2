"""Guidelines that change: who decided which, categories of earlier ones, chains of any role, yearly snapshots."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0020"
branch_labels = None
depends_on = None

STEPS, OLD_STEPS = (
    ("manager", "communications", "council", "registrar", "admin"),
    ("manager", "communications"),
)
CAUSES, OLD_CAUSES = ("half_year", "year", "change", "closing"), ("half_year", "change", "closing")


def _values(table: str, column: str, values: tuple[str, ...]) -> None:
    """A column's CHECK on its values, made anew."""
    name = op.f(f"ck_{table}_{column}")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, sa.column(column).in_(values))


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "guideline_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("before_name", sa.String(length=60), nullable=False),
        sa.Column("before_text", sa.String(), nullable=True),
        sa.Column("decision", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_guideline_change_decided_by")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_guideline_change_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guideline_change")),
    )
    op.create_index(op.f("ix_guideline_change_workspace_id"), "guideline_change", ["workspace_id"])
    op.add_column("workspace", sa.Column("retired_categories", sa.JSON(), nullable=True))
    _values("approval", "step", STEPS)
    _values("snapshot", "cause", CAUSES)


def downgrade() -> None:
    """Back from it: what only it knows becomes the nearest the one before knew."""
    op.execute("UPDATE snapshot SET cause = 'half_year' WHERE cause = 'year'")
    op.execute("UPDATE approval SET step = 'communications' WHERE step NOT IN ('manager', 'communications')")
    _values("snapshot", "cause", OLD_CAUSES)
    _values("approval", "step", OLD_STEPS)
    with op.batch_alter_table("workspace") as batch:
        batch.drop_column("retired_categories")
    op.drop_table("guideline_change")
