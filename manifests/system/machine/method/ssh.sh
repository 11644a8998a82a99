# ssh.sh start|refresh: OpenSSH's server.
. "${0%/*}/machine.sh"
pid=/run/sshd.pid
case $1 in
  start)
    has sshd || nothing_to_do "sshd is not installed"
    [ ! -e /etc/ssh/sshd_not_to_be_run ] || nothing_to_do "/etc/ssh/sshd_not_to_be_run says so"
    # An image that is booted for the first time has no keys of its own.
    ssh-keygen -A || exit "$SMF_EXIT_ERR_CONFIG"
    mkdir -p /run/sshd && chmod 0755 /run/sshd
    "$(command -v sshd)" -t || exit "$SMF_EXIT_ERR_CONFIG"
    exec "$(command -v sshd)" -o PidFile="$pid"
    ;;
  refresh) [ ! -e "$pid" ] || kill -HUP "$(cat "$pid")" ;;
esac
