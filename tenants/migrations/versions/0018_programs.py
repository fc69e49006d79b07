"""Programmes: what HR builds, what steps set off, whose morning it is, and the sealed enrolments of members."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PROGRAM = """
CREATE TABLE program (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  blueprint text NOT NULL,
  content jsonb NOT NULL,
  languages text[] NOT NULL,
  audience jsonb NOT NULL,
  sensitive boolean NOT NULL,
  joiners text NOT NULL CHECK (joiners IN ('week_one', 'with_company')),
  starts_on date,
  ends_on date,
  more integer NOT NULL CHECK (more BETWEEN 0 AND 26),
  rests jsonb NOT NULL,
  paused_since date,
  state text NOT NULL CHECK (state IN ('draft', 'running', 'paused', 'ended')),
  revision integer NOT NULL,
  version integer NOT NULL,
  again_of uuid,
  made_at timestamptz NOT NULL,
  launched_at timestamptz,
  ended_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CHECK ((state = 'draft') = (launched_at IS NULL)),
  CHECK (state = 'draft' OR starts_on IS NOT NULL AND ends_on IS NOT NULL),
  CHECK (ends_on >= starts_on),
  CHECK ((state = 'paused') = (paused_since IS NOT NULL)),
  CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
  CHECK (
    NOT sensitive OR audience ->> 'role' = 'everyone' AND audience -> 'units' = '[]'
    AND audience -> 'locations' = '[]' AND audience -> 'job_families' = '[]'
  )
);
CREATE INDEX program_state ON program (tenant_id, state);
"""
ACT = """
CREATE TABLE program_act (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  program_id uuid NOT NULL,
  step_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('checkin', 'pairing_round')),
  week integer NOT NULL,
  due_on date NOT NULL,
  state text NOT NULL CHECK (state IN ('owed', 'done', 'given_up')),
  reason text NOT NULL,
  about_id uuid,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, program_id, step_id),
  FOREIGN KEY (tenant_id, program_id) REFERENCES program (tenant_id, id) ON DELETE CASCADE
)
"""
MORNING = """
CREATE TABLE program_morning (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  program_id uuid NOT NULL,
  member_id uuid NOT NULL,
  week integer NOT NULL,
  "on" date NOT NULL,
  time_zone text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, program_id) REFERENCES program (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX program_morning_at ON program_morning (tenant_id, at);
CREATE INDEX program_morning_member ON program_morning (tenant_id, member_id);
"""
ENROLLMENT = """
CREATE TABLE enrollment (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, id) REFERENCES private_space (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
)
"""
TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
ME = "member_id = NULLIF(current_setting('app.member_id', true), '')::uuid"
SHOWN_TO = {
    "program": "everyone ON program TO PUBLIC USING (true) WITH CHECK (true)",
    "program_act": "everyone ON program_act TO PUBLIC USING (true) WITH CHECK (true)",
    "program_morning": "everyone ON program_morning TO PUBLIC USING (true) WITH CHECK (true)",
    "enrollment": f"author ON enrollment TO PUBLIC USING ({ME}) WITH CHECK ({ME})",
}


def upgrade() -> None:
    """Create the tables with their policies."""
    for table in (PROGRAM, ACT, MORNING, ENROLLMENT):
        op.execute(table)
    for table, policy in SHOWN_TO.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")
        op.execute(f"CREATE POLICY {policy}")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON program, program_act, program_morning TO wellbeing_web")
    op.execute("GRANT SELECT, INSERT, UPDATE (sealed), DELETE ON enrollment TO wellbeing_web")


def downgrade() -> None:
    """Take the tables away again."""
    op.execute("DROP TABLE enrollment, program_morning, program_act, program")
