# swap.sh start|stop: lends the kernel the swap space in /etc/fstab, or takes it back.
. "${0%/*}/machine.sh"
is_machine || nothing_to_do "swap space is the machine's"
[ -n "$(fstab | awk '$3 == "swap"')" ] || nothing_to_do "there is no swap space in /etc/fstab"
case $1 in
  start) swapon -a -e || exit "$SMF_EXIT_MON_DEGRADE" ;;
  stop) swapoff -a ;;
esac
