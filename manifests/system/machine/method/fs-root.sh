# fs-root.sh: gives the root file system the options of /etc/fstab.
. "${0%/*}/machine.sh"
is_machine || nothing_to_do "the root belongs to whoever made this namespace"
entry=$(fstab | awk '$2 == "/"')
if [ -n "$entry" ]; then
  mount -n -o remount / || exit "$SMF_EXIT_MON_DEGRADE"
fi
if [ ! -w / ]; then
  echo "The root file system is read-only; what is configured in this boot does not outlive it." >&2
fi
# What other programs expect in /run, which is empty after each boot.
mkdir -p /run/lock /run/user
[ -L /etc/mtab ] || [ ! -w /etc ] || ln -sf ../proc/self/mounts /etc/mtab
exit "$SMF_EXIT_OK"
