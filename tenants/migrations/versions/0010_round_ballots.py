"""A ballot about a coaching round: a wave that knows its round, once, and a chain of its own in the ledger."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE wave ADD COLUMN round_id uuid",
    "ALTER TABLE wave DROP CONSTRAINT wave_origin_check",
    "ALTER TABLE wave ADD CONSTRAINT wave_origin_check CHECK (origin IN ('live', 'imported', 'round'))",
    # no foreign key to coaching_round: features do not know each other's tables
    "ALTER TABLE wave ADD CONSTRAINT wave_round_check CHECK ((origin = 'round') = (round_id IS NOT NULL))",
    "ALTER TABLE wave ADD CONSTRAINT wave_round_whole_check CHECK (origin <> 'round' OR organization_only)",
    "ALTER TABLE wave ADD CONSTRAINT wave_round_once UNIQUE (tenant_id, round_id)",
    "ALTER TABLE ledger_round ADD COLUMN chain text NOT NULL DEFAULT 'checkin' CHECK (chain IN ('checkin', 'round'))",
    # who was in a pair is forgotten with the release; of a check-in only where people stood is
    "GRANT DELETE ON audience_member TO wellbeing_tally",
)


def upgrade() -> None:
    """Let a wave ask about a round; what was asked and published before stays as it is."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: without its chain what was seen of rounds would count among the check-ins."""
    raise NotImplementedError("Restore a backup instead: the ledger of released waves must not be mixed.")
