"""Instruments that an organization writes itself: who uploaded, who confirmed, and that these are two people."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = """
ALTER TABLE instrument
  ADD COLUMN uploaded_by uuid,
  ADD COLUMN uploaded_at timestamptz,
  ADD COLUMN confirmed_by uuid,
  ADD COLUMN confirmed_at timestamptz,
  ADD COLUMN withdrawn_at timestamptz
"""

ORIGIN = "instrument_origin_check"
CHECKS = {
    ORIGIN: "origin IN ('shipped', 'imported', 'own')",
    "instrument_uploaded_check": "(origin = 'own') = (uploaded_by IS NOT NULL AND uploaded_at IS NOT NULL)",
    # whoever uploads never confirms
    "instrument_confirmed_check": "(confirmed_by IS NULL) = (confirmed_at IS NULL)"
    " AND (confirmed_by IS NULL OR origin = 'own' AND confirmed_by <> uploaded_by)",
    "instrument_enabled_check": "origin <> 'own' OR enabled = (confirmed_at IS NOT NULL AND withdrawn_at IS NULL)",
}

SWITCHED = "enabled, licence_read_by, licence_read_at, confirmed_by, confirmed_at, withdrawn_at"


def upgrade() -> None:
    """Add the columns and what the database itself refuses, each constraint alone in its statement."""
    op.execute(COLUMNS)
    op.execute(f"ALTER TABLE instrument DROP CONSTRAINT {ORIGIN}")
    for name, check in CHECKS.items():
        op.execute(f"ALTER TABLE instrument ADD CONSTRAINT {name} CHECK ({check})")
    # what people were asked is never written again; an instrument is switched, confirmed and withdrawn
    op.execute("REVOKE UPDATE, DELETE ON instrument FROM wellbeing_web")
    op.execute(f"GRANT UPDATE ({SWITCHED}) ON instrument TO wellbeing_web")


def downgrade() -> None:
    """Forget the organizations' own instruments; figures of waves that asked them stay."""
    op.execute("GRANT UPDATE, DELETE ON instrument TO wellbeing_web")
    for name in CHECKS:
        op.execute(f"ALTER TABLE instrument DROP CONSTRAINT {name}")
    op.execute("DELETE FROM instrument WHERE origin = 'own'")
    op.execute(f"ALTER TABLE instrument ADD CONSTRAINT {ORIGIN} CHECK (origin IN ('shipped', 'imported'))")
    op.execute(
        "ALTER TABLE instrument DROP COLUMN uploaded_by, DROP COLUMN uploaded_at, DROP COLUMN confirmed_by,"
        " DROP COLUMN confirmed_at, DROP COLUMN withdrawn_at"
    )
