#!/bin/sh
# CFEngine: its package ships a manifest, and its library says what the path of svcprop is.
set -eu

fail() {
  echo "$*"
  exit 1
}

cat >cfengine.xml <<'XML'
<?xml version="1.0"?>
<!DOCTYPE service_bundle SYSTEM "/usr/share/lib/xml/dtd/service_bundle.dtd.1">
<service_bundle type="manifest" name="CFEngine">
  <service name="application/cfengine" type="service" version="1">
    <create_default_instance enabled="false"/>
    <single_instance/>
    <exec_method type="method" name="start" exec="/bin/sh -c '/bin/sleep 6000 &amp;'" timeout_seconds="60"/>
    <exec_method type="method" name="stop" exec=":kill" timeout_seconds="60"/>
  </service>
</service_bundle>
XML
svccfg validate cfengine.xml
svccfg import cfengine.xml
svcadm enable -s cfengine
svcprop=$(command -v svcprop)
[ -x "$svcprop" ] || fail "svcprop is not a program: $svcprop"
[ "$("$svcprop" -p restarter/state cfengine)" = online ] || fail "not online: $(svcs cfengine)"
svcadm disable -s cfengine
svccfg delete -f application/cfengine
echo 'all steps'
