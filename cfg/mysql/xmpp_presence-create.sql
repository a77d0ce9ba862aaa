-- Made by utils/schema from cfg/schema: changed there, not here.
--
-- Subscriptions of SIP users to XMPP users. Used by the module xmpp_presence,
-- parameter db_url. MySQL, MariaDB.

CREATE TABLE IF NOT EXISTS version (
    table_name VARCHAR(32) NOT NULL,
    table_version INT UNSIGNED DEFAULT 0 NOT NULL,
    CONSTRAINT version_table_name_idx UNIQUE (table_name)
);

CREATE TABLE xmpp_presence (
    -- Unique ID
    id BIGINT AUTO_INCREMENT PRIMARY KEY NOT NULL,
    -- Our tag in the dialog: names the subscription
    tag VARCHAR(26) NOT NULL,
    -- Bare JID of the XMPP user who is watched
    username VARCHAR(2047) NOT NULL,
    -- Bare JID of the SIP user who watches, as a contact of the gateway
    contact VARCHAR(2047) NOT NULL,
    -- Call-ID
    callid VARCHAR(512) NOT NULL,
    -- Tag of the SIP user
    remote_tag VARCHAR(512) NOT NULL,
    -- URI of the XMPP user, as it was subscribed to
    local_uri VARCHAR(2047) NOT NULL,
    -- URI of the SIP user
    remote_uri VARCHAR(2047) NOT NULL,
    -- Contact of the phone
    target VARCHAR(1024) NOT NULL,
    -- Route set
    routes VARCHAR(2048) DEFAULT '' NOT NULL,
    -- Event package, with its id if there is one
    event VARCHAR(128) NOT NULL,
    -- 0: the XMPP user has not answered; 1: may be seen; 2: refused, no
    -- subscription any more
    state INT DEFAULT 0 NOT NULL,
    -- CSeq of our last NOTIFY when the row was written
    local_cseq INT DEFAULT 0 NOT NULL,
    -- CSeq of the last SUBSCRIBE
    remote_cseq INT DEFAULT 0 NOT NULL,
    -- When it expires, seconds since 1970
    expires INT DEFAULT 0 NOT NULL,
    -- When the XMPP user was asked, or has refused, seconds since 1970
    since INT DEFAULT 0 NOT NULL,
    KEY xmpp_presence_tag_idx (tag)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

INSERT INTO version (table_name, table_version) VALUES ('xmpp_presence', 1);
