-- One payment for each order. The row is the intent, stored before the acquirer is called, and then the outcome; a
-- reversed one stays for ever, also of an order that never paid (which has no amount and no card).
CREATE TABLE payment (
  order_id      text        PRIMARY KEY,
  -- Under which the acquirer knows it. Not the order's id, which is the shopper's right to the order.
  payment_id    text        NOT NULL UNIQUE,
  state         text        NOT NULL CHECK (state IN (
    'AUTHORIZING', 'AUTHORIZED', 'DECLINED', 'CAPTURING', 'CAPTURED', 'CAPTURE_REFUSED', 'REVERSING', 'REVERSED')),
  -- The state in which it was when it was to be reversed: what there may be to undo.
  reversed_from text,
  amount_minor  bigint      CHECK (amount_minor > 0),
  currency      char(3),
  -- SHA-256 of payment id and card token, to tell another card. The token itself is never stored.
  card_hash     text,
  decline_code  text,
  created_at    timestamptz NOT NULL,
  changed_at    timestamptz NOT NULL,
  CHECK ((amount_minor IS NULL) = (currency IS NULL) AND (amount_minor IS NULL) = (card_hash IS NULL)),
  CHECK (amount_minor IS NOT NULL OR state = 'REVERSED'),
  CHECK ((decline_code IS NOT NULL) OR state <> 'DECLINED'),
  CHECK (reversed_from IS NOT NULL OR state <> 'REVERSING')
);
