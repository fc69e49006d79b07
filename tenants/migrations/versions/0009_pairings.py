"""Peer coaching: sealed profiles, topics and rounds of an organization, pairings, one sealed copy per reader."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE coaching_topic (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 2 AND 60),
  made_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);
CREATE TABLE coaching_round (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  number int NOT NULL CHECK (number >= 1),
  starts_on date NOT NULL,
  ends_on date NOT NULL CHECK (ends_on > starts_on),
  rules jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('planned', 'told', 'running', 'over', 'cancelled')),
  figures jsonb,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, number),
  CHECK (figures IS NULL OR state IN ('running', 'over'))
);
CREATE TABLE coaching_profile (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  revision int NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, member_id),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE TABLE coaching_pairing (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  round_id uuid NOT NULL,
  number int NOT NULL,
  member_ids uuid[] NOT NULL CHECK (cardinality(member_ids) BETWEEN 1 AND 3),
  state text NOT NULL CHECK (state IN ('open', 'ended', 'over')),
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, round_id) REFERENCES coaching_round (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX coaching_pairing_round ON coaching_pairing (tenant_id, round_id);
CREATE TABLE coaching_copy (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  words_id uuid NOT NULL,
  pairing_id uuid NOT NULL,
  author_id uuid NOT NULL,
  reader_id uuid NOT NULL,
  space_id uuid,
  kept boolean NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, words_id, reader_id),
  FOREIGN KEY (tenant_id, reader_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, space_id) REFERENCES private_space (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX coaching_copy_reader ON coaching_copy (tenant_id, reader_id, pairing_id);
"""

SHARED_BY_ALL = ("coaching_topic", "coaching_round")
PRIVATE = ("coaching_profile", "coaching_pairing", "coaching_copy")

TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"
ME = "NULLIF(current_setting('app.member_id', true), '')::uuid"


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
    op.execute(f"CREATE POLICY author ON coaching_profile TO PUBLIC USING ({mine}) WITH CHECK ({mine})")
    # the people of a pairing and nobody else: not HR, not a leader
    within = f"{ME} = ANY (member_ids)"
    op.execute(f"CREATE POLICY pair ON coaching_pairing FOR SELECT TO PUBLIC USING ({within})")
    op.execute(f"CREATE POLICY added ON coaching_pairing FOR INSERT TO PUBLIC WITH CHECK ({within})")
    op.execute(f"CREATE POLICY changed ON coaching_pairing FOR UPDATE TO PUBLIC USING ({within}) WITH CHECK ({within})")
    op.execute(f"CREATE POLICY gone ON coaching_pairing FOR DELETE TO PUBLIC USING ({within})")
    # a job runs with no member in force and may read who wants what; whoever is signed in has one, so nobody else can
    for table in ("coaching_profile", "coaching_pairing"):
        op.execute(f"CREATE POLICY house ON {table} FOR SELECT TO wellbeing_web USING ({ME} IS NULL)")
    reader = f"reader_id = {ME}"
    op.execute(f"CREATE POLICY seen ON coaching_copy FOR SELECT TO PUBLIC USING ({reader})")
    op.execute(f"CREATE POLICY added ON coaching_copy FOR INSERT TO PUBLIC WITH CHECK (author_id = {ME})")
    op.execute(f"CREATE POLICY reader ON coaching_copy FOR UPDATE TO PUBLIC USING ({reader}) WITH CHECK ({reader})")
    op.execute(f"CREATE POLICY gone ON coaching_copy FOR DELETE TO PUBLIC USING ({reader} OR author_id = {ME})")


def _grants() -> None:
    op.execute("GRANT SELECT, INSERT, DELETE ON coaching_topic TO wellbeing_web")
    op.execute("GRANT SELECT, INSERT, UPDATE (state, figures) ON coaching_round TO wellbeing_web")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON coaching_profile TO wellbeing_web")
    # a pairing never changes its round, a copy never its words, reader or pairing
    op.execute("GRANT SELECT, INSERT, DELETE, UPDATE (member_ids, state, sealed) ON coaching_pairing TO wellbeing_web")
    op.execute("GRANT SELECT, INSERT, DELETE, UPDATE (space_id, kept, sealed) ON coaching_copy TO wellbeing_web")


def upgrade() -> None:
    """Create tables, policies and grants."""
    op.execute(TABLES)
    _policies()
    _grants()


def downgrade() -> None:
    """Take the tables away again, with everything in them."""
    for table in ("coaching_copy", "coaching_pairing", "coaching_profile", "coaching_round", "coaching_topic"):
        op.execute(f"DROP TABLE {table}")
