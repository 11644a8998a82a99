#!/usr/bin/env python3
"""Bcfg2's driver SMF."""

import re
from client import *

FMRI = "svc:/client/bcfg2:default"


def get_fmri(name):
    return [line for line in shell("/usr/bin/env svcs -H -o FMRI %s 2>/dev/null" % name).out.split("\n") if line]


def sta(fmri):
    lines = shell("/usr/bin/env svcs -H -o STA %s" % fmri).out.splitlines()
    same(len(lines), 1, "lines about %s" % fmri)
    # One in transition has a star, and is none of these words until it has got there.
    expect(lines[0].split()[0].rstrip("*") in ("ON", "OFF", "UN", "MNT", "DIS", "DGD"), lines[0])
    return lines[0].split()[0]


def find_extra():
    found = {}
    for line in ok("svcs", "-a", "-H", "-o", "FMRI,STATE").splitlines():
        name, state = line.split()
        if state != "disabled":
            found[name] = state
    return found


def the_name_is_made_an_fmri():
    same(get_fmri("client/bcfg2"), [FMRI], "FMRI")
    same(get_fmri("client/nobody"), [], "FMRI of nobody")


def every_state_has_its_word():
    until("it to be online", lambda: sta(FMRI) == "ON")
    same(shell("svcadm disable %s" % FMRI).rc, 0, "disable")
    until("it to be disabled", lambda: sta(FMRI) == "DIS")
    expect(FMRI not in find_extra(), "listed though disabled")
    same(shell("svcadm enable -r %s" % FMRI).rc, 0, "enable -r")
    until("it to be online", lambda: sta(FMRI) == "ON")
    same(find_extra()[FMRI], "online", "state")
    ok("svcadm", "mark", "-s", "maintenance", FMRI)
    same(sta(FMRI), "MNT", "state")


def clear_has_no_option_r():
    # Bcfg2 asks for one all the same, where it should say enable: usage, 2, as on Solaris.
    same(shell("svcadm clear -r %s" % FMRI).rc, 2, "clear -r")
    same(shell("svcadm clear %s" % FMRI).rc, 0, "clear")
    until("it to be online", lambda: sta(FMRI) == "ON")
    same(shell("svcadm restart %s" % FMRI).rc, 0, "restart")
    until("it to be online", lambda: sta(FMRI) == "ON")


def scripts_of_run_control_are_renamed():
    root = os.environ["SYSTEMK_ROOT"]
    script = manifest("S42bcfg2", "exit 0\n")
    ok(os.path.join(root, "lib/svc/bin/lsvcrun"), script, "start")
    names = [name for name in find_extra() if name.startswith("lrc:")]
    same(names, ["lrc:" + script.replace(".", "_")], "legacy services")
    same(find_extra()[names[0]], "legacy_run", "state")
    ok(os.path.join(root, "lib/svc/bin/lsvcrun"), script, "stop")


main(the_name_is_made_an_fmri, every_state_has_its_word, clear_has_no_option_r, scripts_of_run_control_are_renamed)
