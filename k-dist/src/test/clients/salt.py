#!/usr/bin/env python3
"""Salt's module smf_service."""

from client import *

NAME = "client/salt"


def names_with_settings():
    """All services with what they are to be at boot, from every instance at once."""
    found = {}
    # Services without instances match as well, and have no such property; Salt looks at the output only.
    for line in run("svcprop", "-c", "-p", "general/enabled", "*").out.splitlines():
        comps = line.split()
        if not comps:
            continue
        expect(":properties" in line, "no full name: %r" % line)
        found[comps[0].split("/:properties")[0]] = comps[2]
    return found


def get_enabled(wanted="true"):
    return sorted(name for name, value in names_with_settings().items() if value == wanted)


def get_running():
    found = set()
    for line in ok("svcs", "-H", "-o", "FMRI,STATE", "-s", "FMRI").splitlines():
        comps = line.split()
        if comps and "online" in line:
            found.add(comps[0])
    return sorted(found)


def get_stopped():
    found = set()
    for line in ok("svcs", "-aH", "-o", "FMRI,STATE", "-s", "FMRI").splitlines():
        comps = line.split()
        if comps and "online" not in line and "legacy_run" not in line:
            found.add(comps[0])
    return sorted(found)


def available(name):
    return shell("/usr/bin/env svcs -H -o FMRI %s" % name).out.strip() != ""


def start(name):
    answer = run("svcadm", "enable", "-s", "-t", name)
    if answer.rc == 0:
        return True
    if answer.rc == 3:
        # It is in maintenance: clear, and try once more.
        ok("svcadm", "clear", name)
        return run("svcadm", "enable", "-s", "-t", name).rc == 0
    return False


def stop(name):
    return run("svcadm", "disable", "-s", "-t", name).rc == 0


def restart(name):
    if not run("svcadm", "restart", name).rc == 0:
        return False
    return start(name)


def status(name):
    return ok("svcs", "-H", "-o", "STATE", name).split("\n")[0] == "online"


def enabled(name):
    # svccfg needs the whole name.
    fmri = ok("svcs", "-H", "-o", "FMRI", name).strip()
    comps = ok("svccfg", "-s", fmri, "listprop", "general/enabled").split()
    same(len(comps), 3, "words of general/enabled")
    return comps[2] == "true"


def all_are_found():
    expect(available(NAME), "not available")
    expect(not available("client/nobody"), "what is not there is available")
    everybody = ok("svcs", "-aH", "-o", "FMRI").split()
    same(sorted(names_with_settings()), sorted(everybody), "services with general/enabled")
    expect("svc:/client/salt:default" in get_stopped(), "not among those that are stopped")
    expect("svc:/client/salt:default" in get_enabled("false"), "not among those that are disabled")


def started_restarted_and_stopped():
    expect(start(NAME), "start")
    expect(status(NAME), "status")
    same(enabled(NAME), False, "enabled")
    expect(restart(NAME), "restart")
    expect(status(NAME), "status")
    expect(run("svcadm", "refresh", NAME).rc == 0, "reload")
    expect(stop(NAME), "stop")
    expect(not status(NAME), "status")


def enabled_and_disabled():
    same(run("svcadm", "enable", NAME).rc, 0, "enable")
    until("it to run", lambda: status(NAME))
    same(enabled(NAME), True, "enabled")
    expect("svc:/client/salt:default" in get_running(), "not among those that run")
    expect("svc:/client/salt:default" in get_enabled(), "not among those that are enabled")
    same(run("svcadm", "disable", NAME).rc, 0, "disable")
    same(enabled(NAME), False, "enabled")


def what_fails_is_cleared_and_tried_again():
    name = "client/salt-fails"
    same(run("svcadm", "enable", "-s", "-t", name).rc, 3, "exit status for maintenance")
    open(os.path.join(os.environ["SYSTEMK_ROOT"], "salt-works"), "w").close()
    expect(start(name), "start after clear")
    expect(status(name), "status")


main(all_are_found, started_restarted_and_stopped, enabled_and_disabled, what_fails_is_cleared_and_tried_again)
