-- Subscriptions between XMPP users and contacts of the gateway. PostgreSQL.
--
-- direction: 1 the user sees the contact, 2 the gateway sees the user, 3 both;
-- 4 is added when the user has refused that the gateway sees him.

CREATE TABLE IF NOT EXISTS version (
    table_name VARCHAR(32) NOT NULL,
    table_version INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT version_table_name_idx UNIQUE (table_name)
);

CREATE TABLE xmpp_contact (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    username VARCHAR(2047) NOT NULL,
    contact VARCHAR(2047) NOT NULL,
    direction INTEGER DEFAULT 0 NOT NULL,
    updated INTEGER DEFAULT 0 NOT NULL
);

-- two JIDs may be longer than a key of a B-tree; the module itself takes care
-- that there is one row for a pair
CREATE INDEX xmpp_contact_username_idx ON xmpp_contact USING hash (username);

INSERT INTO version (table_name, table_version) VALUES ('xmpp_contact', 1);
