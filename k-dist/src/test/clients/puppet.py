#!/usr/bin/env python3
"""Puppet's provider `smf` for services, and its acceptance steps: a service from a manifest, run, stopped, enabled,
disabled, restarted, brought out of maintenance."""

import re
import time
from client import *

NAME = "application/tstapp"


def service_fmri():
    lines = [line for line in ok("svcs", "-l", NAME).rstrip("\n").split("\n") if re.match("^fmri", line)]
    fmris = [line.split(" ")[-1].rstrip("\n") for line in lines]
    same(len(fmris), 1, "FMRIs of %s" % NAME)
    return fmris[0]


def complete_service():
    return ok("svccfg", "-s", service_fmri(), "listprop", "general/complete").rstrip("\n") != ""


def enabled():
    if not complete_service():
        return "false"
    found = ok("svccfg", "-s", service_fmri(), "listprop", "general/enabled").split()
    same(len(found), 3, "words of general/enabled")
    return "true" if found[2] == "true" else "false"


def service_states():
    current, following = ok("svcs", "-H", "-o", "state,nstate", service_fmri()).rstrip("\n").split()
    return current, None if following == "-" else following


def status():
    if not complete_service():
        return "stopped"
    current, following = service_states()
    state = following or current
    return {"online": "running", "offline": "stopped", "disabled": "stopped", "uninitialized": "stopped",
            "maintenance": "maintenance", "degraded": "degraded"}[state]


def wait(*desired):
    end = time.monotonic() + PATIENCE
    while True:
        current, following = service_states()
        if current in desired and following is None:
            return
        expect(time.monotonic() < end, "Timed out waiting for %s to transition states" % NAME)
        time.sleep(1)


def start():
    current, _ = service_states()
    if current == "maintenance":
        ok("svcadm", "clear", service_fmri())
    else:
        ok("svcadm", "enable", "-rst", service_fmri())
    wait("online")


def stop():
    ok("svcadm", "disable", "-st", service_fmri())
    wait("offline", "disabled", "uninitialized")


def restart():
    current, _ = service_states()
    if current == "maintenance":
        ok("svcadm", "clear", service_fmri())
    else:
        ok("svcadm", "restart", "-s", service_fmri())
    wait("online")


def enable():
    ok("svcadm", "enable", "-rs", service_fmri())
    wait("online")


def disable():
    ok("svcadm", "disable", "-s", service_fmri())
    wait("offline", "disabled", "uninitialized")


def instances():
    """`puppet resource service`: every line of svcs but those of run control."""
    found = {}
    for line in ok("svcs", "-H", "-o", "state,fmri").split("\n"):
        if line and not re.match("^legacy_run", line):
            state, fmri = re.split(r"\s+", line)
            found[fmri] = state
    return found


def installed_from_a_manifest():
    # From Solaris 11.2 on, what a manifest does not call complete counts as stopped; on illumos nobody asks.
    file = manifest("tstapp.xml", service(NAME).replace(
        '<create_default_instance enabled="false"/>', '<create_default_instance enabled="false" complete="true"/>'))
    ok("svccfg", "import", file)
    same(service_fmri(), "svc:/application/tstapp:default", "FMRI")
    expect(complete_service(), "general/complete is not there")
    same((status(), enabled()), ("stopped", "false"), "status, enabled")


def started_and_stopped():
    start()
    same(status(), "running", "status")
    same(instances()["svc:/application/tstapp:default"], "online", "its line")
    same(enabled(), "false", "enabled, though until the next boot only")
    stop()
    same(status(), "stopped", "status")


def enabled_and_disabled():
    enable()
    same((status(), enabled()), ("running", "true"), "status, enabled")
    same(instances()["svc:/application/tstapp:default"], "online", "its line")
    disable()
    same((status(), enabled()), ("stopped", "false"), "status, enabled")
    enable()


def restarted():
    before = ok("svcprop", "-p", "restarter/start_pid", NAME + ":default")
    restart()
    same(status(), "running", "status")
    expect(ok("svcprop", "-p", "restarter/start_pid", NAME + ":default") != before, "the process is the same")


def brought_out_of_maintenance():
    ok("svcadm", "mark", "-I", "maintenance", service_fmri())
    wait("maintenance")
    same(status(), "maintenance", "status")
    start()
    same(status(), "running", "status")


def removed():
    disable()
    ok("svccfg", "delete", "-f", "svc:/application/tstapp:default")
    ok("svccfg", "delete", "-f", "svc:/application/tstapp")
    same(run("svcs", "-l", NAME).rc, 1, "svcs -l of what was deleted")


def what_is_not_there_is_stopped():
    answer = run("svcs", "-H", "-o", "state,nstate", "application/nobody")
    same(answer.rc, 1, "svcs")
    expect("doesn't match any instances" in answer.err, answer.err)


main(installed_from_a_manifest, started_and_stopped, enabled_and_disabled, restarted, brought_out_of_maintenance, removed,
     what_is_not_there_is_stopped)
