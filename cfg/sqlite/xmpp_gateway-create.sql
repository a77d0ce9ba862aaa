-- Subscriptions between XMPP users and contacts of the gateway. SQLite.
--
-- direction: 1 the user sees the contact, 2 the gateway sees the user, 3 both;
-- 4 is added when the user has refused that the gateway sees him.

-- kept in the file: who reads (auth_db) does not fail while we write
PRAGMA journal_mode = WAL;

CREATE TABLE IF NOT EXISTS version (
    table_name VARCHAR(32) NOT NULL,
    table_version INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT version_table_name_idx UNIQUE (table_name)
);

CREATE TABLE xmpp_contact (
    id INTEGER PRIMARY KEY NOT NULL,
    username VARCHAR(2047) NOT NULL,
    contact VARCHAR(2047) NOT NULL,
    direction INTEGER DEFAULT 0 NOT NULL,
    updated INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT xmpp_contact_pair_idx UNIQUE (username, contact)
);

INSERT INTO version (table_name, table_version) VALUES ('xmpp_contact', 1);
