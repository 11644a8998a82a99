# fs-local.sh: checks and mounts what /etc/fstab names, but what needs a network.
. "${0%/*}/machine.sh"
is_machine || nothing_to_do "file systems are mounted by whoever made this namespace"
if [ -n "$(fstab | awk '$2 != "/" && $3 != "swap"')" ]; then
  if has fsck && ! grep -qw -e fsck.mode=skip -e fastboot /proc/cmdline; then
    # The root was checked before; what is mounted is not touched.
    fsck -A -R -M -T -a
    status=$?
    if [ $((status & ~3)) -ne 0 ]; then
      echo "fsck ended with status $status; mend it by hand (fsck -y DEVICE) and clear this service." >&2
      exit "$SMF_EXIT_ERR_FATAL"
    fi
  fi
  mount -a -O no_netdev -t nonfs,nonfs4,nocifs,nosmbfs,noswap || {
    echo "Not everything in /etc/fstab could be mounted; correct it and clear this service." >&2
    exit "$SMF_EXIT_ERR_FATAL"
  }
fi
# What is in /tmp belongs to the last boot.
if [ -d /tmp ]; then
  find /tmp -xdev -mindepth 1 -delete 2>/dev/null
  chmod 1777 /tmp
fi
exit "$SMF_EXIT_OK"
