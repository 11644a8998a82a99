# physical.sh start|stop: brings interfaces up and gives them addresses, or down.
. "${0%/*}/machine.sh"
is_machine || nothing_to_do "interfaces are brought up by whoever made this namespace"

# Interfaces of hardware, or of what pretends to be.
hardware() {
  for interface in /sys/class/net/*; do
    [ ! -e "$interface/device" ] || echo "${interface##*/}"
  done
}

# Whether /etc/network/interfaces says something of another interface than lo.
is_configured() {
  cat /etc/network/interfaces /etc/network/interfaces.d/* 2>/dev/null | grep -Eq '^[[:space:]]*iface[[:space:]]+' &&
    cat /etc/network/interfaces /etc/network/interfaces.d/* 2>/dev/null | awk '$1 == "iface" && $2 != "lo" { found = 1 } END { exit !found }'
}

# dynamic INTERFACE: asks for an address with whatever there is to ask.
dynamic() {
  ip link set dev "$1" up || return 1
  if has dhclient; then
    dhclient -1 -q -pf "/run/dhclient.$1.pid" "$1"
  elif has dhcpcd; then
    dhcpcd -q -w "$1"
  elif has udhcpc; then
    udhcpc -b -q -i "$1"
  elif has busybox && busybox --list | grep -qx udhcpc; then
    busybox udhcpc -b -n -i "$1"
  else
    echo "$1 is up without an address: no DHCP client is installed." >&2
    return 1
  fi
}

start() {
  if has ifup && is_configured; then
    mkdir -p /run/network
    ifup -a && ifup -a --allow=hotplug
    return
  fi
  if [ -z "$(hardware)" ]; then
    nothing_to_do "there is no interface but lo"
  fi
  result=0
  for interface in $(hardware); do
    dynamic "$interface" || result=1
  done
  return $result
}

case $1 in
  start)
    start || {
      echo "Not every interface has come up as it should." >&2
      exit "$SMF_EXIT_MON_DEGRADE"
    }
    ;;
  stop)
    # Who came over the network is still served while the others stop; the end of the machine takes interfaces down.
    if has ifdown && is_configured; then
      ifdown -a --exclude=lo
    fi
    ;;
esac
exit "$SMF_EXIT_OK"
