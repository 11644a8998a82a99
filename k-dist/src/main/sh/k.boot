#!/usr/bin/env python3
"""k.boot: boots Debian in QEMU with SystemK as its init, and counts what it does and what is lost. See k(8).

The root file system is made by debootstrap once and kept; the image is made of it by mke2fs, without loop devices. The
machine is driven by its serial console, as somebody who sits before it would.
"""

import argparse
import glob
import json
import os
import random
import re
import select
import shutil
import socket
import subprocess
import sys
import time

SUITE = "bookworm"
MIRROR = os.environ.get("SYSTEMK_MIRROR", "http://deb.debian.org/debian")
PACKAGES = ("udev,ifupdown,isc-dhcp-client,iproute2,openssh-server,cron,busybox-syslogd,e2fsprogs,procps,kmod,login,"
            "systemd-sysv,linux-image-amd64")
PASSWORD = "systemk"
PROMPT = "systemk-boot> "
PROBE = "svc:/system/cron:default"
ONLINE = 20
BOUND = 900


class Failed(Exception):
    """Something is not as it was promised."""


def say(text):
    print(text, flush=True)


def run(*command, **more):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        raise Failed(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout[-2000:]}")
    return done.stdout


def inside(root, script):
    """Runs a script of the shell in a root, in namespaces of its own."""
    return run("unshare", "--mount", "--pid", "--fork", "--kill-child", f"--mount-proc={root}/proc", "chroot", root, "/usr/bin/env", "-i",
               "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive", "sh", "-euc", script)


class Machine:
    """A machine that runs, and its serial console."""

    def __init__(self, work, init=""):
        self.text = b""
        self.log = open(os.path.join(work, "console.log"), "ab")
        self.monitor, theirs = socket.socketpair()
        command = ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-machine", "pc", "-cpu", "Nehalem", "-smp", "2", "-m", "2048",
                   "-nodefaults", "-no-user-config", "-display", "none", "-serial", "stdio",
                   "-chardev", f"socket,id=monitor,fd={theirs.fileno()}", "-mon", "chardev=monitor,mode=control",
                   "-kernel", os.path.join(work, "vmlinuz"), "-initrd", os.path.join(work, "initrd"),
                   "-append", f"root=/dev/vda ro console=ttyS0 net.ifnames=0 mitigations=off no_timer_check {init}".strip(),
                   "-drive", f"file={work}/disk,format=raw,if=virtio", "-nic", "user,model=virtio-net-pci"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        pass_fds=(theirs.fileno(),))
        theirs.close()

    def read(self, seconds):
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        data = os.read(self.process.stdout.fileno(), 65536) if ready else b""
        self.text += data
        self.log.write(data)
        self.log.flush()
        return not ready or data != b""

    def expect(self, pattern, bound=BOUND):
        end = time.monotonic() + bound
        while True:
            found = re.search(pattern.encode(), self.text)
            if found:
                self.text = self.text[found.end():]
                return found
            if time.monotonic() > end or not self.read(1):
                raise Failed(f"the console does not say {pattern!r} within {bound} s; the last it said:\n"
                             + self.text[-2000:].decode(errors="replace"))

    def send(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def press_power_button(self):
        with self.monitor.makefile("rw", encoding="utf-8") as monitor:
            for command in ("qmp_capabilities", "system_powerdown"):
                monitor.write(json.dumps({"execute": command}) + "\n")
                monitor.flush()
                answer = {}
                # The greeting, and events, may come first.
                while "return" not in answer and "error" not in answer:
                    answer = json.loads(monitor.readline())
                if "error" in answer:
                    raise Failed(f"QEMU: {command}: {answer['error']}")

    def up(self):
        """Waits for the login prompt; how many seconds after the first word of the kernel it came."""
        self.expect(r"Linux version|\[ +0\.0|Begin:|Loading")
        begun = time.monotonic()
        self.expect(r"login: ")
        return time.monotonic() - begun

    def login(self):
        self.send("root")
        self.expect("assword: ")
        self.send(PASSWORD)
        self.expect(r"[#] ")
        # A terminal without tricks, and a prompt that nothing else prints.
        self.send("bind 'set enable-bracketed-paste off'")
        self.send(f"export TERM=dumb NO_COLOR=1; stty -echo; PS1='{PROMPT[:3]}''{PROMPT[3:]}'; dmesg -n 1")
        self.expect(PROMPT)

    def shell(self, command, bound=BOUND):
        """The status and the output of a command."""
        self.send(f"{command}; echo \"status=$?\"")
        end = self.expect(r"((?s:.)*?)status=(\d+)\r?\n(?s:.)*?" + PROMPT, bound)
        return int(end[2]), end[1].decode(errors="replace").replace("\r", "")

    def ok(self, command, bound=BOUND):
        status, out = self.shell(command, bound)
        if status != 0:
            raise Failed(f"in the machine: {command}: exit {status}\n{out}")
        return out

    def ended(self, bound=BOUND):
        end = time.monotonic() + bound
        while self.process.poll() is None and time.monotonic() < end:
            self.read(1)
        if self.process.poll() is None:
            raise Failed(f"the machine has not ended after {bound} s")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.monitor.close()
        self.log.close()


class Boots:
    """The parts of the proof, on one image."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.work = os.path.abspath(arguments.dir)
        self.root = os.path.join(self.work, "root")
        os.makedirs(self.work, exist_ok=True)

    def make_root(self):
        if os.path.exists(os.path.join(self.work, "made")):
            return
        say(f"making a root of Debian {SUITE} (once)")
        shutil.rmtree(self.root, ignore_errors=True)
        run("unshare", "--mount", "debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, self.root, MIRROR)
        inside(self.root, f"""
            echo 'root:{PASSWORD}' | chpasswd
            echo machine >/etc/hostname
            echo '/dev/vda / ext4 defaults,errors=remount-ro 0 1' >/etc/fstab
            printf 'auto lo\\niface lo inet loopback\\nauto eth0\\niface eth0 inet dhcp\\n' >/etc/network/interfaces
            sed -i 's/^MODULES=.*/MODULES=list/' /etc/initramfs-tools/initramfs.conf
            printf 'virtio_pci\\nvirtio_blk\\next4\\n' >>/etc/initramfs-tools/modules
            update-initramfs -u
            mkdir -p /root/back && cd /root/back && apt-get download systemd-sysv
            apt-get clean""")
        with open(os.path.join(self.work, "made"), "w", encoding="utf-8"):
            pass

    def make_image(self):
        """The root with the packages, in which the machine's own init may come back."""
        here = os.path.join(self.work, "installed")
        shutil.rmtree(here, ignore_errors=True)
        run("cp", "-a", self.root, here)
        os.makedirs(os.path.join(here, "root/new"))
        for package in glob.glob(os.path.join(self.arguments.packages, "new", "*.deb")):
            shutil.copy(package, os.path.join(here, "root/new"))
        for package in glob.glob(os.path.join(self.arguments.packages, "*.deb")):
            shutil.copy(package, os.path.join(here, "tmp"))
        inside(here, "dpkg -i /tmp/systemk_*.deb; test ! -e /run/svc; dpkg -i /tmp/systemk-sysv_*.deb; rm -f /tmp/*.deb")
        for name in ("vmlinuz", "initrd"):
            shutil.copy(sorted(glob.glob(os.path.join(here, "boot", name + "*")))[-1], os.path.join(self.work, name))
        disk = os.path.join(self.work, "disk")
        if os.path.exists(disk):
            os.remove(disk)
        run("mke2fs", "-q", "-t", "ext4", "-L", "root", "-d", here, disk, "3G")
        shutil.rmtree(here)

    def machine(self, init=""):
        return Machine(self.work, init)

    def check_disk(self):
        run("e2fsck", "-fn", os.path.join(self.work, "disk"))

    def boot(self):
        """Login prompt, services, reboot, power off, file system."""
        machine = self.machine()
        try:
            seconds = machine.up()
            machine.login()
            machine.ok("/usr/lib/systemk/libexec/k.await -T 300 svc:/milestone/multi-user-server:default")
            online = len(re.findall(r"(?m)^online *$", machine.ok("svcs -H -o state")))
            say(f"SystemK: login prompt {seconds:.1f} s after the kernel began; {online} services online")
            for service in ("network/ssh", "system/cron", "network/physical", "system/device/local"):
                if machine.ok(f"svcs -H -o state {service}").strip() != "online":
                    raise Failed(f"{service} is not online")
            if online < ONLINE:
                raise Failed(f"{online} services are online, not {ONLINE}:\n" + machine.ok("svcs -a"))
            if machine.ok("svcs -x").strip():
                raise Failed("svcs -x complains:\n" + machine.ok("svcs -xv"))
            machine.ok("bash -c 'exec 3<>/dev/tcp/127.0.0.1/22 && read -r -t 60 line <&3 && echo \"$line\" | grep -q SSH'")
            machine.send("reboot")
            again = machine.up()
            say(f"rebooted: login prompt after {again:.1f} s")
            machine.login()
            machine.send("poweroff")
            machine.ended()
        finally:
            machine.kill()
        self.check_disk()
        say("powered off; the file system is clean")

    def button(self):
        """The power button ends the machine as poweroff does."""
        machine = self.machine()
        try:
            machine.up()
            machine.login()
            machine.ok("/usr/lib/systemk/libexec/k.await -T 300 svc:/milestone/multi-user-server:default")
            if machine.ok("svcs -H -o state system/power-button").strip() != "online":
                raise Failed("nobody waits for the power button:\n" + machine.ok("svcs -xv system/power-button"))
            machine.press_power_button()
            machine.expect("shutting down: SIGPWR")
            machine.ended()
        finally:
            machine.kill()
        self.check_disk()
        say("powered off by its power button; the file system is clean")

    def compare(self):
        """The same image with systemd."""
        machine = self.machine("init=/lib/systemd/systemd")
        try:
            seconds = machine.up()
            machine.login()
            version = machine.ok("/lib/systemd/systemd --version | head -n 1").strip()
            say(f"{version}: login prompt {seconds:.1f} s after the kernel began")
            machine.send("systemctl poweroff")
            machine.ended()
        finally:
            machine.kill()
        self.check_disk()

    def kills(self):
        """Boots that end while the repository is written. What was acknowledged on the console must be there at the next."""
        chance = random.Random(self.arguments.seed)
        acknowledged = lost = opened = 0
        for number in range(self.arguments.kills + 1):
            machine = self.machine()
            try:
                machine.up()
                machine.login()
                machine.ok("/usr/lib/systemk/libexec/k.await -T 300 svc:/system/cron:default")
                if number == 0:
                    machine.ok(f"svccfg -s {PROBE} addpg boot application && svccfg -s {PROBE} setprop boot/count = count: 0")
                kept = int(re.search(r"count +(\d+)", machine.ok(f"svccfg -s {PROBE} listprop boot/count"))[1])
                machine.ok("svccfg verify >/dev/null")
                opened += 1
                lost += max(0, acknowledged - kept)
                if number == self.arguments.kills:
                    machine.send("poweroff")
                    machine.ended()
                    break
                machine.send(f"i={kept}; while i=$((i+1)); svccfg -s {PROBE} setprop boot/count = count: $i; do echo \"ack=$i;\"; done")
                acknowledged = kept
                end = time.monotonic() + chance.uniform(3, 15)
                while time.monotonic() < end:
                    machine.read(0.05)
            finally:
                machine.kill()
            acknowledged = max([kept] + [int(count) for count in re.findall(rb"ack=(\d+);", machine.text)])
            say(f"boot {number + 1}: repository opened and whole at {kept}; killed after {acknowledged} was acknowledged")
        run("e2fsck", "-fp", os.path.join(self.work, "disk"))
        say(f"{opened} boots opened the repository, {self.arguments.kills} were killed writing it; {acknowledged} changes acknowledged, {lost} lost")
        if lost:
            raise Failed("acknowledged changes were lost")

    def upgrade(self):
        """The packages replaced in the machine that runs, then removed."""
        machine = self.machine()
        try:
            machine.up()
            machine.login()
            machine.ok("/usr/lib/systemk/libexec/k.await -T 300 svc:/milestone/multi-user-server:default")
            pids = "for s in network/ssh:default system/cron:default system/system-log:default; do svcprop -p restarter/start_pid svc:/$s; done"
            before = machine.ok(pids).split()
            generation = machine.ok(f"svccfg -s {PROBE} addpg kept application && svccfg log -n 1 | head -n 1").strip()
            machine.ok("dpkg -i /root/new/*.deb")
            version = machine.ok("dpkg-query -W -f '${Version}' systemk").split()[-1]
            # An emulated processor starts the new k.configd more slowly than the command waits for its answer.
            end = time.monotonic() + BOUND
            while True:
                status, out = machine.shell("svcadm upgrade")
                if status == 0 or not re.search("does not answer|under way", out) or time.monotonic() > end:
                    break
                machine.shell("sleep 5; until svcs -H >/dev/null 2>&1; do sleep 1; done")
            if status != 0:
                raise Failed("svcadm upgrade failed:\n" + out)
            machine.ok("svccfg -s " + PROBE + " listprop kept")
            if machine.ok(pids).split() != before:
                raise Failed("services were started again by the upgrade")
            say(f"upgraded live to {version}: {len(before)} services kept their processes, the repository what was in it ({generation})")
            machine.ok("dmesg -n 1; apt-get install -qq -y --no-install-recommends /root/back/systemd-sysv_*.deb")
            machine.send("/usr/lib/systemk/sbin/reboot")
            machine.up()
            machine.login()
            machine.ok("grep -q systemd /proc/1/comm && dpkg -P systemk-sysv systemk")
            left = machine.ok("ls -d /etc/svc /var/svc /usr/lib/svc /usr/lib/systemk /run/svc 2>/dev/null; readlink /sbin/init").split()
            if left != ["/lib/systemd/systemd"]:
                raise Failed("there is left: " + " ".join(left))
            say("removed: systemd boots the machine, and nothing is left")
            machine.send("systemctl poweroff")
            machine.ended()
        finally:
            machine.kill()
        self.check_disk()


PARTS = ("boot", "button", "compare", "kills", "upgrade")


def main():
    parser = argparse.ArgumentParser(prog="k boot", add_help=False)
    parser.add_argument("--packages", required=True)
    parser.add_argument("--dir", required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=PARTS)
    arguments = parser.parse_args()
    for program, package in (("debootstrap", "debootstrap"), ("qemu-system-x86_64", "qemu-system-x86"), ("mke2fs", "e2fsprogs")):
        if not shutil.which(program):
            sys.exit(f"k boot: there is no {program} (Debian: apt install {package})")
    if os.geteuid() != 0:
        sys.exit("k boot: makes a root file system, for which it must be root")
    os.environ["PATH"] = os.environ["PATH"] + ":/usr/sbin:/sbin"
    boots = Boots(arguments)
    try:
        boots.make_root()
        boots.make_image()
        for part in PARTS:
            if arguments.only in (None, part):
                getattr(boots, part)()
    except Failed as failed:
        sys.exit(f"k boot: {failed}")


if __name__ == "__main__":
    main()
