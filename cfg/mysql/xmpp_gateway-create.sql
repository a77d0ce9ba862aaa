-- Made by utils/schema from cfg/schema: changed there, not here.
--
-- Subscriptions between XMPP users and contacts of the gateway. Used by the
-- module xmpp_gateway, parameter db_url. MySQL, MariaDB.

CREATE TABLE IF NOT EXISTS version (
    table_name VARCHAR(32) NOT NULL,
    table_version INT UNSIGNED DEFAULT 0 NOT NULL,
    CONSTRAINT version_table_name_idx UNIQUE (table_name)
);

CREATE TABLE xmpp_contact (
    -- Unique ID
    id BIGINT AUTO_INCREMENT PRIMARY KEY NOT NULL,
    -- Bare JID of the XMPP user
    username VARCHAR(2047) NOT NULL,
    -- Bare JID of the contact
    contact VARCHAR(2047) NOT NULL,
    -- 1: the user sees the contact, 2: the gateway sees the user, 3: both; 4 is
    -- added when the user has refused that the gateway sees the user
    direction INT DEFAULT 0 NOT NULL,
    -- When the row was written, seconds since 1970
    updated INT DEFAULT 0 NOT NULL,
    KEY xmpp_contact_pair_idx (username(191), contact(191))
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO version (table_name, table_version) VALUES ('xmpp_contact', 1);
