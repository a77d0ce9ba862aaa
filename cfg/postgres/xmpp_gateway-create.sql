-- Made by utils/schema from cfg/schema: changed there, not here.
--
-- Subscriptions between XMPP users and contacts of the gateway. Used by the
-- module xmpp_gateway, parameter db_url. PostgreSQL.

CREATE TABLE IF NOT EXISTS version (
    table_name VARCHAR(32) NOT NULL,
    table_version INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT version_table_name_idx UNIQUE (table_name)
);

CREATE TABLE xmpp_contact (
    -- Unique ID
    id BIGSERIAL PRIMARY KEY NOT NULL,
    -- Bare JID of the XMPP user
    username VARCHAR(2047) NOT NULL,
    -- Bare JID of the contact
    contact VARCHAR(2047) NOT NULL,
    -- 1: the user sees the contact, 2: the gateway sees the user, 3: both; 4 is
    -- added when the user has refused that the gateway sees the user
    direction INTEGER DEFAULT 0 NOT NULL,
    -- When the row was written, seconds since 1970
    updated INTEGER DEFAULT 0 NOT NULL
);

CREATE INDEX xmpp_contact_username_idx ON xmpp_contact USING hash (username);

INSERT INTO version (table_name, table_version) VALUES ('xmpp_contact', 1);
