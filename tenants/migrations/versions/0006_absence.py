"""Absence: the last day away that HR records, and a member's own pace, sealed."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0003"
branch_labels = None
depends_on = None

# one row a person at most, so its id is the person's; HR's row has no place for a reason
TABLES = """
CREATE TABLE absence (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL CHECK (member_id = id),
  until date NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE TABLE own_pace (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL CHECK (member_id = id),
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
"""

TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
ME = "NULLIF(current_setting('app.member_id', true), '')::uuid"


def upgrade() -> None:
    """Create tables, policies and grants."""
    op.execute(TABLES)
    for table in ("absence", "own_pace"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO wellbeing_web")
    op.execute("CREATE POLICY everyone ON absence TO PUBLIC USING (true) WITH CHECK (true)")
    mine = f"member_id = {ME}"
    op.execute(f"CREATE POLICY author ON own_pace TO PUBLIC USING ({mine}) WITH CHECK ({mine})")
    # a job runs with no member in force and may read; whoever is signed in has one, so nobody reads another's pace
    op.execute(f"CREATE POLICY house ON own_pace FOR SELECT TO wellbeing_web USING ({ME} IS NULL)")


def downgrade() -> None:
    """Take the tables away again, with everything in them."""
    op.execute("DROP TABLE own_pace")
    op.execute("DROP TABLE absence")
