#!/usr/bin/env python3
"""Telegraf's plugin for SMF: counts of states, by zone, and the processes of contracts."""

from client import *


def states(*words):
    count = {}
    for line in ok(*words).strip().split("\n"):
        fields = line.split()
        same(len(fields), 3, "fields of %r" % line)
        zone, state, fmri = fields
        same(zone, "global", "zone")
        expect(fmri.startswith(("svc:/", "lrc:/")), fmri)
        count[state] = count.get(state, 0) + 1
    return count


def every_line_has_three_fields():
    zoned = states("svcs", "-aHZ", "-ozone,state,fmri")
    same(states("svcs", "-aH", "-ozone,state,fmri"), zoned, "counts with and without -Z")
    expect(zoned["online"] >= 3, zoned)


def contracts_have_services():
    fmris = {}
    for line in ok("svcs", "-vHo", "ctid,fmri").strip().split("\n"):
        contract, fmri = line.split()
        expect(contract == "-" or contract.isdigit(), line)
        fmris[fmri] = contract
    expect(fmris["svc:/client/telegraf:default"].isdigit(), fmris)


main(every_line_has_three_fields, contracts_have_services)
