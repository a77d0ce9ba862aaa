-- Made by utils/schema from cfg/schema: changed there, not here.
--
-- Calls that survive a restart: one row from the moment when an XMPP device is
-- told of a call until both sides know of its end. gr and tag are secrets: a
-- party that knows them can end the call. Only Kamailio should be able to read
-- this table. Used by the module jingle, parameter db_url. PostgreSQL.

CREATE TABLE IF NOT EXISTS version (
    table_name VARCHAR(32) NOT NULL,
    table_version INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT version_table_name_idx UNIQUE (table_name)
);

CREATE TABLE jingle_call (
    -- Unique ID
    id BIGSERIAL PRIMARY KEY NOT NULL,
    -- Names the call in our Contact; a secret
    gr VARCHAR(26) NOT NULL,
    -- Our tag in the SIP dialog; a secret
    tag VARCHAR(26) NOT NULL,
    -- 0: a phone called, 1: an XMPP user did
    direction INTEGER NOT NULL,
    -- When it began, seconds since 1970
    since BIGINT NOT NULL,
    -- 1: the caller asks for privacy (RFC 3323)
    anonymous INTEGER NOT NULL,
    -- Our XMPP component
    component TEXT NOT NULL,
    -- Our full JID in this call
    local TEXT NOT NULL,
    -- Bare JID of the XMPP user
    bare TEXT NOT NULL,
    -- The JID that was called, bare or full
    target TEXT NOT NULL,
    -- The SIP caller, as the script asserts it
    caller TEXT NOT NULL,
    -- Call-ID of the SIP dialog
    callid TEXT NOT NULL,
    -- Our URI in the SIP dialog
    loc_uri TEXT NOT NULL,
    -- Our display name in it
    loc_name TEXT NOT NULL,
    -- URI of the phone
    rem_uri TEXT NOT NULL,
    -- Display name of the phone
    rem_name TEXT NOT NULL,
    -- Call-id of its media at rtpengine: knowing it suffices to hear the call
    media_id VARCHAR(64) DEFAULT '' NOT NULL,
    -- 1: audio, 2: video. This column and those that follow change while the
    -- call lasts
    media INTEGER NOT NULL,
    -- As in jingle.list
    state VARCHAR(16) NOT NULL,
    -- When it was answered, 1 + seconds after since; 0: not yet
    active_since BIGINT NOT NULL,
    -- When the row was written, seconds since 1970
    updated BIGINT NOT NULL,
    -- XMPP devices: state, by propose or not, session id, JID
    legs TEXT NOT NULL,
    -- Which of them has the call, -1: none yet
    leg INTEGER NOT NULL,
    -- What the descriptions of both sides were last
    context TEXT NOT NULL,
    -- Tag of the phone
    rem_tag TEXT NOT NULL,
    -- Contact of the phone
    rem_target TEXT NOT NULL,
    -- Route set of the SIP dialog
    routes TEXT NOT NULL,
    -- CSeq of our last request
    cseq BIGINT NOT NULL,
    -- CSeq of the phone's last request
    rem_cseq BIGINT DEFAULT 0 NOT NULL,
    -- SIP status by which it ends
    code INTEGER NOT NULL,
    -- Whether rtpengine may know the call
    media_on INTEGER NOT NULL,
    -- 1: the XMPP user changed something that the phone has not been told
    reoffer INTEGER NOT NULL,
    -- 1: the caller's phone has offered RTP without keys
    rtp_avp INTEGER DEFAULT 0 NOT NULL,
    -- Where SIP came from, and to
    received VARCHAR(128) NOT NULL,
    -- Until the call is answered: header lines of the caller's INVITE, or the
    -- CANCEL of each phone that is called and where it goes
    request TEXT NOT NULL,
    CONSTRAINT jingle_call_gr_idx UNIQUE (gr)
);

INSERT INTO version (table_name, table_version) VALUES ('jingle_call', 2);
