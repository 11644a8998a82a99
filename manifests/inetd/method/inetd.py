#!/usr/bin/env python3
"""A restarter: listens on behalf of its services and starts a process for each connection.

k.startd decides when a service may run and leaves an order about it in the repository; this program is
told the orders, carries them out in its own way, and reports what became of them. The rules are those
of spec/restarters.md: an order to be online is good for one run, a running service whose order is
another one is stopped first, and a service in maintenance waits for an administrator.
"""

import json
import os
import selectors
import socket
import struct
import subprocess
import sys
import time

ROOT = os.environ.get("SYSTEMK_ROOT", "")
SELF = os.environ["SMF_FMRI"]
RUNNING = ("online", "degraded")


class Link:
    """Frames of JSON to and from k.configd, until it goes away."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(10)
        self.socket.connect(ROOT + "/run/svc/configd.sock")
        self.received = b""
        self.pieces = ""
        self.last_id = 0

    def ask(self, **request):
        self.last_id += 1
        frame = json.dumps({"id": self.last_id, **request}).encode()
        self.socket.sendall(struct.pack(">I", len(frame)) + frame)

    def messages(self):
        """The messages that have arrived. Raises OSError once nothing more will."""
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("k.configd has gone")
        self.received += data
        while len(self.received) >= 4:
            (size,) = struct.unpack(">I", self.received[:4])
            if len(self.received) < 4 + size:
                break
            message = json.loads(self.received[4 : 4 + size])
            self.received = self.received[4 + size :]
            if "piece" in message:
                self.pieces += message["piece"]
                if message.get("more"):
                    continue
                message, self.pieces = json.loads(self.pieces), ""
            yield message


class Service:
    """One instance: what was told about it, and what is true."""

    def __init__(self, order):
        self.told = order
        # Whoever was here before this process took its sockets along; what is said to run is opened again.
        self.state = order["state"]
        self.done = order["done"]
        self.reason = "none"
        self.severity = None
        self.carried_out = {}
        self.listener = None

    def first(self, name):
        values = self.told["properties"].get(name, [])
        return values[0] if values else ""

    def open(self):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self.first("inetd/address"), int(self.first("inetd/port"))))
            listener.listen()
        except (OSError, ValueError, OverflowError) as error:
            listener.close()
            print(f"{self.told['instance']}: cannot listen: {error}", flush=True)
            self.close()
            self.be("maintenance", "method_failed", "error")
            return
        self.close()
        listener.setblocking(False)
        self.listener = listener
        selector.register(listener, selectors.EVENT_READ, self.accept)

    def close(self):
        if self.listener:
            selector.unregister(self.listener)
            self.listener.close()
            self.listener = None

    def accept(self):
        try:
            connection, _ = self.listener.accept()
        except OSError:
            return
        with connection:
            connection.setblocking(True)
            children.append(
                subprocess.Popen(["/bin/sh", "-c", self.first("inetd/exec")], stdin=connection, stdout=connection)
            )

    def be(self, state, reason, severity=None):
        self.state, self.reason, self.severity = state, reason, severity

    def settle(self):
        """Makes true what is asked for and ordered, and reports what is not on record."""
        for action, when in self.told["actions"].items():
            if self.carried_out.get(action) != when:
                self.carried_out[action] = when
                self.perform(action)
        self.obey()
        on_record = (self.told["state"], self.told["done"])
        if (self.state, self.done) != on_record or self.severity or self.told["actions"]:
            self.report()

    def perform(self, action):
        if action.startswith("maint_on"):
            self.close()
            self.be("maintenance", "administrative_request", "restart")
        elif action == "maint_off" and self.state == "maintenance":
            self.be("offline", "clear_request")
        elif action == "restart" and self.state in RUNNING:
            self.close()
            self.be("offline", "restart_request", "restart")
        elif action == "refresh" and self.state in RUNNING:
            self.close()
            self.open()
            if self.listener:
                self.severity = "refresh"

    def obey(self):
        target, serial = self.told["target"], self.told["serial"]
        if self.state == "maintenance":
            return
        if self.state in RUNNING and (target != "online" or serial != self.done):
            self.close()
            self.be("offline" if target == "online" else target, self.told["reason"])
        elif self.state in RUNNING and not self.listener:
            self.open()
        elif target == "online" and serial > self.done:
            self.done = serial
            self.be("online", "dependencies_satisfied")
            self.open()
        elif target != "online" and self.state != target:
            self.be(target, self.told["reason"])

    def report(self):
        report = {
            "op": "report",
            "instance": self.told["instance"],
            "state": self.state,
            "reason": self.reason,
            "order": self.done,
        }
        if self.severity:
            report["severity"] = self.severity
        if self.told["actions"]:
            report["carried_out"] = self.told["actions"]
        self.severity = None
        link.ask(**report)


def say_ready():
    path = os.environ.get("NOTIFY_SOCKET")
    if path:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.sendto(b"READY=1", "\0" + path[1:] if path[0] == "@" else path)


def hear(message):
    if "order" in message:
        order = message["order"]
        service = services.setdefault(order["instance"], None) or Service(order)
        services[order["instance"]] = service
        service.told = order
        service.settle()
    elif "relieved" in message:
        service = services.pop(message["relieved"], None)
        if service:
            service.close()
    elif "orders_end" in message:
        say_ready()
    elif "rejected" in message or "read_only" in message or "error" in message:
        print(f"k.configd refused: {message}", flush=True)


def connect():
    """A link to k.configd, which may be about to come back."""
    for _ in range(600):
        try:
            link = Link()
            link.ask(op="orders", restarter=SELF)
            return link
        except OSError:
            time.sleep(0.1)
    sys.exit("inetd: cannot reach k.configd")


def reap():
    children[:] = [child for child in children if child.poll() is None]


services = {}
children = []
selector = selectors.DefaultSelector()
link = connect()
selector.register(link.socket, selectors.EVENT_READ, None)
while True:
    for key, _ in selector.select(timeout=1):
        if key.data:
            key.data()
            continue
        try:
            for message in link.messages():
                hear(message)
        except OSError:
            selector.unregister(link.socket)
            link.socket.close()
            link = connect()
            selector.register(link.socket, selectors.EVENT_READ, None)
    reap()
