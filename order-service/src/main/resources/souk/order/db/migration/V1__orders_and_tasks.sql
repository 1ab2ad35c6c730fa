-- Orders, what is in them, what happened to them, and what is still to be done about them.
--
-- The first column of every primary key is the order's id: the one to shard by. What belongs to an order is written by
-- the same statement as the order, so there are no foreign keys to check on the way.

CREATE TABLE orders (
  order_id text PRIMARY KEY,
  cart_id text NOT NULL,
  -- The shopper's, kept for ever: a repeat finds its order by it.
  request_id uuid NOT NULL,
  -- A keyed hash of what was asked, to tell a repeat from another request with the same id.
  request_hash bytea NOT NULL,
  -- 1 for the cart's first order, and so on. Who places an order has looked at the cart after the order before: two
  -- that have looked at the same time can't both place.
  cart_order integer NOT NULL CHECK (cart_order > 0),
  -- Until it is refused, cancelled while PENDING, or its lines were taken out of the cart.
  cart_open boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('PENDING', 'CONFIRMED', 'REJECTED', 'CANCELLED')),
  reason text NOT NULL,
  -- Grows with each change of the order, its timeline included: what decisions compare before they set.
  version bigint NOT NULL,
  -- The logical time of the timeline's last entry.
  logical_time bigint NOT NULL,
  currency char(3) NOT NULL,
  total_minor bigint NOT NULL CHECK (total_minor > 0),
  -- Erased by the statement that decides the order.
  card_token text,
  email text NOT NULL,
  -- A google.type.PostalAddress.
  ship_to bytea NOT NULL,
  created_at timestamptz NOT NULL,
  UNIQUE (cart_id, request_id),
  UNIQUE (cart_id, cart_order),
  CHECK ((state = 'PENDING') = (card_token IS NOT NULL)),
  CHECK (cart_open OR state <> 'PENDING')
);

CREATE UNIQUE INDEX orders_one_open_per_cart ON orders (cart_id) WHERE cart_open;

CREATE TABLE order_lines (
  order_id text NOT NULL,
  position integer NOT NULL,
  product_id text NOT NULL,
  name text NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  unit_price_minor bigint NOT NULL CHECK (unit_price_minor > 0),
  PRIMARY KEY (order_id, position)
);

CREATE TABLE order_timeline (
  order_id text NOT NULL,
  logical_time bigint NOT NULL,
  event text NOT NULL,
  wall_time timestamptz NOT NULL,
  detail text NOT NULL,
  PRIMARY KEY (order_id, logical_time)
);

-- What is to be done; a task that is done is deleted.
CREATE TABLE tasks (
  order_id text NOT NULL,
  kind text NOT NULL,
  -- Tasks of a lane wait for the same other service, and share its bounds.
  lane text NOT NULL,
  -- When it may be taken next, by the database's clock. Of a task that is leased: when the lease ends.
  due_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  -- Grows each time the task is taken: whoever took it before has lost it.
  lease bigint NOT NULL,
  -- Who took it last, for people.
  owner text,
  attempts integer NOT NULL,
  last_error text,
  -- Set once it was refused for good; a person has to look.
  parked_reason text,
  PRIMARY KEY (order_id, kind)
);

CREATE INDEX tasks_due ON tasks (lane, due_at) WHERE parked_reason IS NULL;
