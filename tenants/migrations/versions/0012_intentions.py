"""What a member makes for themself: one sealed table, which only its member reads."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE intention (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  space_id uuid NOT NULL,
  revision int NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, space_id) REFERENCES private_space (tenant_id, id) ON DELETE CASCADE
)
"""
TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
ME = "member_id = NULLIF(current_setting('app.member_id', true), '')::uuid"


def upgrade() -> None:
    """Create the table with its policies."""
    op.execute(TABLE)
    op.execute("CREATE INDEX intention_author ON intention (tenant_id, member_id)")
    op.execute("ALTER TABLE intention ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE intention FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON intention AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute(f"CREATE POLICY author ON intention TO PUBLIC USING ({ME}) WITH CHECK ({ME})")
    op.execute("GRANT SELECT, INSERT, UPDATE (revision, sealed), DELETE ON intention TO wellbeing_web")


def downgrade() -> None:
    """Take the table away again, with everything in it."""
    op.execute("DROP TABLE intention")
