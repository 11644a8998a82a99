# cron.sh LOG_LEVEL: starts cron, which goes into the background by itself.
. "${0%/*}/machine.sh"
has cron || nothing_to_do "cron is not installed"
case $1 in *[!0-9]* | '')
  echo "config/log_level is \"$1\", which is not a number" >&2
  exit "$SMF_EXIT_ERR_CONFIG"
  ;;
esac
exec cron -L "$1"
