-- Stock is kept as running sums next to the records that they sum up, so that both can be held against each other from
-- outside at any time, in one statement, while the shop runs:
--   delivered = sum of delivery_lines
--   held      = sum of the lines of holds in state HELD
--   sold      = sum of the lines of holds in state SETTLED or RESTOCKED
--   restocked = sum of the lines of holds in state RESTOCKED
--   on_hand   = delivered + restocked - held - sold, never below zero
-- Lines are never changed and nothing is ever deleted. There are no foreign keys: what belongs together is written by one
-- statement, and a table may be sharded by its first key column.

CREATE TABLE stock (
  product_id varchar(64) NOT NULL PRIMARY KEY,
  delivered  bigint      NOT NULL DEFAULT 0,
  on_hand    bigint      NOT NULL DEFAULT 0,
  held       bigint      NOT NULL DEFAULT 0,
  sold       bigint      NOT NULL DEFAULT 0,
  restocked  bigint      NOT NULL DEFAULT 0,
  CONSTRAINT stock_never_negative CHECK (on_hand >= 0 AND held >= 0 AND restocked >= 0 AND sold >= restocked),
  CONSTRAINT stock_conserved CHECK (delivered + restocked = on_hand + held + sold)
)
-- Room on each page for the next versions of its rows, which are updated all day: an update that finds none writes the
-- index too. And the planner takes a few full pages for cheaper to read whole than by key.
WITH (fillfactor = 20);

CREATE TABLE deliveries (
  delivery_id varchar(64) NOT NULL PRIMARY KEY,
  received_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE delivery_lines (
  delivery_id varchar(64) NOT NULL,
  product_id  varchar(64) NOT NULL,
  -- Zero makes a product known that has no pieces.
  quantity    bigint      NOT NULL CHECK (quantity >= 0),
  PRIMARY KEY (delivery_id, product_id)
);

-- One row for each order that ever held, or was released before it did. A state leads only downwards, and a released
-- order's row is its tombstone for ever.
CREATE TABLE holds (
  order_id   varchar(64) NOT NULL PRIMARY KEY,
  -- HELD; SETTLED (sold); and the two ends of a release: FREED (nothing was sold) and RESTOCKED (it was, and came back).
  state      varchar(16) NOT NULL CHECK (state IN ('HELD', 'SETTLED', 'FREED', 'RESTOCKED')),
  changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE hold_lines (
  order_id   varchar(64) NOT NULL,
  product_id varchar(64) NOT NULL,
  quantity   bigint      NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, product_id)
);
