"""One's own data: copies of everything on their way out and in, requests for a correction, entries shown to a coach."""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE personal_copy (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  session_id uuid NOT NULL,
  direction text NOT NULL CHECK (direction IN ('out', 'in')),
  space_id uuid,
  sealed bytea,
  asked_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (expires_at > asked_at),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, session_id, direction),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, session_id) REFERENCES web_session (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, space_id) REFERENCES private_space (tenant_id, id) ON DELETE CASCADE,
  CHECK (direction = 'out' OR (space_id IS NOT NULL AND sealed IS NOT NULL))
);
CREATE INDEX personal_copy_member ON personal_copy (tenant_id, member_id);
CREATE INDEX personal_copy_space ON personal_copy (tenant_id, space_id);
CREATE TABLE correction_request (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  field text NOT NULL,
  sealed bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'corrected', 'kept')),
  asked_at timestamptz NOT NULL,
  answered_at timestamptz CHECK ((answered_at IS NULL) = (state = 'open')),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX correction_request_open ON correction_request (tenant_id, member_id, field) WHERE state = 'open';
CREATE TABLE shared_entry (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  entry_id uuid NOT NULL,
  pairing_id uuid NOT NULL,
  author_id uuid NOT NULL,
  reader_id uuid NOT NULL CHECK (reader_id <> author_id),
  space_id uuid NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, entry_id),
  FOREIGN KEY (tenant_id, entry_id) REFERENCES journal_entry (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, author_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, reader_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, space_id) REFERENCES private_space (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX shared_entry_reader ON shared_entry (tenant_id, reader_id, pairing_id);
CREATE INDEX shared_entry_author ON shared_entry (tenant_id, author_id);
CREATE INDEX shared_entry_space ON shared_entry (tenant_id, space_id);
"""
TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
ME = "NULLIF(current_setting('app.member_id', true), '')::uuid"


def upgrade() -> None:
    """Create tables, policies and grants."""
    op.execute(TABLES)
    for table in ("personal_copy", "correction_request", "shared_entry"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")
    mine = f"member_id = {ME}"
    op.execute(f"CREATE POLICY author ON personal_copy TO PUBLIC USING ({mine}) WITH CHECK ({mine})")
    op.execute("CREATE POLICY everyone ON correction_request TO PUBLIC USING (true) WITH CHECK (true)")
    # whoever wrote an entry sees that it is shared, and takes it back; its words open for the reader alone
    pair = f"reader_id = {ME} OR author_id = {ME}"
    op.execute(f"CREATE POLICY seen ON shared_entry FOR SELECT TO PUBLIC USING ({pair})")
    op.execute(f"CREATE POLICY added ON shared_entry FOR INSERT TO PUBLIC WITH CHECK (author_id = {ME})")
    op.execute(f"CREATE POLICY gone ON shared_entry FOR DELETE TO PUBLIC USING ({pair})")
    # a job runs with no member in force and finds whose row it is; whoever is signed in has one, so nobody else can
    for table in ("personal_copy", "shared_entry"):
        op.execute(f"CREATE POLICY house ON {table} FOR SELECT TO wellbeing_web USING ({ME} IS NULL)")
    op.execute("GRANT SELECT, INSERT, DELETE, UPDATE (space_id, sealed) ON personal_copy TO wellbeing_web")
    op.execute(
        "GRANT SELECT, INSERT, DELETE, UPDATE (sealed, state, answered_at) ON correction_request TO wellbeing_web"
    )
    op.execute("GRANT SELECT, INSERT, DELETE ON shared_entry TO wellbeing_web")


def downgrade() -> None:
    """Take the tables away again, with everything in them."""
    for table in ("shared_entry", "correction_request", "personal_copy"):
        op.execute(f"DROP TABLE {table}")
