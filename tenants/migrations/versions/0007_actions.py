"""Actions: what leaders say will change, for one unit or the whole organization."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# no column names a person: who wrote stands in the audit trail, who answered nowhere
TABLES = """
CREATE TABLE action (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  unit_id uuid,
  changes text NOT NULL CHECK (length(changes) BETWEEN 1 AND 280),
  owner text NOT NULL CHECK (length(owner) BETWEEN 1 AND 80),
  state text NOT NULL CHECK (state IN ('planned', 'under_way', 'not_now', 'done')),
  due_on date,
  reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 200),
  lever text CHECK (lever IN ('workload', 'clarity', 'control', 'support', 'recovery', 'fairness', 'tools', 'meetings',
    'growth', 'safety')),
  wave text NOT NULL DEFAULT '' CHECK (length(wave) <= 120),
  done_on date,
  ended_on date,
  revision int NOT NULL CHECK (revision >= 1),
  made_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id) ON DELETE CASCADE,
  CHECK ((state = 'not_now') = (reason <> '')),
  CHECK (state <> 'not_now' OR due_on IS NULL),
  CHECK (state NOT IN ('planned', 'under_way') OR due_on IS NOT NULL),
  CHECK ((state = 'done') = (done_on IS NOT NULL))
);
CREATE INDEX action_unit ON action (tenant_id, unit_id);
"""

TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
CHANGING = "changes, owner, state, due_on, reason, lever, wave, done_on, ended_on, revision, changed_at"


def upgrade() -> None:
    """Create table, policies and grants."""
    op.execute(TABLES)
    op.execute("ALTER TABLE action ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE action FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON action AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("CREATE POLICY everyone ON action TO PUBLIC USING (true) WITH CHECK (true)")
    # what was said for one unit is never handed to another
    op.execute(f"GRANT SELECT, INSERT, DELETE, UPDATE ({CHANGING}) ON action TO wellbeing_web")


def downgrade() -> None:
    """Take the table away again, with everything in it."""
    op.execute("DROP TABLE action")
