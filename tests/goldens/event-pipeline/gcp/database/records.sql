-- Rights in the database of records, one block per flow to it. Terraform makes the logins, which have no rights by themselves.
--
-- Run as postgres from a place that reaches the instance; README.md has the command. The psql variables are the names of the
-- components' logins: importer_user.
-- It may be run again at any time: what is there stays, and what a flow gives no more is taken back.

\set ON_ERROR_STOP on
\connect "records"

-- Nobody has rights that no flow gives.
REVOKE ALL ON DATABASE "records" FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- importer -> records: read-write
GRANT CONNECT ON DATABASE "records" TO :"importer_user";
GRANT USAGE ON SCHEMA public TO :"importer_user";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"importer_user";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"importer_user";
-- Tables and sequences that postgres creates from now on; for other owners add FOR ROLE.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"importer_user";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"importer_user";
