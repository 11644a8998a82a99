#!/usr/bin/env python3
"""Go's kardianos/service: writes a manifest to where manifests are, and has them imported."""

import re
from client import *

PREFIX = "application"
NAME = "gotest"
FMRI = "svc:/%s/%s:default" % (PREFIX, NAME)
FILE = os.path.join(os.environ["SYSTEMK_ROOT"], "lib/svc/manifest", PREFIX, NAME + ".xml")


def status():
    answer = run("svcs", FMRI)
    if answer.rc != 0:
        return "not installed"
    found = re.search(r"(online|offline|disabled|maintenance|degraded|legacy_run)\s+", answer.out)
    return "running" if found and found.group(1) == "online" else "stopped"


def installed():
    same(status(), "not installed", "status")
    os.makedirs(os.path.dirname(FILE), exist_ok=True)
    with open(FILE, "w") as file:
        file.write(service("%s/%s" % (PREFIX, NAME), bundle="golang-" + NAME, start="/bin/sleep 6000"))
    ok("svcadm", "restart", "manifest-import")
    until("it to be imported", lambda: status() != "not installed")
    same(status(), "stopped", "status")


def started_and_stopped():
    ok("svcadm", "enable", FMRI)
    until("it to run", lambda: status() == "running")
    ok("svcadm", "disable", FMRI)
    until("it to be stopped", lambda: status() == "stopped")


def uninstalled():
    os.remove(FILE)
    ok("svcadm", "restart", "manifest-import")
    until("it to be gone", lambda: status() == "not installed")


main(installed, started_and_stopped, uninstalled)
