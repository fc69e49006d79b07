"""Feedback: templates and phrases of an organization, sealed drafts, and one sealed copy per reader."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = """
ALTER TABLE private_space ADD COLUMN receives boolean NOT NULL DEFAULT true;
CREATE TABLE feedback_template (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  key text NOT NULL CHECK (key ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(key) <= 64),
  version int NOT NULL CHECK (version >= 1),
  definition jsonb NOT NULL,
  made_by uuid,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, key, version)
);
CREATE TABLE feedback_hidden (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  key text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, key)
);
CREATE TABLE feedback_phrase (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  phrase text NOT NULL CHECK (phrase = lower(phrase) AND length(phrase) BETWEEN 2 AND 80),
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
  kinder text NOT NULL CHECK (length(kinder) <= 200),
  made_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, phrase)
);
CREATE TABLE feedback_rest (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  token bytea NOT NULL CHECK (length(token) = 32),
  until timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, token)
);
CREATE TABLE feedback_draft (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  space_id uuid NOT NULL,
  revision int NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, space_id) REFERENCES private_space (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX feedback_draft_member ON feedback_draft (tenant_id, member_id);
CREATE TABLE feedback_copy (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  note_id uuid NOT NULL,
  author_id uuid NOT NULL,
  reader_id uuid NOT NULL,
  space_id uuid,
  delivered boolean NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, reader_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, space_id) REFERENCES private_space (tenant_id, id) ON DELETE CASCADE,
  CHECK (delivered OR space_id IS NULL),
  CHECK (author_id <> reader_id OR space_id IS NOT NULL)
);
CREATE INDEX feedback_copy_reader ON feedback_copy (tenant_id, reader_id);
CREATE INDEX feedback_copy_author ON feedback_copy (tenant_id, author_id) WHERE NOT delivered;
"""

SHARED_BY_ALL = ("feedback_template", "feedback_hidden", "feedback_phrase", "feedback_rest")
PRIVATE = ("feedback_draft", "feedback_copy")

TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
ME = "NULLIF(current_setting('app.member_id', true), '')::uuid"
# who wrote a note sees it until it is delivered, so that it can be taken back; from then on only its reader does
SEES = f"reader_id = {ME} OR (author_id = {ME} AND NOT delivered)"


def _secure(table: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")


def _policies() -> None:
    for table in (*SHARED_BY_ALL, *PRIVATE):
        _secure(table)
    for table in SHARED_BY_ALL:
        op.execute(f"CREATE POLICY everyone ON {table} TO PUBLIC USING (true) WITH CHECK (true)")
    mine = f"member_id = {ME}"
    op.execute(f"CREATE POLICY author ON feedback_draft TO PUBLIC USING ({mine}) WITH CHECK ({mine})")
    op.execute(f"CREATE POLICY seen ON feedback_copy FOR SELECT TO PUBLIC USING ({SEES})")
    op.execute(f"CREATE POLICY added ON feedback_copy FOR INSERT TO PUBLIC WITH CHECK (author_id = {ME})")
    reader = f"reader_id = {ME}"
    op.execute(f"CREATE POLICY reader ON feedback_copy FOR UPDATE TO PUBLIC USING ({reader}) WITH CHECK ({reader})")
    op.execute(f"CREATE POLICY gone ON feedback_copy FOR DELETE TO PUBLIC USING ({reader} OR author_id = {ME})")


def _grants() -> None:
    op.execute("GRANT SELECT, INSERT, DELETE ON feedback_template, feedback_hidden, feedback_phrase TO wellbeing_web")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON feedback_rest, feedback_draft TO wellbeing_web")
    # a copy never changes hands, note or state: only its reader's own marks and its place are written again
    op.execute("GRANT SELECT, INSERT, DELETE, UPDATE (space_id, sealed) ON feedback_copy TO wellbeing_web")


def upgrade() -> None:
    """Create tables, policies and grants."""
    op.execute(TABLES)
    _policies()
    _grants()


def downgrade() -> None:
    """Take the tables away again, with everything in them."""
    for table in (*PRIVATE, *SHARED_BY_ALL):
        op.execute(f"DROP TABLE {table}")
    op.execute("ALTER TABLE private_space DROP COLUMN receives")
