# cron.sh LOG_LEVEL: starts cron, which goes into the background by itself.
set -eu
if [ "$(id -u)" != 0 ]; then
  echo "cron can only be run by root" >&2
  exit 100
fi
case $1 in *[!0-9]* | '')
  echo "config/log_level is \"$1\", which is not a number" >&2
  exit 96
  ;;
esac
exec cron -L "$1"
