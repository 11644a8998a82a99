# loopback.sh: brings the loopback interface up.
. "${0%/*}/machine.sh"
if has ip; then
  ip link set dev lo up
elif has ifconfig; then
  ifconfig lo 127.0.0.1 up
else
  nothing_to_do "neither ip nor ifconfig is installed"
fi && exit "$SMF_EXIT_OK"
# A container may have no right to it; most have it up.
[ "$(cat /sys/class/net/lo/operstate 2>/dev/null)" = down ] && exit "$SMF_EXIT_MON_DEGRADE"
exit "$SMF_EXIT_OK"
