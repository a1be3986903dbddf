-- Logins and rights in the database of records, one block per flow to it.
--
-- Run as the server's Entra ID administrator from a place that reaches the private endpoint; README.md has the command. The psql
-- variables are the names of the components' managed identities: importer_user.
-- It may be run again at any time: what is there stays.

\set ON_ERROR_STOP on

-- A login of importer's managed identity: a token instead of a password.
SELECT pgaadauth_create_principal(:'importer_user', false, false)
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = :'importer_user');

\connect "records"

-- Nobody has rights that no flow gives. PostgreSQL only warns where the administrator does not own what Azure made.
REVOKE ALL ON DATABASE "records" FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- importer -> records: read-write
GRANT CONNECT ON DATABASE "records" TO :"importer_user";
GRANT USAGE ON SCHEMA public TO :"importer_user";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"importer_user";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"importer_user";
-- Tables and sequences that this administrator creates from now on; for other owners add FOR ROLE.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"importer_user";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"importer_user";
