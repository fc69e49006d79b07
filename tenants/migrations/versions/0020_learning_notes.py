"""Learning notes: drafts of one writer, notes for the writer's own people, answers as one sealed copy per reader."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE learning_draft (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  space_id uuid NOT NULL,
  revision integer NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, space_id) REFERENCES private_space (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX learning_draft_member ON learning_draft (tenant_id, member_id);
CREATE TABLE learning_note (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  unit_id uuid,
  draft_id uuid NOT NULL,
  goes_at timestamptz NOT NULL,
  published_at timestamptz,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id) ON DELETE CASCADE,
  CHECK (published_at IS NULL OR published_at >= goes_at)
);
CREATE INDEX learning_note_member ON learning_note (tenant_id, member_id);
CREATE INDEX learning_note_published ON learning_note (tenant_id, published_at);
CREATE TABLE learning_answer (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  answer_id uuid NOT NULL,
  note_id uuid NOT NULL,
  author_id uuid NOT NULL,
  reader_id uuid NOT NULL,
  space_id uuid,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, answer_id, reader_id),
  FOREIGN KEY (tenant_id, note_id) REFERENCES learning_note (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, reader_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, space_id) REFERENCES private_space (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX learning_answer_note ON learning_answer (tenant_id, note_id, reader_id);
CREATE INDEX learning_answer_reader ON learning_answer (tenant_id, reader_id);
"""
NAMES = ("learning_draft", "learning_note", "learning_answer")
TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
ME = "NULLIF(current_setting('app.member_id', true), '')::uuid"


def _policies() -> None:
    for table in NAMES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")
    mine = f"member_id = {ME}"
    op.execute(f"CREATE POLICY author ON learning_draft TO PUBLIC USING ({mine}) WITH CHECK ({mine})")
    # what is published the house shows to the writer's own people; what still waits its writer alone sees
    op.execute(f"CREATE POLICY seen ON learning_note FOR SELECT TO PUBLIC USING (published_at IS NOT NULL OR {mine})")
    op.execute(f"CREATE POLICY added ON learning_note FOR INSERT TO PUBLIC WITH CHECK ({mine})")
    op.execute(f"CREATE POLICY changed ON learning_note FOR UPDATE TO PUBLIC USING ({mine}) WITH CHECK ({mine})")
    op.execute(f"CREATE POLICY gone ON learning_note FOR DELETE TO PUBLIC USING ({mine})")
    reader = f"reader_id = {ME}"
    op.execute(f"CREATE POLICY seen ON learning_answer FOR SELECT TO PUBLIC USING ({reader})")
    op.execute(f"CREATE POLICY added ON learning_answer FOR INSERT TO PUBLIC WITH CHECK (author_id = {ME})")
    op.execute(f"CREATE POLICY reader ON learning_answer FOR UPDATE TO PUBLIC USING ({reader}) WITH CHECK ({reader})")
    op.execute(f"CREATE POLICY gone ON learning_answer FOR DELETE TO PUBLIC USING ({reader} OR author_id = {ME})")


def upgrade() -> None:
    """Create tables, policies and grants."""
    op.execute(TABLES)
    _policies()
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON learning_draft TO wellbeing_web")
    # a note never changes its writer or its group, an answer never its words, reader or note
    op.execute("GRANT SELECT, INSERT, DELETE, UPDATE (goes_at, published_at, sealed) ON learning_note TO wellbeing_web")
    op.execute("GRANT SELECT, INSERT, DELETE, UPDATE (space_id, sealed) ON learning_answer TO wellbeing_web")


def downgrade() -> None:
    """Take the tables away again, with everything in them."""
    for table in reversed(NAMES):
        op.execute(f"DROP TABLE {table}")
