-- What the acquirer knows of a key under which money was to be reserved. A key that was voided before anything was
-- asked under it is CLOSED and has no amount and no card.
CREATE TABLE card_authorization (
  key          text        PRIMARY KEY,
  state        text        NOT NULL
    CHECK (state IN ('PENDING', 'APPROVED', 'DECLINED', 'CLOSED', 'VOIDED', 'CAPTURED', 'REFUNDED')),
  amount_minor bigint      CHECK (amount_minor > 0),
  currency     char(3),
  card         text,
  asked_at     timestamptz NOT NULL,
  CHECK ((amount_minor IS NULL) = (currency IS NULL) AND (amount_minor IS NULL) = (card IS NULL)),
  CHECK (amount_minor IS NOT NULL OR state = 'CLOSED')
);

-- Captures, voids and refunds: the same key has the same outcome for ever.
CREATE TABLE operation (
  key               text        PRIMARY KEY,
  kind              text        NOT NULL CHECK (kind IN ('CAPTURE', 'VOID', 'REFUND')),
  authorization_key text        NOT NULL,
  outcome           text        NOT NULL,
  done_at           timestamptz NOT NULL
);

-- What was done, oldest first. Positions are taken from the tail, whose row stays locked until its taker has committed:
-- whoever sees an entry sees all that are before it, so that a reader who goes on from the last one misses none. A
-- sequence would not do: its numbers commit in any order.
CREATE TABLE statement_entry (
  position          bigint      PRIMARY KEY,
  operation         text        NOT NULL,
  authorization_key text        NOT NULL,
  amount_minor      bigint,
  currency          char(3),
  done_at           timestamptz NOT NULL
);

CREATE TABLE statement_tail (
  id            int    PRIMARY KEY CHECK (id = 1),
  last_position bigint NOT NULL
);

INSERT INTO statement_tail VALUES (1, 0);
