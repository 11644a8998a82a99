# Counts, once every interval, where an administrator can see it.
set -eu
trap 'exit 0' TERM
mkdir -p "$SYSTEMK_ROOT/var/site"
count=0
while :; do
  count=$((count + 1))
  echo "$count" >"$SYSTEMK_ROOT/var/site/worker"
  sleep "$1" &
  wait $!
done
