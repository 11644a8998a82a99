#!/usr/bin/env python3
"""The forks of Go's kardianos/service that have a type solarisSMFService."""

from client import *

NAME = "client/go"


def status():
    answer = run("svcs", "-a", NAME)
    if "online" in answer.out:
        return "running"
    if "doesn't match any instances" in answer.out + answer.err:
        return "not installed"
    return "stopped"


def driven():
    until("it to run", lambda: status() == "running")
    ok("svcadm", "restart", NAME)
    until("it to run", lambda: status() == "running")
    ok("svcadm", "disable", NAME)
    until("it to be stopped", lambda: status() == "stopped")
    ok("svcadm", "enable", NAME)
    until("it to run", lambda: status() == "running")


def what_is_not_there_is_not_installed():
    answer = run("svcs", "-a", "client/nobody")
    same(answer.rc, 1, "exit status")
    expect("doesn't match any instances" in answer.err, answer)


main(driven, what_is_not_there_is_not_installed)
