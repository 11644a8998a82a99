# console-login.sh TERMINAL: becomes a login prompt on a terminal; "console" is where the kernel speaks.
. "${0%/*}/machine.sh"

# There is no terminal or nobody to wait for on it: the service is disabled until the next boot.
none() {
  echo "No login here: $*."
  svcadm disable -t "$SMF_FMRI"
  exec sleep 86400
}

# The terminal behind the console.
console() {
  terminal=$(cat /sys/class/tty/console/active 2>/dev/null)
  terminal=${terminal##* }
  if [ "$terminal" = tty0 ]; then
    terminal=tty1
  fi
  echo "$terminal"
}

has agetty || none "agetty is not installed"
is_machine || none "the terminals are the machine's"
terminal=$1
if [ "$terminal" = console ]; then
  terminal=$(console)
  [ -n "$terminal" ] || none "the kernel has no console"
elif [ "$terminal" = "$(console)" ]; then
  none "$terminal is the console's"
fi
[ -c "/dev/$terminal" ] || none "there is no /dev/$terminal"
# Whoever is at the emergency shell of the console would lose what is typed to a prompt; and while there is a prompt, no
# such shell is offered.
if [ "$1" = console ]; then
  while kill -0 "$(cat /run/svc/emergency 2>/dev/null || echo none)" 2>/dev/null; do
    sleep 1
  done
  echo $$ >/run/svc/console
fi
case $terminal in
  tty[0-9]*) exec agetty --noclear "$terminal" linux ;;
  *) exec agetty --noclear --keep-baud 115200,57600,38400,9600 "$terminal" vt220 ;;
esac
