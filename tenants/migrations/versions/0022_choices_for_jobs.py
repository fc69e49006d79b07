"""Choices of notices: a job may read them, sealed as they are, to write to those who asked among many."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ME = "NULLIF(current_setting('app.member_id', true), '')::uuid"


def upgrade() -> None:
    """Let jobs read: they run with no member in force; whoever is signed in has one, so nobody reads another's."""
    op.execute(f"CREATE POLICY house ON notice_choice FOR SELECT TO wellbeing_web USING ({ME} IS NULL)")


def downgrade() -> None:
    """Take the right away again."""
    op.execute("DROP POLICY house ON notice_choice")
