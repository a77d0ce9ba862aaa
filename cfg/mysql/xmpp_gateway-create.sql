-- Subscriptions between XMPP users and contacts of the gateway. MySQL.
--
-- direction: 1 the user sees the contact, 2 the gateway sees the user, 3 both;
-- 4 is added when the user has refused that the gateway sees him.

CREATE TABLE IF NOT EXISTS version (
    table_name VARCHAR(32) NOT NULL,
    table_version INT UNSIGNED DEFAULT 0 NOT NULL,
    CONSTRAINT version_table_name_idx UNIQUE (table_name)
);

CREATE TABLE xmpp_contact (
    id BIGINT AUTO_INCREMENT PRIMARY KEY NOT NULL,
    username VARCHAR(2047) NOT NULL,
    contact VARCHAR(2047) NOT NULL,
    direction INT DEFAULT 0 NOT NULL,
    updated INT DEFAULT 0 NOT NULL,
    -- two JIDs are longer than a key may be; the module itself takes care that
    -- there is one row for a pair
    KEY xmpp_contact_pair_idx (username(191), contact(191))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO version (table_name, table_version) VALUES ('xmpp_contact', 1);
