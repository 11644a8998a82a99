# web.sh PORT ADDRESS [USER]: serves var/site/content and returns when it is being served.
set -eu
umask 022
port=$1
address=$2
user=${3:-}
dir=$SYSTEMK_ROOT/var/site/content
java=${SYSTEMK_JAVA:?is not set}/bin/jwebserver
said=$SYSTEMK_ROOT/var/site/web.log

case $port in *[!0-9]* | '' | 0 | ??????*) port=99999 ;; esac
if [ "$port" -gt 65535 ]; then
  echo "config/port is \"$1\", which is not a port" >&2
  exit 96
fi

# Root gives up its rights for the server, unless that would hide the files or the JDK from it.
as=
if [ "$(id -u)" = 0 ] && [ -n "$user" ]; then
  id "$user" >/dev/null || exit 96
  as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups"
  if ! $as test -r "$dir/index.html" || ! $as test -x "$java"; then
    echo "the user $user cannot read $dir or $java: serving as root" >&2
    as=
  fi
fi

: >"$said" # What an earlier one said must not be taken for this one's word.
$as "$java" -J-XX:+UseSerialGC -J-Xmx64m -o none -b "$address" -p "$port" -d "$dir" >"$said" 2>&1 &
server=$!
while kill -0 "$server" 2>/dev/null; do
  grep -q '^URL' "$said" && exit 0
  sleep 0.1
done
cat "$said" >&2
exit 1
