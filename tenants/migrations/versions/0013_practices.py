"""Practices: what a company wrote and what it hides, and the sealed notes that members keep after one."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE company_practice (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  slug text NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 64),
  revision int NOT NULL CHECK (revision >= 1),
  published boolean NOT NULL,
  definition jsonb NOT NULL,
  made_at timestamptz NOT NULL,
  first_published_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, slug),
  CHECK (first_published_at IS NOT NULL OR NOT published)
);
CREATE TABLE hidden_practice (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  slug text NOT NULL CHECK (length(slug) <= 64),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, slug)
);
CREATE TABLE practice_note (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  space_id uuid NOT NULL,
  revision int NOT NULL CHECK (revision >= 1),
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, space_id) REFERENCES private_space (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX practice_note_member ON practice_note (tenant_id, member_id);
"""
SHARED_BY_ALL = ("company_practice", "hidden_practice")

TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
ME = "member_id = NULLIF(current_setting('app.member_id', true), '')::uuid"


def upgrade() -> None:
    """Create tables, policies and grants."""
    op.execute(TABLES)
    for table in (*SHARED_BY_ALL, "practice_note"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")
    for table in SHARED_BY_ALL:
        op.execute(f"CREATE POLICY everyone ON {table} TO PUBLIC USING (true) WITH CHECK (true)")
    op.execute(f"CREATE POLICY author ON practice_note TO PUBLIC USING ({ME}) WITH CHECK ({ME})")
    op.execute(
        "GRANT SELECT, INSERT, DELETE, UPDATE (revision, published, first_published_at, definition) "
        "ON company_practice TO wellbeing_web"
    )
    op.execute("GRANT SELECT, INSERT, DELETE ON hidden_practice TO wellbeing_web")
    # a note changes its words, never its author or the space that holds them
    op.execute("GRANT SELECT, INSERT, DELETE, UPDATE (revision, sealed) ON practice_note TO wellbeing_web")


def downgrade() -> None:
    """Take the tables away again, with everything in them."""
    for table in ("practice_note", "hidden_practice", "company_practice"):
        op.execute(f"DROP TABLE {table}")
