-- Run by the owner in the database, after `zeren init`, and again after an upgrade:
--     psql 'postgresql://zeren_owner@127.0.0.1/zeren' -f grants.sql
-- What owner and application may do is settled by `zeren init`; this is for the two who only read.
REVOKE CONNECT ON DATABASE zeren FROM PUBLIC;
GRANT CONNECT ON DATABASE zeren TO zeren_app, zeren_reader, zeren_backup;
GRANT USAGE ON SCHEMA zeren TO zeren_reader, zeren_backup;
GRANT SELECT ON ALL TABLES IN SCHEMA zeren TO zeren_reader, zeren_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA zeren TO zeren_backup;
-- What a later version adds is theirs to read as well.
ALTER DEFAULT PRIVILEGES IN SCHEMA zeren GRANT SELECT ON TABLES TO zeren_reader, zeren_backup;
ALTER DEFAULT PRIVILEGES IN SCHEMA zeren GRANT SELECT ON SEQUENCES TO zeren_backup;
