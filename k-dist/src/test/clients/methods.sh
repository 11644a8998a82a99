#!/bin/sh
# What start methods of all kinds of packages do: read properties of their service, look at others, remember things.
set -eu
SMF_FMRI=svc:/client/scripted:default

fail() {
  echo "$*"
  exit 1
}

getproparg() {
  val=$(svcprop -p "$1" $SMF_FMRI 2>/dev/null || true)
  # An empty string is printed as two quotes.
  if [ "$val" = '""' ]; then val=; fi
  if [ -n "$val" ]; then echo "$val"; fi
}

[ "$(getproparg config/port)" = 80 ] || fail "port: $(getproparg config/port)"
[ "$(svcprop -p config/empty $SMF_FMRI)" = '""' ] || fail "an empty string: $(svcprop -p config/empty $SMF_FMRI)"
[ -z "$(getproparg config/empty)" ] || fail "empty: $(getproparg config/empty)"
[ -z "$(getproparg config/absent)" ] || fail "absent: $(getproparg config/absent)"
# Values are escaped for an eval.
eval "set -- $(svcprop -p config/words $SMF_FMRI)"
[ $# -eq 2 ] && [ "$2" = 'two words' ] || fail "words: $*"

svcprop -q -p config/port $SMF_FMRI || fail 'a property that is there is not'
status=0
svcprop -q -p config/absent $SMF_FMRI || status=$?
[ $status -eq 1 ] || fail "exit status for one that is not there: $status"
svcprop -q svc:/milestone/multi-user:default || fail 'a service that is there is not'
svcprop -q svc:/client/nobody:default 2>/dev/null && fail 'a service that is not there is'

[ "$(svcs -H -o STATE svc:/milestone/multi-user:default)" = online ] || fail 'milestone: not online'

svccfg -s $SMF_FMRI setprop config/seen = astring: '"by a method"'
svccfg -s $SMF_FMRI refresh
[ "$(svcprop -p config/seen $SMF_FMRI)" = 'by\ a\ method' ] || fail "seen: $(svcprop -p config/seen $SMF_FMRI)"
svccfg -s $SMF_FMRI <<END
setprop config/seen = astring: "twice"
setprop config/port = count: 81
refresh
END
[ "$(svcprop -p config/seen -p config/port $SMF_FMRI | tr '\n' ' ')" = 'twice 81 ' ] || fail 'commands on standard input'

svcadm disable -t $SMF_FMRI
svcadm enable -t $SMF_FMRI
tries=0
until [ "$(svcs -H -o STATE $SMF_FMRI)" = online ]; do
  tries=$((tries + 1))
  [ $tries -lt 300 ] || fail "not online: $(svcs -H $SMF_FMRI)"
  sleep 0.1
done
echo 'all steps'
