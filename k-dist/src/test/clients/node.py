#!/usr/bin/env python3
"""The package node-smf."""

import datetime
import re
from client import *

NAME = "client/node"


def svcs_all():
    found = {}
    for line in ok("svcs", "-aHo", "state,fmri").strip().split("\n"):
        state, fmri = re.split(r"\s+", line)
        found[fmri] = state
    return found


def svcs(*names):
    """Sections with a blank line between, lines of a key and a value; some keys come more than once."""
    sections = []
    for section in ok("svcs", "-lvp", *names).strip().split("\n\n"):
        item = {"process": [], "dependency": []}
        for line in section.split("\n"):
            words = re.match(r"^(\S+)\s+(.*)$", line)
            if not words:
                continue
            key, value = words.group(1), words.group(2).strip()
            if key in ("process", "dependency"):
                item[key].append(re.split(r"\s+", value, maxsplit=1))
            elif key == "contract_id":
                item[key] = int(value)
            elif key == "enabled":
                item[key] = value == "true"
            elif key == "state_time":
                # What Date() of JavaScript reads: "Fri Nov 27 06:18:30 UTC 2026" or what date(1) prints.
                item[key] = datetime.datetime.strptime(re.sub(r" [A-Z]+ (\d{4})$", r" \1", value), "%a %b %d %H:%M:%S %Y")
            else:
                item[key] = value
        sections.append(item)
    return sections


def svcadm(action, *options):
    answer = run("svcadm", action, *options, NAME)
    same((answer.rc, answer.err), (0, ""), action)


def every_service_has_a_section():
    until("it to run", lambda: svcs_all()["svc:/client/node:default"] == "online")
    first, second = svcs(NAME, "milestone/multi-user")
    same((first["fmri"], second["fmri"]), ("svc:/client/node:default", "svc:/milestone/multi-user:default"), "names")
    same((first["name"], first["state"], first["next_state"], first["enabled"]), ("Node's", "online", "none", True),
         "words")
    expect(abs((datetime.datetime.utcnow() - first["state_time"]).total_seconds()) < 86400, first["state_time"])
    same(len(first["process"]), 2, "processes")
    same(sorted(int(pid) for pid, args in first["process"] if args == "sleep 6000"),
         sorted(int(pid) for pid, _ in first["process"]), "processes that sleep")
    expect(["require_all/none", "svc:/milestone/single-user:default (online)"] in first["dependency"],
           first["dependency"])
    expect(["require_all/none", "file://localhost/etc/passwd (online)"] in first["dependency"], first["dependency"])


def driven():
    svcadm("disable", "-t", "-s")
    same(svcs(NAME)[0]["state"], "disabled", "state")
    svcadm("enable", "-s")
    same(svcs(NAME)[0]["state"], "online", "state")
    svcadm("restart")
    svcadm("refresh")
    until("it to run", lambda: svcs(NAME)[0]["state"] == "online")
    answer = run("svcadm", "enable", "client/nobody")
    expect(answer.err != "", "no word about what is not there")


main(every_service_has_a_section, driven)
