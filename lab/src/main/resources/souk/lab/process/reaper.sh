# SPDX-FileCopyrightText: The Souk authors
# SPDX-License-Identifier: Apache-2.0
#
# Waits for the end of its input, then ends every process of the ledger $1: services first, then stores, politely first:
# after $2 looks, a fifth of a second apart, at each that is left it kills.
# A plain POSIX shell is enough. A process is the one in the ledger only if it started when the ledger says.
ledger=$1
looks=$2
trap '' INT HUP

while read -r _; do :; done

# token PID: when it started, as ProcessId.java has it; fails when there is no such process or only its corpse.
token() {
  if [ -r /proc/self/stat ]; then
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    set -- ${stat##*) }
    case $1 in Z* | X*) return 1 ;; esac
    shift 19
    echo "$1"
  else
    set -- $(LC_ALL=C ps -o stat= -o lstart= -p "$1" 2>/dev/null)
    case ${1:-Z} in Z* | X*) return 1 ;; esac
    shift
    echo "$*" | tr ' ' '_'
  fi
}

# each RANK COMMAND: runs COMMAND PID SIGNAL NAME for each living process of that rank; fails when there was none.
each() {
  some=1
  while read -r pid start rank signal name; do
    if [ "$rank" = "$1" ] && [ "$(token "$pid")" = "$start" ]; then
      some=0
      $2 "$pid" "$signal" "$name"
    fi
  done <"$ledger"
  return $some
}

# wake PID: lets it and its children go on; what is paused hears nothing.
wake() {
  kill -s CONT "$1"
  ps -A -o pid= -o ppid= 2>/dev/null | while read -r child parent; do
    if [ "$parent" = "$1" ]; then kill -s CONT "$child"; fi
  done
}

ask() {
  echo "souk: the launcher is gone: ending $3 ($1)"
  kill -s "$2" "$1"
  wake "$1"
}
end() {
  echo "souk: the launcher is gone: killing $3 ($1)"
  kill -s KILL "$1"
}

[ -s "$ledger" ] || exit 0
for phase in SERVICE STORE; do
  each $phase ask || continue
  patience=$looks
  while [ $patience -gt 0 ] && each $phase :; do
    sleep 0.2
    patience=$((patience - 1))
  done
  each $phase end
done
exit 0
