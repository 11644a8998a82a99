# system-log.sh start|refresh: takes what programs and the kernel log.
. "${0%/*}/machine.sh"
case $1 in
  start)
    if has rsyslogd; then
      exec rsyslogd -i /run/rsyslogd.pid
    elif has syslogd; then
      exec syslogd
    elif has busybox && busybox --list | grep -qx syslogd; then
      busybox syslogd || exit "$SMF_EXIT_ERR_FATAL"
      is_machine && busybox klogd
      exit "$SMF_EXIT_OK"
    fi
    nothing_to_do "neither rsyslogd nor busybox's syslogd is installed"
    ;;
  refresh)
    # Archives of its files are made by logrotate, which says so by this.
    for file in /run/rsyslogd.pid /run/syslogd.pid; do
      [ ! -s "$file" ] || kill -HUP "$(cat "$file")"
    done
    ;;
esac
exit "$SMF_EXIT_OK"
