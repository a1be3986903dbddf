-- Logins and rights in records, one user per component that has a flow to it.
-- Run it as the administrator, after every change of the flows; it can run again and again:
--   psql --set=database=records --set=importer_user=importer --file=<this file>
\set ON_ERROR_STOP on

-- importer -> records: read-write
SELECT format('CREATE ROLE %I LOGIN', :'importer_user')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'importer_user') \gexec
GRANT rds_iam TO :"importer_user";
GRANT CONNECT ON DATABASE :"database" TO :"importer_user";
GRANT USAGE ON SCHEMA public TO :"importer_user";
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :"importer_user";
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM :"importer_user";
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM :"importer_user";
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM :"importer_user";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"importer_user";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"importer_user";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :"importer_user";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO :"importer_user";
