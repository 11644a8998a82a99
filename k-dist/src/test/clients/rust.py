#!/usr/bin/env python3
"""The crate `smf` of oxidecomputer: every command through pfexec, with no environment but PATH."""

import shutil
from client import *

FMRI = "svc:/client/rust:default"
COLUMNS = "FMRI,CTID,INST,NSTA,SCOPE,SVC,STA,STIME,ZONE,DESC"
STATES = {"-": None, "UN": "uninitialized", "OFF": "offline", "ON": "online", "MNT": "maintenance", "DIS": "disabled",
          "DGD": "degraded", "LRC": "legacy"}
# The commands find this tree of services by it, so here it stands for the machine.
ENVIRONMENT = {"PATH": os.environ["PATH"], "SYSTEMK_ROOT": os.environ["SYSTEMK_ROOT"]}


def pfexec(*words):
    return run(shutil.which("pfexec"), *words, env=ENVIRONMENT)


def pfok(*words):
    answer = pfexec(*words)
    same((answer.rc, answer.err), (0, ""), " ".join(words))
    return answer.out


def statuses(*words):
    """SvcStatus::parse, line by line."""
    found = []
    for line in pfok("svcs", "-Ho", COLUMNS, *words).split("\n"):
        if not line:
            continue
        fields = line.split()
        expect(len(fields) >= 10, "fewer than ten words: %r" % line)
        fmri, ctid, instance, nsta, scope, name, sta, stime, zone = fields[:9]
        found.append({
            "fmri": fmri,
            "contract": None if ctid == "-" else int(ctid),
            "instance": instance,
            # A word nobody knows, such as the question mark of an instance without a state, is no state.
            "next": STATES.get(nsta),
            "scope": scope,
            "service": name,
            # A star, for one in transition, is not printed where the next state has a column.
            "state": STATES.get(sta),
            "stime": stime,
            "zone": zone,
            "description": None if fields[9:] == ["-"] else " ".join(fields[9:]),
        })
    return found


def prop(line):
    """PropertyValue: the name, the type, the values."""
    name, kind, value = line.rstrip("\n").split(" ", 2)
    expect(kind in ("boolean", "count", "integer", "time", "astring", "ustring", "fmri", "host", "hostname", "net_address",
                    "net_address_v4", "net_address_v6", "uri", "opaque"), kind)
    return name, kind, value


def get(*selection):
    return prop(pfok("svcprop", "-t", *selection, FMRI))


def the_ten_columns_are_parsed():
    by_name = {found["fmri"]: found for found in statuses("-a")}
    found = by_name[FMRI]
    until("it to run", lambda: statuses(FMRI)[0]["state"] == "online")
    found = statuses(FMRI)[0]
    expect(found["contract"] > 0, found)
    same((found["instance"], found["service"], found["scope"], found["zone"], found["next"]),
         ("default", "client/rust", "localhost", "global", None), "row")
    same(by_name["svc:/milestone/multi-user:default"]["description"], "multi-user milestone", "description")
    same(by_name["svc:/milestone/multi-user:default"]["contract"], None, "contract")


def queries_by_relation_pattern_and_restarter():
    same([s["fmri"] for s in statuses("-d", FMRI)], ["svc:/milestone/single-user:default"], "dependencies")
    expect(FMRI in [s["fmri"] for s in statuses("-D", "svc:/milestone/single-user:default")], "not a dependent")
    expect(FMRI in [s["fmri"] for s in statuses("-R", "svc:/system/svc/restarter:default")], "not of the restarter")
    same(sorted(s["fmri"] for s in statuses("client/rus*", "client/rex")),
         ["svc:/client/rex:default", FMRI], "patterns")
    same([s["fmri"] for s in statuses("-z", "global", FMRI)], [FMRI], "in the zone")
    log = pfok("svcs", "-L", FMRI).strip()
    same(log, os.path.join(os.environ["SYSTEMK_ROOT"], "var/svc/log/client-rust:default.log"), "log")
    expect(os.path.exists(log), log)


def properties_are_typed():
    same(get("-p", "config/port"), ("config/port", "count", "8080"), "running")
    same(get("-c", "-p", "config/on"), ("config/on", "boolean", "true"), "current")
    same(get("-C", "-p", "general/enabled"), ("general/enabled", "boolean", "true"), "direct")
    same(get("-s", "running", "-p", "config/name"), ("config/name", "astring", "two\\ words"), "snapshot")


def one_word_sets_a_property():
    pfok("svccfg", "-s", FMRI, "setprop", "config/port = count: 9090")
    pfok("svccfg", "-s", FMRI, "setprop", 'config/words = astring: ("a b" "c")')
    pfok("svccfg", "-s", FMRI, "addpropvalue", "config/words", "astring: d")
    same(get("-c", "-p", "config/words"), ("config/words", "astring", "a\\ b c d"), "words")
    pfok("svccfg", "-s", FMRI, "delpropvalue", "config/words", "c")
    same(get("-c", "-p", "config/words"), ("config/words", "astring", "a\\ b d"), "words")
    same(get("-p", "config/port"), ("config/port", "count", "8080"), "running before the refresh")
    pfok("svcadm", "refresh", FMRI)
    same(get("-p", "config/port"), ("config/port", "count", "9090"), "running after it")
    pfok("svccfg", "-s", FMRI, "addpropvalue", "config/more", "count: 1")
    same(get("-c", "-p", "config/more"), ("config/more", "count", "1"), "new property")


def a_change_is_waited_for():
    waiting = subprocess.Popen([shutil.which("pfexec"), "svcprop", "-w", "-t", "-p", "general", FMRI], env=ENVIRONMENT,
                               stdout=subprocess.PIPE, text=True)
    # It prints once the group has changed after it began to look, so it is changed until it has.
    def changed():
        pfok("svcadm", "disable", "-c", str(time.monotonic()), FMRI)
        return waiting.poll() is not None
    until("svcprop -w", changed)
    found = [prop(line) for line in waiting.stdout.read().splitlines()]
    expect(("general/enabled", "boolean", "false") in found, found)


def driven():
    pfok("svcadm", "enable", "-r", "-s", "-t", FMRI)
    same(statuses(FMRI)[0]["state"], "online", "state")
    pfok("svcadm", "disable", "-c", "for now", "-s", "-t", FMRI)
    same(statuses(FMRI)[0]["state"], "disabled", "state")
    pfok("svcadm", "-z", "global", "enable", "-s", FMRI)
    pfok("svcadm", "restart", FMRI)
    pfok("svcadm", "restart", "-d", FMRI)
    until("it to run", lambda: statuses(FMRI)[0]["state"] == "online")
    pfok("svcadm", "mark", "-s", "maintenance", FMRI)
    pfok("svcadm", "-S", "MNT", "clear")
    until("it to run", lambda: statuses(FMRI)[0]["state"] == "online")
    same(pfexec("svcadm", "-S", "MNT", "clear").rc, 1, "nobody is in maintenance")


def bundles_come_and_go():
    file = manifest("rusty.xml", service("client/rusty"))
    pfok("svccfg", "import", "-V", file)
    for words in (["export"], ["export", "-a"]):
        expect('name="client/rusty"' in pfok("svccfg", *words, "svc:/client/rusty").replace("'", '"'), "not exported")
    pfok("svccfg", "-s", "svc:/client/rusty", "add", "second")
    same(sorted(s["instance"] for s in statuses("-a") if s["service"] == "client/rusty"), ["default", "second"],
         "instances")
    pfok("svccfg", "delete", "svc:/client/rusty:second")
    pfok("svccfg", "delete", "-f", "svc:/client/rusty")
    same(pfexec("svcs", "-Ho", COLUMNS, "client/rusty").rc, 1, "svcs of what was deleted")


main(the_ten_columns_are_parsed, queries_by_relation_pattern_and_restarter, properties_are_typed,
     one_word_sets_a_property, a_change_is_waited_for, driven, bundles_come_and_go)
