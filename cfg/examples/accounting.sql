-- Columns for accounting.cfg, in the tables of Kamailio's acc-create.sql. Calls
-- between phones have neither; of an unanswered call, sid may be missing.
ALTER TABLE acc ADD COLUMN jid VARCHAR(2047);
ALTER TABLE acc ADD COLUMN sid VARCHAR(256);
ALTER TABLE acc ADD COLUMN payer VARCHAR(2047);
ALTER TABLE missed_calls ADD COLUMN jid VARCHAR(2047);
ALTER TABLE missed_calls ADD COLUMN sid VARCHAR(256);
ALTER TABLE missed_calls ADD COLUMN payer VARCHAR(2047);
ALTER TABLE acc_cdrs ADD COLUMN jid VARCHAR(2047);
ALTER TABLE acc_cdrs ADD COLUMN callid VARCHAR(255);
ALTER TABLE acc_cdrs ADD COLUMN payer VARCHAR(2047);
