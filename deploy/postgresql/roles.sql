-- Run once, by a superuser, in any database of the server:  sudo -u postgres psql -f roles.sql
-- Four roles, none of which is a superuser or makes others. None has a password yet: give each its own afterwards with
-- \password zeren_owner and so on, which leaves it in no file and no history.

-- Makes and upgrades the tables. Signs in at installation and upgrades, from the database's own machine.
CREATE ROLE zeren_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- Serves: adds entries, changes none.
CREATE ROLE zeren_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

-- Looks: at entries and proofs, not at the views. What it writes by mistake is refused; a question ends after a minute.
CREATE ROLE zeren_reader LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 4;
ALTER ROLE zeren_reader SET default_transaction_read_only = on;
ALTER ROLE zeren_reader SET statement_timeout = '1min';

-- Dumps the schema of the ledger, and nothing else.
CREATE ROLE zeren_backup LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 2;
ALTER ROLE zeren_backup SET default_transaction_read_only = on;

-- The owner makes a schema for the application. Never the other way round: Zeren refuses to serve then.
GRANT zeren_app TO zeren_owner;

CREATE DATABASE zeren OWNER zeren_owner ENCODING 'UTF8' TEMPLATE template0;
