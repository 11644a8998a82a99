package systemk.dist;

import java.io.IOException;
import java.time.Duration;
import systemk.bench.Tree.Answer;

/// A tree of services in a guest, run by the distribution outside.
final class GuestTree {
  static final String ROOT = "/run/tree";

  private static final Duration BOUND = Duration.ofMinutes(3);

  private final Guest guest;
  private final String home;

  GuestTree(Guest guest) throws IOException {
    this.guest = guest;
    this.home = Scratch.prepared().toRealPath().toString();
  }

  /// Boots the tree with the shipped milestones and this further manifest, and waits for it to be
  /// up.
  void up(String manifest) throws IOException, InterruptedException {
    guest.write(ROOT + "/lib/svc/manifest/test.json", manifest);
    guest.ok(
        BOUND,
        """
        cp -R %1$s/manifests/milestone %2$s/lib/svc/manifest/
        setsid %1$s/libexec/k.init --root %2$s --home %1$s </dev/null >%2$s/console 2>&1 &
        until [ -S %2$s/run/svc/configd.sock ]; do sleep 0.2; done
        """
            .formatted(home, ROOT));
    ok("libexec/k.await -T 150 svc:/milestone/multi-user-server:default");
  }

  /// Runs a command of the distribution, which must succeed, and answers its output.
  String ok(String command) throws IOException, InterruptedException {
    return guest.ok(BOUND, script(command));
  }

  Answer run(String command) throws IOException, InterruptedException {
    return guest.run(BOUND, script(command));
  }

  private String script(String command) {
    return "SYSTEMK_ROOT=" + ROOT + " " + home + "/" + command;
  }

  /// Waits for an instance to be in a state.
  void awaitState(String fmri, String state) throws IOException, InterruptedException {
    guest.ok(
        BOUND,
        "until [ \"$(%s)\" = %s ]; do sleep 0.5; done"
            .formatted(script("bin/svcs -H -o state " + fmri), state));
  }

  /// The directory of the group an instance's contract has.
  String group(String fmri) throws IOException, InterruptedException {
    String contract = ok("bin/svcprop -p restarter/contract " + fmri).strip();
    return guest.ok(BOUND, "echo /sys/fs/cgroup/systemk-*/ct-" + contract).strip();
  }

  /// A file of the group of an instance.
  String file(String fmri, String name) throws IOException, InterruptedException {
    return guest.ok(BOUND, "cat " + group(fmri) + "/" + name).strip();
  }

  /// What the managers show on the console, and their logs.
  String console() throws IOException, InterruptedException {
    return guest.run(BOUND, "cd %s; tail -n 40 console var/svc/log/*".formatted(ROOT)).out();
  }
}
