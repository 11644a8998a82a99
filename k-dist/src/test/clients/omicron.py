#!/usr/bin/env python3
"""Omicron's sled-agent: imports a service, sets it up, and waits for restarter/state to be online; a property that is not
there yet is something to try again."""

from client import *

NAME = "svc:/oxide/agent"
FMRI = NAME + ":default"


def wait_for_service():
    """wait_for_service of illumos-utils, with the retries that its backoff makes."""
    def online():
        answer = run("svcprop", "-t", "-p", "restarter/state", FMRI)
        if answer.rc != 0:
            expect("Couldn't find property" in answer.err or "doesn't match any" in answer.err, answer)
            return False
        name, kind, value = answer.out.rstrip("\n").split(" ", 2)
        same((name, kind), ("restarter/state", "astring"), "property")
        return value == "online"
    until("%s to be online" % FMRI, online)


def installed_and_configured():
    ok("svccfg", "import", manifest("agent.xml", service("oxide/agent", more="""
    <property_group name="config" type="application"/>""")))
    ok("svccfg", "-s", NAME, "setprop", 'config/id = astring: "5f2d"')
    ok("svccfg", "-s", NAME, "addpropvalue", "config/dns", "net_address: 192.0.2.53")
    ok("svcadm", "refresh", FMRI)
    ok("svcadm", "enable", "-t", FMRI)
    wait_for_service()
    same(ok("svcprop", "-p", "config/dns", FMRI).strip(), "192.0.2.53", "dns")


def a_profile_of_the_site_is_applied():
    profile = manifest("site.xml", """<?xml version="1.0"?>
<!DOCTYPE service_bundle SYSTEM "/usr/share/lib/xml/dtd/service_bundle.dtd.1">
<service_bundle type="profile" name="omicron">
  <service version="1" type="service" name="oxide/agent">
    <property_group type="application" name="config">
      <propval type="astring" name="datalink" value="net0"/>
    </property_group>
    <instance enabled="true" name="default"/>
  </service>
  <service version="1" type="service" name="oxide/absent">
    <instance enabled="true" name="default"/>
  </service>
</service_bundle>
""")
    ok("svccfg", "apply", profile)
    same(ok("svcprop", "-p", "config/datalink", FMRI).strip(), "net0", "datalink")
    same(ok("svcprop", "-p", "general/enabled", FMRI).strip(), "true", "enabled")
    ok("svccfg", "delete", "-f", NAME)


main(installed_and_configured, a_profile_of_the_site_is_applied)
