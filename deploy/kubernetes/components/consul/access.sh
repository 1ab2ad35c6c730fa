#!/bin/sh
# SPDX-FileCopyrightText: The Souk authors
# SPDX-License-Identifier: Apache-2.0
#
# A policy and a token for each service: it may register its own name, read where others are, and nothing else. The tokens
# are made beforehand (make-secrets), so that the services and this script need no word with each other. Done again, it
# changes nothing but policies that differ.
set -eu

tries=0
until consul acl token read -self >/dev/null 2>&1; do
  tries=$((tries + 1))
  if [ $tries -ge 120 ]; then
    echo "access: Consul did not take the management token within two minutes" >&2
    consul acl token read -self >/dev/null
  fi
  sleep 1
done

# grant NAME TOKEN: what the rules on standard input allow.
grant() {
  cat >/tmp/rules.hcl
  id=$(consul acl policy read -name "souk-$1" 2>/dev/null | sed -n 's/^ID: *//p')
  if [ -n "$id" ]; then
    consul acl policy update -id "$id" -name "souk-$1" -rules @/tmp/rules.hcl >/dev/null
  else
    consul acl policy create -name "souk-$1" -rules @/tmp/rules.hcl >/dev/null
  fi
  if ! CONSUL_HTTP_TOKEN=$2 consul acl token read -self >/dev/null 2>&1; then
    consul acl token create -secret "$2" -policy-name "souk-$1" -description "souk: $1" >/dev/null
  fi
  echo "access: $1 has its rights"
}

# The agents: their node, and what runs on it.
grant agent "$TOKEN_agent" <<'RULES'
node_prefix "" { policy = "write" }
service_prefix "" { policy = "read" }
RULES

for name in catalog cart inventory order gateway payment; do
  eval "token=\$TOKEN_$name"
  {
    cat <<RULES
service "$name" { policy = "write" }
service_prefix "" { policy = "read" }
node_prefix "" { policy = "read" }
RULES
    # One instance of payment is elected to reconcile.
    if [ $name = payment ]; then
      cat <<'RULES'
key "souk/payment/reconciler" { policy = "write" }
session_prefix "" { policy = "write" }
RULES
    fi
  } >/tmp/$name.hcl
  grant $name "$token" </tmp/$name.hcl
done
