#!/bin/sh
# SPDX-FileCopyrightText: The Souk authors
# SPDX-License-Identifier: Apache-2.0
#
# Run by the image once, on an empty folder, before anybody can connect: each service gets a database, and a role that owns
# it and may enter no other; the audit gets one that may read them all.
set -eu

sql() { psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres "$@"; }

sql -v password="$PASSWORD_audit" <<'SQL'
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
CREATE ROLE audit LOGIN PASSWORD :'password';
GRANT pg_read_all_data TO audit;
ALTER ROLE audit SET default_transaction_read_only = on;
SQL
for name in catalog inventory payment order acquirer; do
  eval "password=\$PASSWORD_$name"
  sql -v name="$name" -v password="$password" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO audit;
SQL
done
