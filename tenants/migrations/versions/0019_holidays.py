"""Holidays: days off for everybody or in one country, and a word of welcome in the company's own words."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

HOLIDAY = """
CREATE TABLE holiday (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  country text NOT NULL CHECK (country ~ '^([A-Z]{2})?$'),
  region text NOT NULL CHECK (region = '' OR origin = 'library'),
  day date NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  origin text NOT NULL CHECK (origin IN ('library', 'upload', 'own')),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, country, day),
  CHECK (country <> '' OR origin <> 'library')
)
"""
TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Create the table with its policies, and add the column."""
    op.execute(HOLIDAY)
    op.execute("ALTER TABLE holiday ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE holiday FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON holiday AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("CREATE POLICY everyone ON holiday TO PUBLIC USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT, INSERT, DELETE ON holiday TO wellbeing_web")
    op.execute("ALTER TABLE organization ADD COLUMN welcome jsonb NOT NULL DEFAULT '{}'")


def downgrade() -> None:
    """Take them away again."""
    op.execute("ALTER TABLE organization DROP COLUMN welcome")
    op.execute("DROP TABLE holiday")
