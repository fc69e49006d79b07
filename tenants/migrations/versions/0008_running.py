"""Running check-ins: a reminder if HR wants one, and schedules that rest."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# a wave that is open at the upgrade was promised no reminder and gets none
COLUMNS = (
    "ALTER TABLE schedule ADD COLUMN remind_before int CHECK (remind_before BETWEEN 1 AND 5)",
    "ALTER TABLE schedule ADD COLUMN paused boolean NOT NULL DEFAULT false",
    "ALTER TABLE wave ADD COLUMN remind_on date",
)


def upgrade() -> None:
    """Add the columns."""
    for statement in COLUMNS:
        op.execute(statement)


def downgrade() -> None:
    """Take them away again."""
    op.execute("ALTER TABLE wave DROP COLUMN remind_on")
    op.execute("ALTER TABLE schedule DROP COLUMN paused")
    op.execute("ALTER TABLE schedule DROP COLUMN remind_before")
