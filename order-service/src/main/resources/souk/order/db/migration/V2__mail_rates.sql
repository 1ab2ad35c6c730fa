-- How many mails each address had within the last hour; only while their rate is limited.
CREATE TABLE mail_rates (
  -- Keyed, so that nobody who reads the database finds addresses by trying.
  address_hash bytea PRIMARY KEY,
  -- The mails' ids, and when each was sent last.
  mails text[] NOT NULL,
  times timestamptz[] NOT NULL,
  last_at timestamptz NOT NULL
);

CREATE INDEX mail_rates_old ON mail_rates (last_at);
