#!/bin/sh
# First start of the database only: the roles of tenants/migrations/roles.sql, and the passwords they sign in with.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -f /roles/roles.sql
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" \
  -v migrator="$MIGRATOR_PASSWORD" -v web="$WEB_PASSWORD" -v tally="$TALLY_PASSWORD" -v dump="$DUMP_PASSWORD" <<'SQL'
ALTER ROLE wellbeing_migrator PASSWORD :'migrator';
ALTER ROLE wellbeing_web PASSWORD :'web';
ALTER ROLE wellbeing_tally PASSWORD :'tally';
ALTER ROLE wellbeing_dump PASSWORD :'dump';
SQL
