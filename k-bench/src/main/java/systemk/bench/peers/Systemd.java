package systemk.bench.peers;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// systemd as process 1 of its own PID, mount and cgroup namespaces, in a root made of this
/// machine's `/usr` and of files of its own. It takes root.
record Systemd() implements Peer {
  static final String NAME = "systemd";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> packages() {
    return List.of();
  }

  @Override
  public List<String> programs() {
    return List.of("systemctl", "unshare", "nsenter", "chroot");
  }

  @Override
  public List<String> version() {
    return List.of("systemctl", "--version");
  }

  @Override
  public boolean ordersStarts() {
    return true;
  }

  @Override
  public Manager on(Site site) throws IOException {
    StringBuilder wants = new StringBuilder("[Unit]\nDefaultDependencies=no\n");
    for (int service = 0; service < site.services(); service++) {
      wants.append("Wants=").append(unit(site, service)).append('\n');
      site.write(
          "units/" + unit(site, service),
          "[Unit]\nDefaultDependencies=no\nStartLimitIntervalSec=0\n"
              + site.before(service)
                  .map(before -> "After=%1$s\nRequires=%1$s\n".formatted(unit(site, before)))
                  .getOrElse("")
              + "[Service]\nRestart=always\nRestartSec=0\nExecStart="
              + String.join(" ", site.payload(service))
              + "\n");
    }
    site.write("units/bench.target", wants.toString());
    Path groups = cgroups().resolve("systemk-bench-" + ProcessHandle.current().pid());
    Path boot =
        site.writeProgram(
            "boot",
            BOOT.replace("SITE", "" + site.directory())
                .replace("ALL", "" + site.directory().getParent()));
    Path begin =
        site.writeProgram("begin", BEGIN.replace("GROUP", "" + groups).replace("BOOT", "" + boot));
    return new Running(site, groups, begin);
  }

  private static String unit(Site site, int service) {
    return site.name(service) + ".service";
  }

  /// Where version 2 of cgroups is mounted.
  private static Path cgroups() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
        .map(line -> line.split(" ", -1))
        .filter(words -> words[2].equals("cgroup2"))
        .map(words -> Path.of(words[1]))
        .findFirst()
        .orElseThrow(() -> new IOException("cgroup v2 is not mounted"));
  }

  private static final String BEGIN =
      """
      #!/bin/sh
      mkdir -p GROUP && echo $$ >GROUP/cgroup.procs || exit 1
      exec unshare --pid --mount --cgroup --fork --kill-child BOOT
      """;

  private static final String BOOT =
      """
      #!/bin/sh
      set -eu
      root=SITE/root
      mount --make-rprivate /
      mkdir -p $root
      mount -t tmpfs tmpfs $root
      mkdir -p $root/usr $root/etc/systemd/system $root/proc $root/sys $root/dev $root/run $root/tmp $root/var $root/root
      mount --rbind /usr $root/usr
      for name in bin sbin lib lib32 lib64; do
        if [ -L /$name ]; then cp -a /$name $root/; elif [ -d /$name ]; then mkdir $root/$name; mount --rbind /$name $root/$name; fi
      done
      mkdir -p $rootALL
      mount --bind ALL $rootALL
      mount --rbind /dev $root/dev
      mount -t proc proc $root/proc
      mount -t sysfs sysfs $root/sys
      mount -t cgroup2 cgroup2 $root/sys/fs/cgroup
      mount -t tmpfs tmpfs $root/run
      echo 0123456789abcdef0123456789abcdef >$root/etc/machine-id
      cp /etc/passwd /etc/group $root/etc/
      [ ! -e /etc/ld.so.cache ] || cp /etc/ld.so.cache $root/etc/
      cp SITE/units/* $root/etc/systemd/system/
      exec env -i container=bench SYSTEMK_BENCH_SITE=SITE PATH=/usr/bin:/bin:/usr/sbin:/sbin \\
        SYSTEMD_UNIT_PATH=/etc/systemd/system chroot $root /lib/systemd/systemd --system \\
        --unit=bench.target --log-target=null --show-status=false --default-standard-output=null
      """;

  private record Running(Site site, Path groups, Path begin) implements Manager {
    @Override
    public List<String> boot() {
      return List.of(begin.toString());
    }

    @Override
    public List<String> startAll() {
      return List.of("systemctl", "start", "bench.target");
    }

    @Override
    public List<String> stopAll() {
      return List.of("systemctl", "stop", "s*.service", "bench.target");
    }

    @Override
    public List<String> status(int service) {
      return List.of("systemctl", "is-active", unit(site, service));
    }

    @Override
    public List<String> list() {
      return List.of("systemctl", "list-units", "--no-pager");
    }

    @Override
    public List<String> property(int service) {
      return List.of("systemctl", "show", "-P", "ExecStart", unit(site, service));
    }

    @Override
    public Map<Metric, List<String>> more() {
      return Map.of(Metric.VERSION, List.of("systemctl", "--version"));
    }

    @Override
    public Change change(int service, int value) throws IOException {
      Files.writeString(
          rootOf(systemd()).resolve("etc/systemd/system/" + unit(site, service)),
          Files.readString(site.directory().resolve("units").resolve(unit(site, service)))
              + "Environment=BENCH="
              + value
              + "\n");
      return new Change(List.of("systemctl", "daemon-reload"), false);
    }

    @Override
    public List<String> processes() {
      return List.of("systemd");
    }

    private long systemd() throws IOException {
      return Family.of(site).managers().stream()
          .filter(process -> process.name().equals("systemd"))
          .findFirst()
          .orElseThrow(() -> new IOException("systemd does not run"))
          .pid();
    }

    private static Path rootOf(long pid) {
      return Path.of("/proc/" + pid + "/root");
    }

    @Override
    public List<String> inside() throws IOException {
      return List.of("nsenter", "-t", "" + systemd(), "-m", "-p", "-r", "-w", "--");
    }

    /// The kernel takes a moment to forget the processes of a namespace that has ended.
    @Override
    public void clear() throws IOException, InterruptedException {
      for (int tries = 0; !isRemoved(groups); tries++) {
        if (tries == 500) {
          throw new IOException("there are still processes below " + groups);
        }
        Thread.sleep(10);
      }
    }

    /// Only directories can be removed of cgroups, the innermost first.
    private static boolean isRemoved(Path group) throws IOException {
      if (!Files.isDirectory(group)) {
        return true;
      }
      boolean removed = true;
      try (DirectoryStream<Path> members = Files.newDirectoryStream(group, Files::isDirectory)) {
        for (Path member : members) {
          removed &= isRemoved(member);
        }
      }
      return removed && group.toFile().delete();
    }
  }
}
