"""Keys that can be changed: which master key wrapped what, versions that are retired, and erasures as rows."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = (
    # empty: wrapped before master keys had ids
    "ALTER TABLE tenant_key ADD COLUMN master text NOT NULL DEFAULT ''",
    "ALTER TABLE tenant_key ADD COLUMN retired_at timestamptz",
)

# the installation's own key; the right master key is known by opening it
PLATFORM_KEY = """
CREATE TABLE platform_key (
  version int PRIMARY KEY CHECK (version = 1),
  master text NOT NULL,
  wrapped bytea NOT NULL,
  created_at timestamptz NOT NULL
)
"""

# shared, as jobs are: it outlives members and organizations, and holds their ids and nothing else of them
ERASURE = """
CREATE TABLE erasure (
  id uuid PRIMARY KEY,
  tenant_id uuid NOT NULL,
  member_id uuid,
  kind text NOT NULL CHECK (kind IN ('own', 'leaver', 'organization')),
  space_ids uuid[] NOT NULL,
  asked_at timestamptz NOT NULL,
  keys_gone_at timestamptz,
  done_at timestamptz,
  CHECK ((kind = 'organization') = (member_id IS NULL)),
  CHECK (done_at IS NULL OR keys_gone_at IS NOT NULL)
)
"""
UNDER_WAY = """
CREATE UNIQUE INDEX erasure_under_way ON erasure (tenant_id, member_id) NULLS NOT DISTINCT WHERE done_at IS NULL
"""
OF_SOMEBODY = "CREATE INDEX erasure_member ON erasure (tenant_id, member_id)"


def upgrade() -> None:
    """Add tables, columns and grants; what is wrapped and sealed stays as it is."""
    for statement in (*COLUMNS, PLATFORM_KEY, ERASURE, UNDER_WAY, OF_SOMEBODY):
        op.execute(statement)
    op.execute("GRANT SELECT, INSERT, UPDATE (master, wrapped) ON platform_key TO wellbeing_web")
    op.execute("GRANT SELECT ON platform_key TO wellbeing_tally")
    # what was erased stays written down; only how far it came is written again
    op.execute("GRANT SELECT, INSERT, UPDATE (keys_gone_at, done_at) ON erasure TO wellbeing_web")
    # a rotation seals the keys of urns anew, and the tally alone may see them
    op.execute("GRANT UPDATE (wrapped) ON wave_key TO wellbeing_tally")
    # deleted keys leave the table itself soon
    op.execute("GRANT MAINTAIN ON tenant_key, private_space TO wellbeing_web")


def downgrade() -> None:
    """Refuse: a log of erasures that is forgotten would let a restored copy bring back what was erased."""
    raise NotImplementedError("Restore a backup instead: the log of erasures must not be dropped.")
