# device.sh: starts udev, has it look at all there is, and waits until it has.
. "${0%/*}/machine.sh"
is_machine || nothing_to_do "devices are the machine's"

# Modules somebody wants in any case.
if has modprobe; then
  sed -e 's/[#;].*//' -e '/^[[:space:]]*$/d' /etc/modules /etc/modules-load.d/*.conf /usr/lib/modules-load.d/*.conf 2>/dev/null |
    while read -r module options; do
      # shellcheck disable=SC2086 # options are words
      modprobe -b "$module" $options || echo "The module $module cannot be loaded." >&2
    done
fi

for daemon in /usr/lib/systemd/systemd-udevd /lib/systemd/systemd-udevd /sbin/udevd /usr/sbin/udevd none; do
  [ ! -x "$daemon" ] || break
done
[ "$daemon" != none ] || nothing_to_do "udev is not installed"
"$daemon" --daemon || exit "$SMF_EXIT_ERR_FATAL"
# In two steps, so that a device finds its bus.
udevadm trigger --type=subsystems --action=add
udevadm trigger --type=devices --action=add
udevadm settle --timeout=120 || {
  echo "Some devices are still being looked at after two minutes." >&2
  exit "$SMF_EXIT_MON_DEGRADE"
}
