"""Editions: how reports on a wave look and what they say was done; reports on the whole organization for leaders."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

EDITION = """
CREATE TABLE edition (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  organization text NOT NULL,
  paper text NOT NULL CHECK (paper IN ('A4', 'letter')),
  colour text NOT NULL CHECK (colour ~ '^(#[0-9a-f]{6})?$'),
  logo bytea,
  logo_type text CHECK (logo_type IN ('image/png', 'image/jpeg')),
  actions jsonb NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, id) REFERENCES wave (tenant_id, id) ON DELETE CASCADE,
  CHECK ((logo IS NULL) = (logo_type IS NULL))
)
"""
ONE_OF_EACH = "document_tenant_id_wave_id_kind_unit_id_language_key"
TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"


def upgrade() -> None:
    """Add the table with its policies, and the columns."""
    op.execute(EDITION)
    op.execute("ALTER TABLE edition ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE edition FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON edition AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("CREATE POLICY everyone ON edition TO PUBLIC USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT, INSERT ON edition TO wellbeing_web")  # what a report said stays as it was said
    op.execute("ALTER TABLE organization ADD COLUMN colour text NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE organization ADD CONSTRAINT organization_colour_check CHECK (colour ~ '^(#[0-9a-f]{6})?$')")
    op.execute("ALTER TABLE organization ADD COLUMN quarterly boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE document ADD COLUMN whole_only boolean NOT NULL DEFAULT false")
    op.execute("ALTER TABLE document ADD CONSTRAINT document_whole_check CHECK (NOT whole_only OR unit_id IS NULL)")
    op.execute(f"ALTER TABLE document DROP CONSTRAINT {ONE_OF_EACH}")
    op.execute(
        "ALTER TABLE document ADD CONSTRAINT document_one_of_each UNIQUE NULLS NOT DISTINCT "
        "(tenant_id, wave_id, kind, unit_id, language, whole_only)"
    )
    op.execute("CREATE INDEX document_sha256 ON document (tenant_id, sha256)")


def downgrade() -> None:
    """Take everything away again; reports for leaders on the whole organization go with it."""
    op.execute("DROP INDEX document_sha256")
    op.execute("DELETE FROM document WHERE whole_only")
    op.execute("ALTER TABLE document DROP CONSTRAINT document_one_of_each")
    op.execute("ALTER TABLE document DROP COLUMN whole_only")
    op.execute(
        f"ALTER TABLE document ADD CONSTRAINT {ONE_OF_EACH} UNIQUE NULLS NOT DISTINCT "
        "(tenant_id, wave_id, kind, unit_id, language)"
    )
    op.execute("ALTER TABLE organization DROP COLUMN colour")
    op.execute("ALTER TABLE organization DROP COLUMN quarterly")
    op.execute("DROP TABLE edition")
