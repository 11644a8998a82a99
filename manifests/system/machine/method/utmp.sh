# utmp.sh start|stop: records that the machine came up or goes down, as utmp(5) has it.
. "${0%/*}/machine.sh"

# number BYTES VALUE: a number in the machine's order of bytes, which is the lowest first.
number() {
  bytes=$1
  value=$2
  while [ "$bytes" -gt 0 ]; do
    # shellcheck disable=SC2059 # the format is the byte
    printf "\\$(printf %03o $((value & 255)))"
    value=$((value >> 8))
    bytes=$((bytes - 1))
  done
}

# field BYTES TEXT: a text with zeros behind it.
field() {
  text=$(printf "%.$1s" "$2")
  printf %s "$text"
  head -c $(($1 - ${#text})) /dev/zero
}

# entry TYPE USER: struct utmp of x86-64, aarch64 and whatever else has time in 32 bits.
entry() {
  number 2 "$1"
  number 2 0
  number 4 0
  field 32 '~'
  field 4 '~~'
  field 32 "$2"
  field 256 "$(uname -r)"
  number 4 0
  number 4 0
  number 4 "$(date +%s)"
  number 4 0
  head -c 36 /dev/zero
}

RUN_LVL=1
BOOT_TIME=2
case $1 in
  start)
    [ -e /run/utmp ] || : >/run/utmp
    chmod 0664 /run/utmp
    chgrp utmp /run/utmp 2>/dev/null
    entry $BOOT_TIME reboot >>/run/utmp
    if [ -e /var/log/wtmp ]; then
      entry $BOOT_TIME reboot >>/var/log/wtmp
    fi
    ;;
  stop)
    if [ -e /var/log/wtmp ]; then
      entry $RUN_LVL shutdown >>/var/log/wtmp
    fi
    ;;
esac
exit "$SMF_EXIT_OK"
