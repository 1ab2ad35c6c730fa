-- What the acquirer's statement says of each authorisation, as far as it was read. A row is written in the transaction
-- that moves the position, so an entry counts exactly once.
CREATE TABLE acquirer_record (
  -- The payment's id, as far as it is one of ours.
  key           text        PRIMARY KEY,
  -- The statement's operations in its order, separated by commas.
  operations    text        NOT NULL,
  -- Of the first entry that had one.
  amount_minor  bigint,
  currency      char(3),
  -- Whether another entry had another one.
  amounts_vary  boolean     NOT NULL,
  -- When it is compared with the payment again; null once the two agree, or have been reported not to.
  judge_at      timestamptz,
  CHECK ((amount_minor IS NULL) = (currency IS NULL))
);

CREATE INDEX acquirer_record_to_judge ON acquirer_record (judge_at) WHERE judge_at IS NOT NULL;

-- Whose turn it is, and how far the work is: one row, so that the fence and the position change in one transaction. due_at
-- is when the next turn is due, and while one is under way the end of its lease; fence counts the turns.
CREATE TABLE reconciliation (
  id         int         PRIMARY KEY CHECK (id = 1),
  due_at     timestamptz NOT NULL,
  fence      bigint      NOT NULL,
  holder     text        NOT NULL,
  page_token text        NOT NULL,
  swept_to   text        NOT NULL
);

INSERT INTO reconciliation VALUES (1, '-infinity', 0, '', '', '');

-- What was found to differ, once for each payment and kind: a repair that was made, or what somebody has to look at.
CREATE TABLE reconciliation_finding (
  key      text        NOT NULL,
  kind     text        NOT NULL,
  outcome  text        NOT NULL CHECK (outcome IN ('REPAIRED', 'DISCREPANCY')),
  ours     text        NOT NULL,
  theirs   text        NOT NULL,
  found_at timestamptz NOT NULL,
  PRIMARY KEY (key, kind)
);

CREATE OR REPLACE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP;
END
$$;

CREATE TRIGGER findings_are_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON reconciliation_finding
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

CREATE TRIGGER accounts_are_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_account
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

-- The service owns these tables. So that it is not the triggers alone: its role may not change what is posted, and would
-- have to give itself the right first. (Of accounts it keeps it: a foreign key's check locks their rows, which takes the
-- right to change them.) The ledger's triggers fire also where replication replays changes.
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_entry, reconciliation_finding FROM CURRENT_USER;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_is_append_only;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_sum_to_zero;
