"""The house: every table of the first version, with row-level security forced on all of them."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCOPE = """
CREATE FUNCTION enter_scope(tenant uuid, member uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SET LOCAL app.tenant_id = %L', tenant);
  EXECUTE format('SET LOCAL app.member_id = %L', coalesce(member::text, ''));
END
$$
"""

SHARED = """
CREATE TABLE slug (
  slug text PRIMARY KEY CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 60),
  tenant_id uuid NOT NULL UNIQUE,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
  created_at timestamptz NOT NULL
);
CREATE TABLE identity (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (email = lower(email) AND email LIKE '%@%'),
  password_hash text,
  password_set_at timestamptz,
  reset_at timestamptz,
  created_at timestamptz NOT NULL
);
CREATE TABLE directory (
  identity_id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  member_id uuid NOT NULL,
  PRIMARY KEY (identity_id, tenant_id, member_id),
  UNIQUE (tenant_id, member_id)
);
CREATE TABLE password_reset (
  token_hash bytea PRIMARY KEY,
  identity_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX password_reset_identity ON password_reset (identity_id);
CREATE TABLE job (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  queue text NOT NULL CHECK (queue IN ('default', 'tally')),
  args jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'running', 'done', 'dead')),
  run_at timestamptz NOT NULL,
  attempts int NOT NULL,
  fence int NOT NULL,
  lease_until timestamptz,
  progress int,
  total int,
  reason text,
  created_at timestamptz NOT NULL,
  finished_at timestamptz,
  UNIQUE (tenant_id, kind, key)
);
CREATE INDEX job_due ON job (run_at) WHERE state = 'pending';
CREATE INDEX job_lease ON job (lease_until) WHERE state = 'running';
CREATE TABLE mail_outbox (
  id uuid PRIMARY KEY,
  tenant_id uuid,
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
"""

WHO = """
CREATE TABLE organization (
  tenant_id uuid PRIMARY KEY,
  slug text NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  program_name text NOT NULL DEFAULT '',
  languages text[] NOT NULL DEFAULT '{en}',
  language text NOT NULL DEFAULT 'en',
  time_zone text NOT NULL DEFAULT 'UTC',
  working_days int[] NOT NULL DEFAULT '{1,2,3,4,5}',
  quiet_from time NOT NULL DEFAULT '18:00',
  quiet_until time NOT NULL DEFAULT '08:00',
  threshold int NOT NULL DEFAULT 5 CHECK (threshold BETWEEN 5 AND 50),
  logo bytea CHECK (length(logo) <= 204800),
  logo_type text CHECK (logo_type IN ('image/png', 'image/jpeg')),
  created_at timestamptz NOT NULL,
  first_import_at timestamptz,
  launched_at timestamptz
);
CREATE TABLE tenant_key (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  version int NOT NULL,
  wrapped bytea NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, version)
);
CREATE TABLE unit (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  parent_id uuid,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120 AND position('/' in name) = 0),
  path text NOT NULL,
  path_key text NOT NULL,
  position int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, path_key),
  FOREIGN KEY (tenant_id, parent_id) REFERENCES unit (tenant_id, id),
  CHECK (parent_id <> id)
);
CREATE TABLE member (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  email text NOT NULL CHECK (email = lower(email) AND email LIKE '%@%'),
  proposed_email text CHECK (proposed_email = lower(proposed_email)),
  name text NOT NULL DEFAULT '',
  external_id text,
  unit_id uuid,
  manager_id uuid,
  location text NOT NULL DEFAULT '',
  job_family text NOT NULL DEFAULT '',
  hired_on date,
  time_zone text,
  language text,
  bounces boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  invited_at timestamptz,
  activated_at timestamptz,
  unit_since timestamptz NOT NULL,
  left_on date,
  left_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, email),
  UNIQUE (tenant_id, external_id),
  FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id),
  FOREIGN KEY (tenant_id, manager_id) REFERENCES member (tenant_id, id),
  CHECK (manager_id <> id)
);
CREATE INDEX member_unit ON member (tenant_id, unit_id);
CREATE INDEX member_manager ON member (tenant_id, manager_id);
CREATE TABLE role_grant (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('hr', 'leader', 'trustee', 'operator')),
  unit_id uuid,
  granted_by uuid,
  granted_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE NULLS NOT DISTINCT (tenant_id, member_id, role, unit_id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, unit_id) REFERENCES unit (tenant_id, id) ON DELETE CASCADE,
  CHECK ((role = 'leader') = (unit_id IS NOT NULL))
);
CREATE TABLE web_session (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  identity_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  label text NOT NULL DEFAULT '',
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  unlock_code_hash bytea,
  unlock_until timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, token_hash),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX web_session_member ON web_session (tenant_id, member_id);
CREATE TABLE invitation (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  kind text NOT NULL DEFAULT 'invitation' CHECK (kind IN ('invitation', 'private_space', 'leaver')),
  space_id uuid,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, token_hash),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE TABLE private_space (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  key_version int NOT NULL,
  wrapped_key bytea NOT NULL,
  begun_at timestamptz NOT NULL,
  locked_at timestamptz,
  readable_from timestamptz,
  recovery_hash bytea NOT NULL,
  recovery_address bytea,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX private_space_member ON private_space (tenant_id, member_id);
CREATE TABLE notice (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  kind text NOT NULL,
  args jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  read_at timestamptz,
  mailed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX notice_member ON notice (tenant_id, member_id);
CREATE TABLE notice_choice (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, member_id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE TABLE mail_week (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  week_on date NOT NULL,
  sent int NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, member_id, week_on),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE TABLE consent (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  kind text NOT NULL,
  given_on date NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, member_id, kind),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE TABLE help_contact (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  name text NOT NULL,
  phone text NOT NULL DEFAULT '',
  text_number text NOT NULL DEFAULT '',
  url text NOT NULL DEFAULT '',
  hours text NOT NULL DEFAULT '',
  source text NOT NULL,
  verified_on date NOT NULL,
  expires_on date NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE help_confirmation (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  confirmed_by uuid NOT NULL,
  confirmed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, country)
);
CREATE TABLE audit_event (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  actor_id uuid,
  action text NOT NULL,
  subject text NOT NULL,
  details jsonb NOT NULL,
  previous bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, seq)
);
CREATE TABLE people_upload (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
"""

WHAT = """
CREATE TABLE journal_entry (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  space_id uuid NOT NULL,
  month_on date NOT NULL CHECK (extract(day FROM month_on) = 1),
  revision int NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, space_id) REFERENCES private_space (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX journal_entry_month ON journal_entry (tenant_id, member_id, month_on);
CREATE TABLE instrument (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  key text NOT NULL,
  version int NOT NULL,
  origin text NOT NULL CHECK (origin IN ('shipped', 'imported')),
  definition jsonb NOT NULL,
  enabled boolean NOT NULL,
  licence_read_by uuid,
  licence_read_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, key, version)
);
CREATE TABLE schedule (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL,
  instruments text[] NOT NULL,
  every_weeks int NOT NULL CHECK (every_weeks BETWEEN 2 AND 52),
  open_days int NOT NULL CHECK (open_days BETWEEN 1 AND 60),
  next_on date NOT NULL,
  active boolean NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE wave (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  instruments jsonb NOT NULL,
  promise jsonb NOT NULL,
  threshold int NOT NULL CHECK (threshold >= 5),
  organization_only boolean NOT NULL,
  trial boolean NOT NULL,
  origin text NOT NULL CHECK (origin IN ('live', 'imported')),
  schedule_id uuid,
  state text NOT NULL CHECK (state IN ('open', 'closing', 'released')),
  opened_at timestamptz NOT NULL,
  closes_at timestamptz NOT NULL,
  closed_at timestamptz,
  released_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name),
  FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedule (tenant_id, id)
);
CREATE TABLE audience_member (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  wave_id uuid NOT NULL,
  member_id uuid NOT NULL,
  unit_path uuid[] NOT NULL,
  location text NOT NULL,
  tenure text NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, wave_id, member_id),
  FOREIGN KEY (tenant_id, wave_id) REFERENCES wave (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE TABLE participation (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  wave_id uuid NOT NULL,
  member_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, wave_id, member_id),
  FOREIGN KEY (tenant_id, wave_id, member_id)
    REFERENCES audience_member (tenant_id, wave_id, member_id) ON DELETE CASCADE
);
CREATE TABLE ballot (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  wave_id uuid NOT NULL,
  unit_path uuid[] NOT NULL,
  location text NOT NULL,
  tenure text NOT NULL,
  answers jsonb NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, wave_id) REFERENCES wave (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ballot_wave ON ballot (tenant_id, wave_id);
CREATE TABLE own_answers (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  space_id uuid NOT NULL,
  month_on date NOT NULL CHECK (extract(day FROM month_on) = 1),
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, space_id) REFERENCES private_space (tenant_id, id) ON DELETE CASCADE
);
CREATE TABLE release (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  wave_id uuid NOT NULL,
  instrument text NOT NULL,
  scale text NOT NULL,
  labels jsonb NOT NULL,
  settings jsonb NOT NULL,
  released_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, wave_id, instrument, scale),
  FOREIGN KEY (tenant_id, wave_id) REFERENCES wave (tenant_id, id) ON DELETE CASCADE
);
CREATE TABLE figure (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  release_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('org', 'unit')),
  unit_id uuid,
  unit_path text NOT NULL,
  position int NOT NULL,
  n_band text,
  value int CHECK (value BETWEEN 0 AND 100),
  bound text CHECK (bound IN ('at_most', 'at_least')),
  status text NOT NULL CHECK (status IN ('published', 'merged', 'suppressed')),
  reason text,
  PRIMARY KEY (tenant_id, id),
  UNIQUE NULLS NOT DISTINCT (tenant_id, release_id, kind, unit_id),
  FOREIGN KEY (tenant_id, release_id) REFERENCES release (tenant_id, id) ON DELETE CASCADE,
  CHECK ((status = 'suppressed') = (value IS NULL)),
  CHECK (status <> 'suppressed' OR (n_band IS NULL AND reason IS NOT NULL))
);
CREATE TABLE document (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  wave_id uuid NOT NULL,
  kind text NOT NULL,
  unit_id uuid,
  language text NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'working', 'ready', 'failed')),
  reason text,
  content bytea,
  sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz NOT NULL,
  ready_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE NULLS NOT DISTINCT (tenant_id, wave_id, kind, unit_id, language),
  FOREIGN KEY (tenant_id, wave_id) REFERENCES wave (tenant_id, id) ON DELETE CASCADE,
  CHECK ((state = 'ready') = (content IS NOT NULL AND sha256 IS NOT NULL))
);
"""

TENANT_TABLES = [
    "organization",
    "tenant_key",
    "unit",
    "member",
    "role_grant",
    "web_session",
    "invitation",
    "help_contact",
    "help_confirmation",
    "audit_event",
    "people_upload",
    "instrument",
    "schedule",
    "wave",
    "audience_member",
    "ballot",
    "release",
    "figure",
    "document",
]
AUTHOR_TABLES = [
    "private_space",
    "notice",
    "notice_choice",
    "mail_week",
    "consent",
    "journal_entry",
    "own_answers",
    "participation",
]
# rows that others of the organization may add, though only the person named reads them
ADDED_BY_OTHERS = ("notice", "participation")

TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
AUTHOR = "member_id = NULLIF(current_setting('app.member_id', true), '')::uuid"

SHARED_TABLES = ["slug", "identity", "directory", "password_reset", "job", "mail_outbox"]
APPEND_ONLY = ("audit_event",)
# the tally process reads these besides the ballots
TALLY_READS = [
    "organization",
    "tenant_key",
    "unit",
    "wave",
    "audience_member",
    "instrument",
    "schedule",
    "release",
    "figure",
    "document",
    "member",
    "role_grant",
    "slug",
]


def _secure(table: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")
    if table == "participation":
        op.execute(f"CREATE POLICY author ON {table} FOR SELECT TO wellbeing_web USING ({AUTHOR})")
        op.execute(f"CREATE POLICY added ON {table} FOR INSERT TO PUBLIC WITH CHECK (true)")
        op.execute(f"CREATE POLICY tally ON {table} TO wellbeing_tally USING (true)")
    elif table in ADDED_BY_OTHERS:
        op.execute(f"CREATE POLICY author ON {table} TO PUBLIC USING ({AUTHOR}) WITH CHECK ({AUTHOR})")
        op.execute(f"CREATE POLICY added ON {table} FOR INSERT TO PUBLIC WITH CHECK (true)")
    elif table in AUTHOR_TABLES:
        op.execute(f"CREATE POLICY author ON {table} TO PUBLIC USING ({AUTHOR}) WITH CHECK ({AUTHOR})")
    else:
        op.execute(f"CREATE POLICY everyone ON {table} TO PUBLIC USING (true) WITH CHECK (true)")


def _grant() -> None:
    for table in (*SHARED_TABLES, *TENANT_TABLES, *AUTHOR_TABLES):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO wellbeing_web")
    op.execute("REVOKE SELECT, UPDATE, DELETE ON ballot FROM wellbeing_web")
    op.execute("REVOKE UPDATE, DELETE ON participation FROM wellbeing_web")
    op.execute("REVOKE INSERT, UPDATE, DELETE ON release, figure FROM wellbeing_web")
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE ON {table} FROM wellbeing_web")
    for table in TALLY_READS:
        op.execute(f"GRANT SELECT ON {table} TO wellbeing_tally")
    op.execute("GRANT SELECT, DELETE ON ballot, participation TO wellbeing_tally")
    op.execute("GRANT INSERT ON release, figure TO wellbeing_tally")
    op.execute("GRANT SELECT, INSERT, UPDATE ON job, document TO wellbeing_tally")
    op.execute("GRANT UPDATE (state, released_at, closed_at) ON wave TO wellbeing_tally")
    op.execute("GRANT INSERT ON notice TO wellbeing_tally")
    op.execute("GRANT MAINTAIN ON ballot, participation TO wellbeing_tally")
    op.execute("GRANT SELECT ON alembic_version TO wellbeing_web, wellbeing_tally")


def upgrade() -> None:
    """Create tables, policies and grants."""
    op.execute(SCOPE)
    for block in (SHARED, WHO, WHAT):
        op.execute(block)
    for table in (*TENANT_TABLES, *AUTHOR_TABLES):
        _secure(table)
    _grant()


def downgrade() -> None:
    """Refuse: the first version has nothing below it."""
    raise NotImplementedError("Restore a backup instead: the first version has nothing below it.")
