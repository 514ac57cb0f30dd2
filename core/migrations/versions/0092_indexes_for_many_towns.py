"""Indexes for many towns: what was read through all of them to find one's."""

from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None

INDEXES = {
    "account_editor": ["workspace_id"],
    "assignment": ["workspace_id"],
    "training": ["workspace_id"],
    "delivery": ["workspace_id", "recipient"],
}


def upgrade() -> None:
    for table, columns in INDEXES.items():
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns, unique=False)


def downgrade() -> None:
    for table, columns in reversed(INDEXES.items()):
        op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table_name=table)
