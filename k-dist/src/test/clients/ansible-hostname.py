#!/usr/bin/env python3
"""Ansible's module `hostname` on Solaris 11: the name of the host is a property."""

from client import *

NODE = "svc:/system/identity:node"


def permanent_hostname():
    answer = shell("svccfg -s %s listprop -o value config/nodename" % NODE)
    same(answer.rc, 0, "listprop -o value: %s" % answer)
    return answer.out.strip()


def set_permanent_hostname(name):
    answer = shell("svccfg -s %s setprop config/nodename=%s" % (NODE, name))
    same(answer.rc, 0, "setprop: %s" % answer)


def the_name_is_read_set_and_read():
    same(permanent_hostname(), "box", "nodename")
    set_permanent_hostname("crate.example.org")
    same(permanent_hostname(), "crate.example.org", "nodename")


main(the_name_is_read_set_and_read)
