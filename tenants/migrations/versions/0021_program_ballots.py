"""A ballot about a programme: a wave that knows its programme, once; and what a report on a programme is about."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE wave ADD COLUMN program_id uuid",
    "ALTER TABLE wave DROP CONSTRAINT wave_origin_check",
    "ALTER TABLE wave ADD CONSTRAINT wave_origin_check CHECK (origin IN ('live', 'imported', 'round', 'program'))",
    # no foreign key to program: features do not know each other's tables
    "ALTER TABLE wave ADD CONSTRAINT wave_program_check CHECK ((origin = 'program') = (program_id IS NOT NULL))",
    "ALTER TABLE wave ADD CONSTRAINT wave_program_whole_check CHECK (origin <> 'program' OR organization_only)",
    "ALTER TABLE wave ADD CONSTRAINT wave_program_once UNIQUE (tenant_id, program_id)",
    "ALTER TABLE ledger_round DROP CONSTRAINT ledger_round_chain_check",
    "ALTER TABLE ledger_round ADD CONSTRAINT ledger_round_chain_check CHECK (chain IN ('checkin', 'round', 'program'))",
    # what the programme was called and when it ran, as it stood when the report was asked for: its bytes repeat
    "ALTER TABLE document ADD COLUMN about jsonb",
    "ALTER TABLE document ADD CONSTRAINT document_about_check CHECK ((kind LIKE 'program:%') = (about IS NOT NULL))",
)


def upgrade() -> None:
    """Let a wave ask about a programme and a document tell of one; what is there stays as it is."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: without its chain what was seen of programmes would count among the check-ins."""
    raise NotImplementedError("Restore a backup instead: the ledger of released waves must not be mixed.")
