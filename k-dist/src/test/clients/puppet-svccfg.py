#!/usr/bin/env python3
"""OpenIndiana's and Oracle's Puppet type `svccfg`: properties of services as resources."""

from client import *

SERVICE = "svc:/application/svccfgd"
FMRI = SERVICE + ":default"


def select(fmri):
    return run("svccfg", "select", fmri).rc == 0


def exists(prop):
    """Whether the administrator has said something about it."""
    return ok("svccfg", "-s", FMRI, "listprop", "-l", "admin", prop).strip() != ""


def value(prop, fmri=FMRI):
    answer = run("svcprop", "-p", prop, fmri)
    return answer.out.strip() if answer.rc == 0 else None


def refresh():
    ok("svccfg", "-s", FMRI, "refresh")


def installed():
    ok("svccfg", "import", manifest("svccfgd.xml", service("application/svccfgd", more="""
    <property_group name="config" type="application">
      <propval name="port" type="count" value="80"/>
    </property_group>""")))
    expect(select(SERVICE), "%s cannot be selected" % SERVICE)
    expect(select(FMRI), "%s cannot be selected" % FMRI)
    expect(not select("svc:/application/nobody:default"), "what is not there can be selected")


def a_property_is_set():
    same(value("config/port"), "80", "port")
    same(exists("config/port"), False, "customized")
    # The group is the service's; the instance gets one of its own first.
    if ok("svccfg", "-s", FMRI, "listpg", "config") == "":
        ok("svccfg", "-s", FMRI, "addpg", "config", "application")
    ok("svccfg", "-s", FMRI, "setprop", "config/port", "=", "count:", "8080")
    refresh()
    same(value("config/port"), "8080", "port")
    same(exists("config/port"), True, "customized")


def a_group_and_a_property_of_several_values_are_made():
    same(value("extra/list"), None, "list")
    ok("svccfg", "-s", FMRI, "addpg", "extra", "application")
    ok("svccfg", "-s", FMRI, "setprop", "extra/list", "=", "astring:", '("one" "two words")')
    refresh()
    same(value("extra/list"), "one two\\ words", "list")
    same(value("extra", FMRI), "extra/list astring one two\\ words", "group")


def the_property_and_the_group_are_deleted():
    ok("svccfg", "-s", FMRI, "delprop", "extra/list")
    refresh()
    same(value("extra/list"), None, "list")
    ok("svccfg", "-s", FMRI, "delpg", "extra")
    refresh()
    same(value("extra"), None, "group")


def the_customization_is_taken_back():
    ok("svccfg", "-s", FMRI, "delcust", "config/port")
    refresh()
    same(value("config/port"), "80", "port")
    same(exists("config/port"), False, "customized")
    ok("svccfg", "delete", "-f", SERVICE)


main(installed, a_property_is_set, a_group_and_a_property_of_several_values_are_made,
     the_property_and_the_group_are_deleted, the_customization_is_taken_back)
