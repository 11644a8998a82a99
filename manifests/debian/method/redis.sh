# redis.sh PORT ADDRESS MAXMEMORY USER: starts redis and returns when it answers.
set -eu
port=$1
dir=$SYSTEMK_ROOT/var/redis

case $port in *[!0-9]* | '' | 0 | ??????*) port=99999 ;; esac
if [ "$port" -gt 65535 ]; then
  echo "config/port is \"$1\", which is not a port" >&2
  exit 96
fi

mkdir -p "$dir"
as=
if [ "$(id -u)" = 0 ]; then
  id "$4" >/dev/null || exit 96
  chown -R "$4" "$dir"
  as="setpriv --reuid=$4 --regid=$(id -g "$4") --init-groups"
fi

# Redis says on its standard output what in its settings it refuses, and exits 1.
$as redis-server --port "$port" --bind "$2" --maxmemory "$3" --daemonize yes \
  --dir "$dir" --pidfile "$dir/redis.pid" --logfile "$dir/redis.log" || exit 96

tries=0
until redis-cli -h "$2" -p "$port" ping 2>/dev/null | grep -q PONG; do
  tries=$((tries + 1))
  if [ "$tries" -ge 100 ]; then
    tail -n 3 "$dir/redis.log" >&2
    exit 1
  fi
  sleep 0.1
done
