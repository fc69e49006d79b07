"""Departures: that somebody left a unit on a day, without saying who, for the turnover that reports show."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

DEPARTURE = """
CREATE TABLE departure (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  unit_path uuid[] NOT NULL,
  left_on date NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX departure_left_on ON departure (tenant_id, left_on);
"""
TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Create the table; organizations that are there already begin to count on this day."""
    op.execute(DEPARTURE)
    op.execute("ALTER TABLE departure ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE departure FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON departure AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("CREATE POLICY everyone ON departure TO PUBLIC USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT, INSERT, DELETE ON departure TO wellbeing_web")
    op.execute("GRANT SELECT ON departure TO wellbeing_tally")
    op.execute("ALTER TABLE organization ADD COLUMN departures_from date NOT NULL DEFAULT CURRENT_DATE")


def downgrade() -> None:
    """Take them away again."""
    op.execute("ALTER TABLE organization DROP COLUMN departures_from")
    op.execute("DROP TABLE departure")
