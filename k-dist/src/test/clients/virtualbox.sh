#!/bin/sh
# The installers of VirtualBox and VMware, and scripts of SmartOS: is it there, import, enable, disable, delete.
set -eu

fail() {
  echo "$*"
  exit 1
}

manifest() {
  cat <<XML
<?xml version="1.0"?>
<!DOCTYPE service_bundle SYSTEM "/usr/share/lib/xml/dtd/service_bundle.dtd.1">
<service_bundle type="manifest" name="VirtualBox">
  <service name="application/virtualbox/$1" type="service" version="1">
    <create_default_instance enabled="false"/>
    <single_instance/>
    <exec_method type="method" name="start" exec="/bin/sh -c '/bin/sleep 6000 &amp;'" timeout_seconds="30"/>
    <exec_method type="method" name="stop" exec=":kill" timeout_seconds="60"/>
    <property_group name="config" type="application">
      <propval name="vm_user" type="astring" value=""/>
    </property_group>
  </service>
</service_bundle>
XML
}

servfound() {
  svcs "svc:/application/virtualbox/$1" >/dev/null 2>&1
}

for name in balloonctrl webservice; do
  servfound $name && fail "$name is there before it is installed"
  manifest $name >virtualbox-$name.xml
  svccfg import virtualbox-$name.xml
  servfound $name || fail "$name is not there after it was installed"
  svcadm disable -s svc:/application/virtualbox/$name:default
done
svccfg -s svc:/application/virtualbox/webservice setprop config/vm_user = astring: nobody
svcadm refresh webservice
svcadm enable -s webservice
[ "$(svcprop -p config/vm_user webservice)" = nobody ] || fail 'config/vm_user'
for name in balloonctrl webservice; do
  svcadm disable -s svc:/application/virtualbox/$name:default
  svccfg delete -f svc:/application/virtualbox/$name
  servfound $name && fail "$name is there after it was deleted"
done
echo 'all steps'
