-- The database roles, created once a cluster by a superuser (idempotent).
-- owner: owns every table, cannot log in, and bypasses row security so that tables can be moved and altered whole.
-- migrator: logs in for migrations only. web: pages and ordinary jobs. tally: the only reader of ballots.
-- dump: backups, which must see every row.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wellbeing_owner') THEN
    CREATE ROLE wellbeing_owner NOLOGIN BYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wellbeing_migrator') THEN
    CREATE ROLE wellbeing_migrator LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wellbeing_web') THEN
    CREATE ROLE wellbeing_web LOGIN NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wellbeing_tally') THEN
    CREATE ROLE wellbeing_tally LOGIN NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wellbeing_dump') THEN
    CREATE ROLE wellbeing_dump LOGIN BYPASSRLS;
  END IF;
END
$$;
GRANT wellbeing_owner TO wellbeing_migrator;
GRANT pg_read_all_data TO wellbeing_dump;
DO $$
BEGIN
  EXECUTE format('ALTER DATABASE %I OWNER TO wellbeing_owner', current_database());
END
$$;
GRANT USAGE, CREATE ON SCHEMA public TO wellbeing_owner;
GRANT USAGE ON SCHEMA public TO wellbeing_web, wellbeing_tally, wellbeing_dump;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
