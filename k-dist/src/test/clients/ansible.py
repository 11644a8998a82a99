#!/usr/bin/env python3
"""Ansible's module `service` on Solaris (SunOSService), from 11.2 on, where it waits for restarts and refreshes."""

import shutil
from client import *

NAME = "client/ansible"
SVCS = shutil.which("svcs")
SVCADM = shutil.which("svcadm")


def status():
    answer = shell("%s %s" % (SVCS, NAME))
    expect(answer.rc != 1, "svcs: %s" % answer)
    lines = answer.out.rstrip("\n").split("\n")
    return lines[-1].split(" ")[0]


def startup_enabled():
    answer = shell("%s -l %s" % (SVCS, NAME))
    same(answer.rc, 0, "svcs -l")
    enabled = temporary = False
    for line in answer.out.split("\n"):
        if line.startswith("enabled"):
            if "true" in line:
                enabled = True
            if "temporary" in line:
                temporary = True
    return (enabled and not temporary) or (not enabled and temporary)


def svcadm(subcommand):
    answer = shell("%s %s %s" % (SVCADM, subcommand, NAME))
    same((answer.rc, answer.err), (0, ""), subcommand)


def service_enable(enable):
    if enable != startup_enabled():
        svcadm("enable -rs" if enable else "disable -s")


def service_control(action):
    found = status()
    if action in ["start", "reload", "restart"] and found in ["maintenance", "degraded"]:
        svcadm("clear")
        found = status()
    expect(found not in ["maintenance", "degraded"], "not out of %s" % found)
    if action == "start":
        svcadm("enable -rst")
    elif action == "stop":
        svcadm("disable -st")
    elif action == "reload":
        svcadm("refresh -s")
    elif action == "restart" and found == "online":
        svcadm("restart -s")
    elif action == "restart":
        svcadm("enable -rst")


def an_unknown_service_is_an_error():
    answer = shell("%s %s" % (SVCS, "client/nobody"))
    same(answer.rc, 1, "svcs of what is not there")
    expect("doesn't match any instances" in answer.err, answer.err)


def enabled_at_boot_and_started():
    same(status(), "disabled", "state")
    same(startup_enabled(), False, "enabled at boot")
    service_enable(True)
    same(status(), "online", "state")
    same(startup_enabled(), True, "enabled at boot")


def stopped_and_started_until_the_next_boot():
    service_control("stop")
    same(status(), "disabled", "state")
    same(startup_enabled(), True, "enabled at boot")
    service_control("start")
    same(status(), "online", "state")


def reloaded_and_restarted():
    service_control("reload")
    same(status(), "online", "state")
    before = ok("svcprop", "-p", "restarter/start_pid", NAME + ":default")
    service_control("restart")
    same(status(), "online", "state")
    expect(ok("svcprop", "-p", "restarter/start_pid", NAME + ":default") != before, "the process is the same")


def brought_out_of_maintenance():
    ok("svcadm", "mark", "-s", "maintenance", NAME)
    service_control("start")
    same(status(), "online", "state")


def disabled_at_boot():
    service_enable(False)
    same(status(), "disabled", "state")
    same(startup_enabled(), False, "enabled at boot")


main(an_unknown_service_is_an_error, enabled_at_boot_and_started, stopped_and_started_until_the_next_boot,
     reloaded_and_restarted, brought_out_of_maintenance, disabled_at_boot)
