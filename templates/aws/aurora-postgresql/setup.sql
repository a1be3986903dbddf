-- Roles, rights and logins of the database. The setup job runs this file as the administrator, in one transaction: applications see
-- all of it or nothing, and nothing changes for a login whose flows are the same. It may run at any time.
--
-- LOGINS is a JSON list: [{"name": "web", "actions": ["read-write"]}, ...].
\set ON_ERROR_STOP on
\getenv logins LOGINS

BEGIN;
SET LOCAL client_min_messages = warning;
SELECT current_user AS administrators \gset
CREATE TEMPORARY TABLE login ON COMMIT DROP AS SELECT * FROM json_to_recordset(:'logins') AS login (name text, actions json);

-- IAM decides who may log in; for members of rds_iam a token is the password.
SELECT format('CREATE ROLE %I LOGIN', name) FROM login WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
SELECT format('GRANT rds_iam TO %I', name) FROM login WHERE NOT pg_has_role(name, 'rds_iam', 'MEMBER') \gexec

-- The rest is the same on every cloud.

-- What a flow may do is a role; logins are members of their flows' roles. Migrations make tables as flow_migrate, which owns them.
CREATE TEMPORARY TABLE flow_role ON COMMIT DROP AS
SELECT * FROM unnest(ARRAY['flow_login', 'flow_migrate', 'flow_read', 'flow_read_write', 'flow_write']) AS flow_role (name);

SELECT format('CREATE ROLE %I NOLOGIN', name) FROM flow_role WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

-- Any administrator may run this, not only the one who made a role. Who grants on a table must be its owner's member.
SELECT format('GRANT %I TO %I WITH ADMIN TRUE, INHERIT TRUE, SET TRUE', name, :'administrators') FROM flow_role
WHERE NOT pg_has_role(:'administrators', name, 'MEMBER WITH ADMIN OPTION') \gexec
SELECT format('GRANT flow_migrate TO %I WITH INHERIT TRUE, SET TRUE', :'administrators')
WHERE NOT pg_has_role(:'administrators', 'flow_migrate', 'USAGE') \gexec

REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO flow_login;
GRANT TEMPORARY ON DATABASE :"DBNAME" TO flow_migrate;
GRANT USAGE ON SCHEMA public TO flow_login;
GRANT CREATE, USAGE ON SCHEMA public TO flow_migrate;

CREATE TEMPORARY TABLE flow_right (role text, object text, privileges text) ON COMMIT DROP;
INSERT INTO flow_right VALUES
  ('flow_read', 'TABLE', 'SELECT'),
  ('flow_read', 'SEQUENCE', 'SELECT'),
  ('flow_read_write', 'TABLE', 'SELECT, INSERT, UPDATE, DELETE'),
  ('flow_read_write', 'SEQUENCE', 'SELECT, USAGE'),
  -- Without SELECT an UPDATE or DELETE can have no condition: who only writes adds rows.
  ('flow_write', 'TABLE', 'INSERT'),
  ('flow_write', 'SEQUENCE', 'USAGE');

-- On the tables that migrations will make, and on those that are there.
SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE flow_migrate IN SCHEMA public GRANT %s ON %sS TO %I', privileges, object, role)
FROM flow_right \gexec
SELECT format('GRANT %s ON %s %s TO %I', privileges, object, pg_class.oid::regclass, role)
FROM flow_right JOIN pg_class ON relkind = ANY (CASE object WHEN 'TABLE' THEN '{r,p,v,m,f}' ELSE '{S}' END::"char"[])
WHERE relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'USAGE') \gexec

CREATE TEMPORARY TABLE wanted ON COMMIT DROP AS
SELECT name AS login, role
FROM login, LATERAL (SELECT 'flow_login' UNION SELECT 'flow_' || replace(value, '-', '_') FROM json_array_elements_text(actions)) AS flow (role);

CREATE TEMPORARY TABLE present ON COMMIT DROP AS
SELECT member.rolname::text AS login, flow_role.name AS role
FROM pg_auth_members JOIN pg_roles AS member ON member.oid = member JOIN flow_role ON roleid = flow_role.name::regrole
WHERE NOT admin_option AND member.rolname <> :'administrators';

SELECT format('REVOKE %I FROM %I GRANTED BY %I', role, login, :'administrators') FROM (TABLE present EXCEPT TABLE wanted) AS gone \gexec
-- A migration's login doesn't inherit: all that it makes belongs to flow_migrate.
SELECT format('GRANT %I TO %I WITH INHERIT %s, SET TRUE GRANTED BY %I', role, login, (role <> 'flow_migrate')::text, :'administrators')
FROM (TABLE wanted EXCEPT TABLE present) AS missing \gexec

-- A login without a flow is closed, and a migration's login acts as flow_migrate from the start. Where the cloud makes the logins, it
-- closes them itself, and a migration says SET ROLE flow_migrate.
SELECT
  format('ALTER ROLE %I %s', login, CASE WHEN bool_or(wants) THEN 'LOGIN' ELSE 'NOLOGIN' END),
  format('ALTER ROLE %I IN DATABASE %I %s', login, current_database(),
    CASE WHEN bool_or(wants AND role = 'flow_migrate') THEN 'SET role TO flow_migrate' ELSE 'RESET role' END)
FROM (SELECT *, true AS wants FROM wanted UNION ALL SELECT *, false FROM present) AS membership
WHERE pg_has_role(login, 'MEMBER WITH ADMIN OPTION')
GROUP BY login \gexec

-- PostgreSQL only warns where an administrator may not grant.
DO $check$
BEGIN
  IF NOT has_schema_privilege('flow_migrate', 'public', 'CREATE')
    OR NOT has_database_privilege('flow_login', current_database(), 'CONNECT')
    OR has_schema_privilege('public', 'public', 'CREATE')
    OR has_database_privilege('public', current_database(), 'CONNECT')
  THEN
    RAISE EXCEPTION '% may not grant on the database %: it must own it.', current_user, current_database();
  END IF;
END $check$;

SELECT login, string_agg(role, ', ' ORDER BY role) AS roles FROM wanted WHERE role <> 'flow_login' GROUP BY login ORDER BY login;

COMMIT;
