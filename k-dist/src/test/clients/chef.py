#!/usr/bin/env python3
"""Chef's provider for services on Solaris."""

import re
import shutil
from client import *

NAME = "client/chef"


def service_status():
    # rc 1 is a service that is not there, anything else is trouble.
    answer = shell("%s -l %s" % (shutil.which("svcs"), NAME))
    expect(answer.rc in (0, 1), "svcs -l: %s" % answer)
    status = {}
    for line in answer.out.split("\n"):
        words = re.match(r"^(\S+)\s+(.*)$", line)
        if words:
            status[words.group(1)] = words.group(2)
    return {"running": status.get("state") == "online", "enabled": status.get("enabled") == "true",
            "maintenance": status.get("state") == "maintenance"}


def svcadm(words):
    answer = shell("%s %s %s" % (shutil.which("svcadm"), words, NAME))
    same(answer.rc, 0, words)


def enable_service():
    if service_status()["maintenance"]:
        svcadm("clear")
    svcadm("enable -s")


def disable_service():
    svcadm("disable -s")


def the_commands_are_executable():
    for command in ("svcs", "svcadm"):
        expect(os.access(shutil.which(command), os.X_OK), command)


def enabled_reloaded_restarted_and_disabled():
    same(service_status(), {"running": False, "enabled": False, "maintenance": False}, "status")
    enable_service()
    same(service_status(), {"running": True, "enabled": True, "maintenance": False}, "status")
    svcadm("refresh")
    same(service_status()["running"], True, "status")
    disable_service()
    enable_service()
    same(service_status()["running"], True, "status")


def brought_out_of_maintenance():
    ok("svcadm", "mark", "-s", "maintenance", NAME)
    same(service_status(), {"running": False, "enabled": True, "maintenance": True}, "status")
    enable_service()
    same(service_status()["running"], True, "status")
    disable_service()


main(the_commands_are_executable, enabled_reloaded_restarted_and_disabled, brought_out_of_maintenance)
