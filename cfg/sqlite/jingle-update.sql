-- Made by utils/schema from cfg/schema: changed there, not here.
--
-- A table jingle_call of version 1 becomes one of version 2, as
-- jingle-create.sql makes it; its calls continue. To be run once, while
-- Kamailio is stopped.

ALTER TABLE jingle_call ADD COLUMN media_id VARCHAR(64) DEFAULT '' NOT NULL;
ALTER TABLE jingle_call ADD COLUMN rem_cseq BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE jingle_call ADD COLUMN rtp_avp INTEGER DEFAULT 0 NOT NULL;

UPDATE version SET table_version = 2 WHERE table_name = 'jingle_call';
