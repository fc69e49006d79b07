"""The ballot box: ballots sealed to a key of their wave; what was cast before is kept apart until it is counted.

A migration has no keys and cannot seal. So it ends every open wave at once and owes the job that closes it: ballots
cast so far are counted like any others, from a table of their own that nobody adds to, and go with their release.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"

# an open wave that closes as it opened is one that this migration ended; whoever casts meanwhile finds it over
END_WAVES = """
UPDATE wave SET closes_at = opened_at WHERE state = 'open'
"""
OWE_CLOSING = """
INSERT INTO job (id, tenant_id, kind, key, queue, args, state, run_at, attempts, fence, created_at)
SELECT gen_random_uuid(), tenant_id, 'checkins.keep_time', 'ballot-box', 'default', '{}', 'pending', now(), 0, 0, now()
FROM wave WHERE state = 'open' GROUP BY tenant_id
ON CONFLICT DO NOTHING
"""
# a tally of the old code that runs now has read ballots that are about to move: it stores nothing and runs again
FENCE_RELEASES = """
UPDATE job SET fence = fence + 1, state = 'pending', lease_until = NULL
WHERE kind = 'wave.release' AND state = 'running'
"""
SET_APART = """
CREATE TABLE unsealed_ballot (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  wave_id uuid NOT NULL,
  unit_path uuid[] NOT NULL,
  location text NOT NULL,
  tenure text NOT NULL,
  job_family text NOT NULL,
  groups text[] NOT NULL,
  answers jsonb NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, wave_id) REFERENCES wave (tenant_id, id) ON DELETE CASCADE
)
"""
MOVE = """
INSERT INTO unsealed_ballot
SELECT tenant_id, id, wave_id, unit_path, location, tenure, job_family, groups, answers FROM ballot ORDER BY id
"""
# the one size is that of wellbeing/checkins/sealing.py; two such rows fill a page, and none is moved out of line
BALLOT = """
CREATE TABLE ballot (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  wave_id uuid NOT NULL,
  sealed bytea STORAGE PLAIN NOT NULL CHECK (length(sealed) = 4000),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, wave_id) REFERENCES wave (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ballot_wave ON ballot (tenant_id, wave_id);
CREATE TABLE wave_key (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  wave_id uuid NOT NULL,
  wrapped bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, wave_id),
  FOREIGN KEY (tenant_id, wave_id) REFERENCES wave (tenant_id, id) ON DELETE CASCADE
)
"""
KEYED = """
ALTER TABLE wave ADD CONSTRAINT wave_public_key_check
  CHECK (length(public_key) = 32 OR (public_key IS NULL AND (state <> 'open' OR closes_at <= opened_at)))
"""

# the planner keeps samples of values (pg_statistic), which would outlive the rows: of these columns it takes none.
# Giving a column its type again forgets the samples that were taken before; its policy stands aside meanwhile.
AUTHOR = "member_id = NULLIF(current_setting('app.member_id', true), '')::uuid"
UNREMEMBERED = (
    "DROP POLICY author ON participation",
    "ALTER TABLE participation ALTER COLUMN member_id TYPE uuid",
    f"CREATE POLICY author ON participation FOR SELECT TO wellbeing_web USING ({AUTHOR})",
    "ALTER TABLE participation ALTER COLUMN member_id SET STATISTICS 0",
    "ALTER TABLE ballot ALTER COLUMN sealed SET STATISTICS 0",
    "ALTER TABLE wave_key ALTER COLUMN wrapped SET STATISTICS 0",
    *(
        f"ALTER TABLE unsealed_ballot ALTER COLUMN {column} SET STATISTICS 0"
        for column in ("unit_path", "location", "tenure", "job_family", "groups", "answers")
    ),
)

ADDED_BY_WEB = ("ballot", "wave_key")


def _secure(table: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON {table} AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute(f"CREATE POLICY tally ON {table} TO wellbeing_tally USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT, DELETE, MAINTAIN ON {table} TO wellbeing_tally")
    if table in ADDED_BY_WEB:
        op.execute(f"CREATE POLICY added ON {table} FOR INSERT TO wellbeing_web WITH CHECK (true)")
        op.execute(f"GRANT INSERT ON {table} TO wellbeing_web")


def upgrade() -> None:
    """End open waves, set their ballots apart, and make the urn in which ballots are sealed."""
    op.execute(END_WAVES)
    op.execute("LOCK TABLE ballot IN ACCESS EXCLUSIVE MODE")
    for statement in (FENCE_RELEASES, OWE_CLOSING, SET_APART, MOVE, "DROP TABLE ballot", BALLOT):
        op.execute(statement)
    op.execute("ALTER TABLE wave ADD COLUMN public_key bytea")
    op.execute(KEYED)
    for table in (*ADDED_BY_WEB, "unsealed_ballot"):
        _secure(table)
    for statement in UNREMEMBERED:
        op.execute(statement)
    # what a wave promised, and its key, cannot be written again; it can be closed
    op.execute("REVOKE UPDATE ON wave FROM wellbeing_web")
    op.execute("GRANT UPDATE (state, closed_at) ON wave TO wellbeing_web")
    # nor can the place where somebody counts in a wave
    op.execute("REVOKE UPDATE, DELETE ON audience_member FROM wellbeing_web")
    # where people stood in a wave is forgotten once a later one is released
    frozen = "unit_path, location, tenure, job_family, groups"
    op.execute(f"GRANT UPDATE ({frozen}) ON audience_member TO wellbeing_tally")


def downgrade() -> None:
    """Refuse: nobody holds the keys that sealed ballots would need to become plain ones."""
    raise NotImplementedError("Restore a backup instead: sealed ballots must not become plain ones again.")
