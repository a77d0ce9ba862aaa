-- Calls that outlive Kamailio: one row from the moment when an XMPP device is
-- told of a call until both sides know of its end. PostgreSQL.
--
-- gr and tag are secrets: who knows them can end the call. Nobody but Kamailio
-- should be able to read this table.

CREATE TABLE IF NOT EXISTS version (
    table_name VARCHAR(32) NOT NULL,
    table_version INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT version_table_name_idx UNIQUE (table_name)
);

CREATE TABLE jingle_call (
    id BIGSERIAL PRIMARY KEY NOT NULL,
    -- what names the call: in our Contact, and as our tag
    gr VARCHAR(26) NOT NULL,
    tag VARCHAR(26) NOT NULL,
    -- 0 a phone called, 1 an XMPP user did
    direction INTEGER NOT NULL,
    -- seconds since 1970
    since BIGINT NOT NULL,
    anonymous INTEGER NOT NULL,
    -- XMPP: our component, our full JID, the user, whom the caller called
    component TEXT NOT NULL,
    local TEXT NOT NULL,
    bare TEXT NOT NULL,
    target TEXT NOT NULL,
    caller TEXT NOT NULL,
    -- SIP dialog: local is ours
    callid TEXT NOT NULL,
    loc_uri TEXT NOT NULL,
    loc_name TEXT NOT NULL,
    rem_uri TEXT NOT NULL,
    rem_name TEXT NOT NULL,
    -- what rtpengine calls its media: who knows it can hear the call
    media_id VARCHAR(64) DEFAULT '' NOT NULL,
    -- what follows changes while the call lasts; media: 1 audio, 2 video
    media INTEGER NOT NULL,
    -- as in jingle.list
    state VARCHAR(16) NOT NULL,
    -- seconds after since, 0 not yet
    active_since BIGINT NOT NULL,
    -- seconds since 1970
    updated BIGINT NOT NULL,
    -- XMPP devices: state, by propose or not, session id, JID
    legs TEXT NOT NULL,
    -- which of them has the call, -1 none yet
    leg INTEGER NOT NULL,
    -- what both sides' descriptions said last
    context TEXT NOT NULL,
    rem_tag TEXT NOT NULL,
    rem_target TEXT NOT NULL,
    routes TEXT NOT NULL,
    -- of our last request, and of the phone's
    cseq BIGINT NOT NULL,
    rem_cseq BIGINT DEFAULT 0 NOT NULL,
    code INTEGER NOT NULL,
    -- rtpengine may know the call
    media_on INTEGER NOT NULL,
    -- the XMPP user changed something that the phone has not been told
    reoffer INTEGER NOT NULL,
    -- the caller's phone has offered RTP without keys
    rtp_avp INTEGER DEFAULT 0 NOT NULL,
    -- where SIP came from, and to
    received VARCHAR(128) NOT NULL,
    -- until the call is answered: header lines of the caller's INVITE, or the
    -- CANCEL of each phone that is called and where it goes
    request TEXT NOT NULL,
    CONSTRAINT jingle_call_gr_idx UNIQUE (gr)
);

INSERT INTO version (table_name, table_version) VALUES ('jingle_call', 2);
