"""What the scripts beside this one have in common: running a command, and saying what was not as expected.

Each script acts as one program that is in use and drives SMF by its commands: it runs exactly those commands and takes
their output apart exactly as that program does, with nothing more tolerant than it has."""

import os
import subprocess
import sys
import time

# How long programs wait for a service before they give up; Puppet's is the shortest of those there are.
PATIENCE = 60


class Failure(Exception):
    pass


class Answer:
    def __init__(self, rc, out, err):
        self.rc, self.out, self.err = rc, out, err

    def __repr__(self):
        return "rc %d, stdout %r, stderr %r" % (self.rc, self.out, self.err)


def run(*words, env=None, stdin=None):
    done = subprocess.run(words, env=env, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL if stdin is None else None, timeout=120)
    return Answer(done.returncode, done.stdout, done.stderr)


def shell(line):
    return run("/bin/sh", "-c", line)


def ok(*words, **more):
    answer = run(*words, **more)
    expect(answer.rc == 0, "%s: %s" % (" ".join(words), answer))
    return answer.out


def expect(condition, what):
    if not condition:
        raise Failure(what)


def same(found, wanted, what):
    expect(found == wanted, "%s: %r, not %r" % (what, found, wanted))


def until(what, condition):
    """Waits for something a program polls for, or that it leaves to somebody else to see."""
    end = time.monotonic() + PATIENCE
    while not condition():
        expect(time.monotonic() < end, "waited %d s for %s" % (PATIENCE, what))
        time.sleep(0.1)


def manifest(name, text):
    path = os.path.join(os.getcwd(), name)
    with open(path, "w") as file:
        file.write(text)
    return path


def service(name, instance="default", enabled="false", start="/bin/sleep 6000", duration="child", more="",
            bundle=None):
    """A manifest such as packages ship, of one service with one instance."""
    return """<?xml version="1.0"?>
<!DOCTYPE service_bundle SYSTEM "/usr/share/lib/xml/dtd/service_bundle.dtd.1">
<service_bundle type="manifest" name="%s">
  <service name="%s" type="service" version="1">
    <create_default_instance enabled="%s"/>
    <single_instance/>
    <dependency name="milestone" grouping="require_all" restart_on="none" type="service">
      <service_fmri value="svc:/milestone/multi-user"/>
    </dependency>
    <exec_method type="method" name="start" exec="%s" timeout_seconds="60"/>
    <exec_method type="method" name="stop" exec=":kill" timeout_seconds="60"/>
    <property_group name="startd" type="framework">
      <propval name="duration" type="astring" value="%s"/>
    </property_group>
    %s
    <stability value="Evolving"/>
    <template>
      <common_name><loctext xml:lang="C">%s, for a test</loctext></common_name>
    </template>
  </service>
</service_bundle>
""" % (bundle or name.replace("/", "-"), name, enabled, start, duration, more, name)


def main(*steps):
    for step in steps:
        try:
            step()
        except Failure as failure:
            print("%s: %s" % (step.__name__, failure))
            sys.exit(1)
    print("%d steps" % len(steps))
