-- Made by utils/schema from cfg/schema: changed there, not here.
--
-- SIP accounts of XMPP users. Used by the module xmpp_account, parameter
-- db_url. PostgreSQL.

CREATE TABLE IF NOT EXISTS version (
    table_name VARCHAR(32) NOT NULL,
    table_version INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT version_table_name_idx UNIQUE (table_name)
);

CREATE TABLE xmpp_account (
    -- Unique ID
    id BIGSERIAL PRIMARY KEY NOT NULL,
    -- Bare JID of the XMPP user
    username VARCHAR(2047) NOT NULL,
    -- Name of the account among those of its user
    line VARCHAR(64) NOT NULL,
    -- SIP address that is registered
    sip_uri VARCHAR(384) NOT NULL,
    -- Name of the digest authentication
    auth_name VARCHAR(128) DEFAULT '' NOT NULL,
    -- Password, encrypted by the module's key; of this user, line and address
    -- alone
    secret VARCHAR(512) DEFAULT '' NOT NULL,
    -- Outbound proxy, host or host:port; empty: none
    proxy VARCHAR(262) DEFAULT '' NOT NULL,
    -- udp, tcp or tls
    transport VARCHAR(8) DEFAULT 'udp' NOT NULL,
    -- Name that the called party is shown
    display_name VARCHAR(512) DEFAULT '' NOT NULL,
    -- 1: kept registered while no device is available; 2 is added for the
    -- default of its user, 4 when there are new voice messages, and 256 for
    -- each of these
    flags INTEGER DEFAULT 1 NOT NULL,
    -- User part of the Contact at the registrar
    token VARCHAR(32) DEFAULT '' NOT NULL,
    -- SIP status by which the registrar refused the account, until it is
    -- changed; -1: it has accepted it, calls may go out by it; 0: neither
    refused INTEGER DEFAULT 0 NOT NULL,
    -- When the row was written, seconds since 1970
    updated INTEGER DEFAULT 0 NOT NULL
);

CREATE INDEX xmpp_account_username_idx ON xmpp_account USING hash (username);

INSERT INTO version (table_name, table_version) VALUES ('xmpp_account', 1);
