# smf_include.sh: what start, stop and refresh methods share, for any shell of POSIX. A method takes it in by
#
#     . "${SYSTEMK_ROOT%/}/lib/svc/share/smf_include.sh"
#
# The names are those of SMF's library of the same name, and so is what they answer; where SMF asks Solaris, they ask
# Linux. Nothing here changes an option of the shell, and every variable of its own begins with _smf_.

# How a method ends.
SMF_EXIT_OK=0
SMF_EXIT_NODAEMON=94
SMF_EXIT_ERR_FATAL=95
SMF_EXIT_ERR_CONFIG=96
SMF_EXIT_MON_DEGRADE=97
SMF_EXIT_MON_OFFLINE=98
SMF_EXIT_ERR_NOSMF=99
SMF_EXIT_ERR_PERM=100

# Where the distribution is; written when this file is put into a tree.
_smf_home='@HOME@'

# smf_present: whether there is a repository to ask.
smf_present() {
  [ -S "${SYSTEMK_ROOT%/}/run/svc/configd.sock" ]
}

# smf_clear_env: lets what is started from here on not know that it is run by SMF.
smf_clear_env() {
  unset SMF_FMRI SMF_METHOD SMF_RESTARTER SMF_ZONENAME
}

# COMMAND 2>&1 | smf_console: shows the output on the console, too, or in the file SMF_MSGLOG_REDIRECT names. Where
# nobody can be shown anything, as in most containers, the log alone has it.
smf_console() {
  if [ -n "${SMF_MSGLOG_REDIRECT:-}" ]; then
    tee "$SMF_MSGLOG_REDIRECT"
  elif (: >/dev/console) 2>/dev/null; then
    tee /dev/console
  else
    cat
  fi
}

# smf_zonename: the name of the zone. There is one, unless a method context says otherwise.
smf_zonename() {
  echo "${SMF_ZONENAME:-global}"
}

smf_is_globalzone() {
  [ "$(smf_zonename)" = global ]
}

smf_is_nonglobalzone() {
  ! smf_is_globalzone
}

# smf_root_is_ramdisk: whether / is in memory, so that nothing written there outlives a boot.
smf_root_is_ramdisk() {
  _smf_root=
  while read -r _smf_device _smf_directory _smf_type _smf_rest; do
    # The last one mounted there is the one that is seen.
    [ "$_smf_directory" != / ] || _smf_root="$_smf_type $_smf_device"
  done </proc/self/mounts
  case $_smf_root in
    'tmpfs '* | 'ramfs '* | 'rootfs '* | *' /dev/ram'*) return 0 ;;
    *) return 1 ;;
  esac
}

# smf_configure_ip: whether the addresses of the network are this system's to set, which takes the capability net_admin:
# a container that uses somebody else's network does not have it.
smf_configure_ip() {
  _smf_capabilities=
  while read -r _smf_name _smf_value; do
    [ "$_smf_name" != CapEff: ] || _smf_capabilities=$_smf_value
  done </proc/self/status
  # net_admin is number 12, so it is in the last four of the hexadecimal digits.
  [ $((0x${_smf_capabilities#"${_smf_capabilities%????}"} & 0x1000)) -ne 0 ]
}

smf_dont_configure_ip() {
  ! smf_configure_ip
}

# smf_dont_configure_vt: whether there are no virtual terminals to set up.
smf_dont_configure_vt() {
  ! { [ -c /dev/tty0 ] && (: >/dev/tty0) 2>/dev/null; }
}

# smf_is_system_labeled: whether the kernel separates levels of secrecy, for which Linux has SELinux.
smf_is_system_labeled() {
  [ "$(cat /sys/fs/selinux/mls 2>/dev/null)" = 1 ]
}

# smf_netstrategy: sets _INIT_NET_STRATEGY to how the kernel configured the network before there was any service (none,
# manual, dhcp, bootp, rarp), and _INIT_NET_IF to the interface it configured; fails if that cannot be told.
smf_netstrategy() {
  _INIT_NET_STRATEGY=none
  _INIT_NET_IF=
  export _INIT_NET_STRATEGY _INIT_NET_IF
  ! smf_is_nonglobalzone || return 0
  read -r _smf_line </proc/cmdline || [ -n "$_smf_line" ] || return 1
  for _smf_word in $_smf_line; do
    case $_smf_word in
      ip=*:*)
        # ip=CLIENT:SERVER:GATEWAY:NETMASK:HOSTNAME:DEVICE:AUTOCONF…
        _smf_word=${_smf_word#ip=}:::::::
        _INIT_NET_IF=$(echo "$_smf_word" | cut -d : -f 6)
        _INIT_NET_STRATEGY=$(echo "$_smf_word" | cut -d : -f 7)
        ;;
      ip=*) _INIT_NET_STRATEGY=${_smf_word#ip=} ;;
      *) continue ;;
    esac
    case $_INIT_NET_STRATEGY in
      dhcp | bootp | rarp) ;;
      on | any | both) _INIT_NET_STRATEGY=dhcp ;;
      off | none | '') if [ -n "$_INIT_NET_IF" ]; then _INIT_NET_STRATEGY=manual; else _INIT_NET_STRATEGY=none; fi ;;
      *) return 1 ;;
    esac
  done
}

# smf_kill_contract CONTRACT SIGNAL [WAIT] [TIMEOUT]: signals all processes of a contract. With a WAIT that is not 0 it
# does so every second, because somebody may have been forking at the time, until the contract is empty (0) or
# TIMEOUT seconds have passed (2; 0 means that there is no limit). 1 if there cannot be such a contract or signal.
# The number of a service's own contract is in restarter/contract, or %{restarter/contract} of its stop method.
smf_kill_contract() {
  case ${1:-} in
    '' | 0* | *[!0-9]*)
      echo "smf_kill_contract: \"${1:-}\" is not a number of a contract" >&2
      return 1
      ;;
  esac
  case ${3:-0}${4:-0} in
    *[!0-9]*)
      echo "smf_kill_contract: \"${3:-0} ${4:-0}\" are not numbers" >&2
      return 1
      ;;
  esac
  _smf_signal=${2:-}
  case ${_smf_signal#SIG} in
    [1-9] | [1-5][0-9] | 6[0-4]) ;;
    HUP | INT | QUIT | ILL | TRAP | ABRT | BUS | FPE | KILL | USR1 | SEGV | USR2 | PIPE | ALRM | TERM | CHLD | CONT) ;;
    STOP | TSTP | TTIN | TTOU | URG | XCPU | XFSZ | VTALRM | PROF | WINCH | IO | PWR | SYS) ;;
    *)
      echo "smf_kill_contract: there is no signal \"$_smf_signal\"" >&2
      return 1
      ;;
  esac
  _smf_left=${4:-0}
  while :; do
    # In a list of its own, for a process may be gone by the time it is signalled.
    _smf_members=$("$_smf_home/libexec/k.contract" "$1") || return 1
    [ -n "$_smf_members" ] || return 0
    for _smf_member in $_smf_members; do
      kill -s "${_smf_signal#SIG}" "$_smf_member" 2>/dev/null || :
    done
    [ "${3:-0}" -ne 0 ] || return 0
    for _smf_tenth in 1 2 3 4 5 6 7 8 9 10; do
      sleep 0.1
      _smf_gone=true
      for _smf_member in $_smf_members; do
        [ ! -e "/proc/$_smf_member" ] || _smf_gone=false
      done
      # Those that were signalled have ended: ask at once whether there are others.
      [ $_smf_gone = false ] || continue 2
    done
    if [ "${4:-0}" -ne 0 ]; then
      _smf_left=$((_smf_left - 1))
      [ "$_smf_left" -gt 0 ] || return 2
    fi
  done
}

# smf_method_exit CODE REASON [EXPLANATION]: ends the method with one of the codes above, and says in the log why.
smf_method_exit() {
  echo "[ $2${3:+: $3} ]" >&2
  exit "$1"
}
