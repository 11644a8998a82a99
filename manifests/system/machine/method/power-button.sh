# power-button.sh auto|DEVICE...: waits at each device for the press of a power button, and has the machine powered off.
. "${0%/*}/machine.sh"

# The number of the key, and of words of 64 keys below the one it is in.
key=116
word=1

# has_button KEYS...: whether the words of a device's keys, the highest first, have the button, and none of the keys below
# 64, which are those of a keyboard.
has_button() {
  [ $# -gt $word ] || return 1
  shift $(($# - word - 1))
  [ $(((0x$1 >> (key - 64 * word)) & 1)) = 1 ] && [ "$2" = 0 ]
}

# What the kernel says of each input device.
buttons() {
  for device in /sys/class/input/event*; do
    # shellcheck disable=SC2046 # the keys are words
    if [ -e "$device/device/capabilities/key" ] && has_button $(cat "$device/device/capabilities/key"); then
      echo "/dev/input/${device##*/}"
    fi
  done
}

# Reads what happens to a device: struct input_event, which is two times of 8 bytes, then type and code of 2 bytes each, and
# a value of 4. As numbers of 2 bytes a key that goes down is 1 (EV_KEY), its number, and 1 0.
listen() {
  # shellcheck disable=SC2046 # the numbers are words
  while set -- $(dd bs=24 count=1 2>/dev/null | od -An -v -tu2) && [ $# = 12 ]; do
    if [ "$9 ${10} ${11} ${12}" = "1 $key 1 0" ]; then
      echo "The power button was pressed: the machine is powered off."
      kill -s PWR 1
    fi
  done
}

if [ "$*" = auto ]; then
  is_machine || nothing_to_do "the power button is the machine's"
  # Where udev does not load them.
  if has modprobe; then
    modprobe -q -b -a button evdev
  fi
  # shellcheck disable=SC2046 # the devices are words
  set -- $(buttons)
  [ $# -gt 0 ] || nothing_to_do "there is no power button"
fi
for device; do
  [ -r "$device" ] || {
    echo "config/devices has \"$device\", which cannot be read" >&2
    exit "$SMF_EXIT_ERR_CONFIG"
  }
done
for device; do
  listen <"$device" &
done
