# random-seed.sh start|stop: mixes the last boot's seed into the kernel's random numbers, and leaves one for the next.
. "${0%/*}/machine.sh"
is_machine || nothing_to_do "the random numbers are the machine's"
seed=/var/lib/systemk/random-seed

# A seed is used once: what is on disk from now on is another one.
leave_one() {
  mkdir -p "${seed%/*}" && (
    umask 077
    head -c 512 /dev/urandom >"$seed.new"
  ) && mv "$seed.new" "$seed"
}

case $1 in
  start)
    if [ -s "$seed" ]; then
      cat "$seed" >/dev/urandom
    fi
    leave_one
    ;;
  stop) leave_one ;;
esac || exit "$SMF_EXIT_MON_DEGRADE"
exit "$SMF_EXIT_OK"
