-- The ledger: double entry, append-only. Amounts are in minor units; debits are above zero, credits below.
CREATE TABLE ledger_account (
  name    text PRIMARY KEY,
  kind    text NOT NULL CHECK (kind IN ('MEMO', 'ASSET', 'REVENUE', 'CONTRA_REVENUE')),
  meaning text NOT NULL
);

INSERT INTO ledger_account VALUES
  ('authorizations', 'MEMO', 'reserved on cards and not yet taken: ours only if it is captured'),
  ('authorizations_contra', 'MEMO', 'the other side of authorizations, so that they stay out of the balance sheet'),
  ('acquirer_receivable', 'ASSET', 'taken from cards: what the acquirer owes the shop'),
  ('sales', 'REVENUE', 'what was sold and charged'),
  ('sales_refunds', 'CONTRA_REVENUE', 'what was charged and given back');

-- The lines of a journal entry share payment and event. A payment has each event at most once: nothing is posted twice.
CREATE TABLE ledger_entry (
  payment_id   text        NOT NULL REFERENCES payment (payment_id),
  event        text        NOT NULL CHECK (event IN ('AUTHORIZED', 'VOIDED', 'CAPTURED', 'REFUNDED')),
  account      text        NOT NULL REFERENCES ledger_account,
  currency     char(3)     NOT NULL,
  amount_minor bigint      NOT NULL CHECK (amount_minor <> 0),
  posted_at    timestamptz NOT NULL,
  PRIMARY KEY (payment_id, event, account)
);

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % refused', TG_OP;
END
$$;

CREATE TRIGGER ledger_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

CREATE FUNCTION ledger_check_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM ledger_entry
    WHERE payment_id = NEW.payment_id AND event = NEW.event
    GROUP BY currency HAVING sum(amount_minor) <> 0
  ) THEN
    RAISE EXCEPTION 'journal entry % of % does not sum to zero', NEW.event, NEW.payment_id;
  END IF;
  RETURN NULL;
END
$$;

-- At the end of the transaction, since its lines come one after the other.
CREATE CONSTRAINT TRIGGER ledger_entries_sum_to_zero
  AFTER INSERT ON ledger_entry
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION ledger_check_balance();
