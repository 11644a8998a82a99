# machine.sh: what the methods of a machine's own services share. Each of them leaves alone what is not this machine's:
# in a container or another namespace disks, devices, interfaces and names belong to somebody else.
. "${SYSTEMK_ROOT%/}/lib/svc/share/smf_include.sh"
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH
export PATH
umask 022

# Whether this is the machine itself: its first PID namespace has this number by definition.
is_machine() {
  [ "$(readlink /proc/self/ns/pid)" = "pid:[4026531836]" ]
}

# Whether the name of the host is this tree's to set: that of the machine, or of a namespace that has one of its own.
owns_name() {
  is_machine || [ "$(readlink /proc/self/ns/uts)" != "uts:[4026531838]" ]
}

# nothing_to_do WHY...: ends a method that has nothing to do here, which is no failure. A service with daemons has none then.
nothing_to_do() {
  echo "Nothing to do: $*."
  exit "$SMF_EXIT_NODAEMON"
}

# has PROGRAM: whether it is installed.
has() {
  command -v "$1" >/dev/null
}

# fstab: the entries of /etc/fstab without comments.
fstab() {
  [ -r /etc/fstab ] && sed -e 's/#.*//' -e '/^[[:space:]]*$/d' /etc/fstab
}

# write_here FILE TEXT: whether a file of the kernel takes a text.
write_here() {
  (printf '%s\n' "$2" >"$1") 2>/dev/null
}
