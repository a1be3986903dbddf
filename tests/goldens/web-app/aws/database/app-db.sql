-- Logins and rights in app-db, one user per component that has a flow to it.
-- Run it as the administrator, after every change of the flows; it can run again and again:
--   psql --set=database=gallery --set=web_user=web --file=<this file>
\set ON_ERROR_STOP on

-- web -> app-db: read-write
SELECT format('CREATE ROLE %I LOGIN', :'web_user')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'web_user') \gexec
GRANT rds_iam TO :"web_user";
GRANT CONNECT ON DATABASE :"database" TO :"web_user";
GRANT USAGE ON SCHEMA public TO :"web_user";
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :"web_user";
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM :"web_user";
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM :"web_user";
ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM :"web_user";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"web_user";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"web_user";
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO :"web_user";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO :"web_user";
