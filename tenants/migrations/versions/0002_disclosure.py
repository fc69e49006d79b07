"""Disclosure control: groups of every kind, merged groups and distributions, and the ledger of released waves."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TENANT = "tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid"

SETTINGS = (
    "ALTER TABLE organization ADD COLUMN strict boolean NOT NULL DEFAULT false",
    "ALTER TABLE wave ADD COLUMN strict boolean NOT NULL DEFAULT false",
    "ALTER TABLE wave ADD COLUMN named_groups jsonb NOT NULL DEFAULT '{}'",
)

# placed_since: when location, job family or hiring date last changed; empty while they are as they came
FROZEN = (
    "ALTER TABLE member ADD COLUMN placed_since timestamptz",
    "ALTER TABLE audience_member ADD COLUMN job_family text NOT NULL DEFAULT ''",
    "ALTER TABLE audience_member ADD COLUMN groups text[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE ballot ADD COLUMN job_family text NOT NULL DEFAULT ''",
    "ALTER TABLE ballot ADD COLUMN groups text[] NOT NULL DEFAULT '{}'",
)

# a merged group is unique by the unit above and its name, not by the list of its units: hundreds would not fit an index
FIGURES = (
    "ALTER TABLE figure ADD COLUMN unit_ids uuid[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE figure ADD COLUMN location text NOT NULL DEFAULT ''",
    "ALTER TABLE figure ADD COLUMN tenure text NOT NULL DEFAULT ''",
    "ALTER TABLE figure ADD COLUMN family text NOT NULL DEFAULT ''",
    "ALTER TABLE figure ADD COLUMN name text NOT NULL DEFAULT ''",
    "ALTER TABLE figure ADD COLUMN bands int[]",
    "ALTER TABLE figure DROP CONSTRAINT figure_kind_check",
    "ALTER TABLE figure DROP CONSTRAINT figure_tenant_id_release_id_kind_unit_id_key",
    "UPDATE figure SET kind = 'org' WHERE kind = 'unit'",
    "UPDATE figure SET reason = 'hidden' WHERE reason IS NOT NULL",
    """
    ALTER TABLE figure ADD CONSTRAINT figure_kind_check CHECK (kind IN
      ('org', 'directs', 'location', 'tenure', 'family', 'named', 'org_location', 'org_tenure', 'location_tenure'))
    """,
    """
    ALTER TABLE figure ADD CONSTRAINT figure_group_key UNIQUE NULLS NOT DISTINCT
      (tenant_id, release_id, kind, unit_id, location, tenure, family, name)
    """,
    """
    ALTER TABLE figure ADD CONSTRAINT figure_bands_check
      CHECK (bands IS NULL OR (cardinality(bands) = 3 AND value IS NOT NULL))
    """,
    """
    ALTER TABLE figure ADD CONSTRAINT figure_merged_check
      CHECK (cardinality(unit_ids) = 0 OR (kind = 'org' AND name <> ''))
    """,
    "ALTER TABLE figure ADD CONSTRAINT figure_reason_check CHECK (reason IN ('hidden', 'merged'))",
)

# no foreign key to wave: a trial wave is erased at the launch, and what was seen of it must not be forgotten
LEDGER = """
CREATE TABLE ledger_round (
  tenant_id uuid NOT NULL REFERENCES organization ON DELETE CASCADE,
  id uuid NOT NULL,
  wave_id uuid NOT NULL,
  number int NOT NULL CHECK (number > 0),
  respondents bytea[] NOT NULL,
  groups jsonb NOT NULL,
  r2 real NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, wave_id),
  UNIQUE (tenant_id, number)
)
"""


def upgrade() -> None:
    """Add what a release through the ledger needs; what was published before stays as it is."""
    for statement in (*SETTINGS, *FROZEN, *FIGURES, LEDGER):
        op.execute(statement)
    op.execute("ALTER TABLE ledger_round ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE ledger_round FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON ledger_round AS RESTRICTIVE TO PUBLIC USING ({TENANT}) WITH CHECK ({TENANT})")
    op.execute("CREATE POLICY tally ON ledger_round TO wellbeing_tally USING (true) WITH CHECK (true)")
    op.execute("GRANT SELECT, INSERT ON ledger_round TO wellbeing_tally")


def downgrade() -> None:
    """Refuse: a ledger that is forgotten would allow what it forbade."""
    raise NotImplementedError("Restore a backup instead: the ledger of released waves must not be dropped.")
