-- A table jingle_call as jingle-create.sql makes it, version 1, becomes one of
-- version 2; its calls go on. To be run once, after jingle-create.sql or on a
-- table that has been in use.

-- What rtpengine calls the media of the call; empty: JX- and callid, as before.
-- A secret like gr and tag: who knows it can hear the call.
ALTER TABLE jingle_call ADD COLUMN media_id TEXT NOT NULL;

UPDATE version SET table_version = 2 WHERE table_name = 'jingle_call';
