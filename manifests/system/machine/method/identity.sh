# identity.sh [NAME]: gives the host this name, or that in /etc/hostname.
. "${0%/*}/machine.sh"
owns_name || nothing_to_do "the name of the host is the machine's"
name=${1:-}
[ -n "$name" ] || name=$(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' /etc/hostname 2>/dev/null | head -n 1)
[ -n "$name" ] || name=localhost
write_here /proc/sys/kernel/hostname "$name" || hostname "$name" || exit "$SMF_EXIT_MON_DEGRADE"
echo "This host is $name."
