package systemk.startd;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import systemk.core.engine.Behaviour;
import systemk.core.engine.FakeKernel;
import systemk.core.engine.Spec;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.method.ExitStatus;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.Snapshot;

/// Everybody who does something to a simulated system from outside: administrators, and daemons
/// that misbehave.
final class Administrator {
  private static final InstanceFmri RESTARTER =
      InstanceFmri.of("svc:/system/svc/restarter:default");

  /// The restarter that is not k.startd.
  static final InstanceFmri INETD = InstanceFmri.of("svc:/inetd:default");

  private static final int MOST = 12;
  private static final List<String> REQUESTS =
      List.of(
          "restart",
          "refresh",
          "maint_on",
          "maint_on_immediate",
          "maint_off",
          "maint_off",
          "restore",
          "degraded",
          "do_dump");
  private static final List<ExitStatus> ENDS =
      List.of(
          new ExitStatus.Code(0),
          new ExitStatus.Code(1),
          new ExitStatus.Code(96),
          new ExitStatus.Signalled(9, false),
          new ExitStatus.Signalled(11, true),
          new ExitStatus.Unknown());
  private static final Behaviour.Ending NO_DAEMON = new Behaviour.Ending.Exits(94);
  private static final List<Behaviour.Ending> ENDINGS =
      List.of(
          Behaviour.WELL,
          Behaviour.WELL,
          Behaviour.WELL,
          new Behaviour.Ending.Exits(1),
          NO_DAEMON,
          new Behaviour.Ending.Exits(95),
          new Behaviour.Ending.Exits(97),
          new Behaviour.Ending.Dies(11, true),
          new Behaviour.Ending.Hangs(),
          new Behaviour.Ending.Refused());
  private static final List<String> WORDS =
      List.of("READY=1", "STATUS=well", "WATCHDOG=late", "LIMIT=memory", "EXTEND_TIMEOUT_USEC=9");

  private final SplittableRandom random;
  private final FakeKernel kernel;
  private final SimulatedConfigd configd;
  private final SimulatedRestarter restarter;
  private final Set<String> files;
  private final boolean hasOtherRestarter;
  private final Vector<Spec> specs;
  private long lastStamp;

  Administrator(
      SplittableRandom random,
      FakeKernel kernel,
      SimulatedConfigd configd,
      SimulatedRestarter restarter,
      Set<String> files) {
    this.random = random;
    this.kernel = kernel;
    this.configd = configd;
    this.restarter = restarter;
    this.files = files;
    Vector<Spec> all = Vector.range(0, 3 + random.nextInt(MOST - 2)).map(this::spec);
    this.hasOtherRestarter = chance(50);
    this.specs = hasOtherRestarter ? all.map(this::delegated).prepend(inetd()) : all;
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private static InstanceFmri instance(int i) {
    return InstanceFmri.of("svc:/s" + i + ":default");
  }

  private Spec spec(int i) {
    Spec spec =
        Spec.of(instance(i).toString())
            .lasting(one(List.of("contract", "contract", "transient", "child")))
            .with("refresh", "exec", one(List.of("/bin/refresh", ":true", ":kill -HUP")));
    if (chance(25)) {
      spec = spec.with("startd", "readiness", "notify");
    }
    if (chance(20)) {
      spec = spec.with("startd", Property.integer("retry_delay", random.nextInt(20_000)));
    }
    if (chance(15)) {
      spec = spec.requiring("file://localhost/etc/f" + random.nextInt(3));
    }
    for (int n = random.nextInt(3); n > 0; n--) {
      // Mostly what came before, so that most graphs are not all cycles.
      int targets = chance(95) ? Math.max(1, i) : MOST;
      String[] named = new String[1 + random.nextInt(2)];
      for (int t = 0; t < named.length; t++) {
        InstanceFmri target = instance(random.nextInt(targets));
        named[t] = chance(25) ? target.service().toString() : target.toString();
      }
      spec =
          spec.needing(
              one(List.of(Grouping.values())),
              one(List.of(RestartOn.values())),
              Vector.of(named).distinct().toJavaArray(String[]::new));
    }
    return chance(85) ? spec : spec.disabled();
  }

  private Spec inetd() {
    return Spec.of(INETD.toString()).lasting(one(List.of("contract", "child")));
  }

  private Spec delegated(Spec spec) {
    return chance(40) ? spec.with("general", "restarter", INETD.toString()) : spec;
  }

  /// Configures all services before anything runs.
  void configure() {
    configd.administer(
        Vector.of(new Change.AddService(RESTARTER.service()), new Change.AddInstance(RESTARTER)));
    specs.forEach(this::add);
  }

  private void add(Spec spec) {
    kernel.setChild(spec.fmri(), spec.isChild());
    configd.administer(spec.changes(configd.state()));
  }

  /// Does one thing.
  void act() {
    Spec spec = specs.get(random.nextInt(specs.size()));
    InstanceFmri fmri = spec.fmri();
    boolean exists = configd.state().exists(fmri);
    int which = random.nextInt(100);
    if (which < 22) {
      if (exists) {
        enable(fmri, chance(65));
      }
    } else if (which < 42) {
      if (exists) {
        ask(fmri, one(REQUESTS));
      }
    } else if (which < 56) {
      kernel.endService(fmri, one(ENDS));
      restarter.end(fmri);
    } else if (which < 61) {
      kernel.endHelper(fmri, one(ENDS));
    } else if (which < 67) {
      String[] word = one(WORDS).split("=");
      kernel.say(fmri, word[0], word[1]);
    } else if (which < 80) {
      kernel.behave(fmri, behaviour(fmri));
    } else if (which < 84) {
      if (exists) {
        configd.administer(Vector.of(new Change.DeleteInstance(fmri)));
      }
    } else if (which < 90) {
      if (!exists) {
        add(spec);
      }
    } else if (which < 94) {
      milestone(one(List.of("all", "all", "none", fmri.toString())));
    } else if (which < 96) {
      if (exists && hasOtherRestarter && !fmri.equals(INETD)) {
        handOver(fmri, chance(50) ? INETD.toString() : "");
      }
    } else {
      String file = "/etc/f" + random.nextInt(3);
      if (chance(60)) {
        files.add(file);
      } else {
        files.remove(file);
      }
    }
  }

  private Behaviour behaviour(InstanceFmri fmri) {
    Behaviour any =
        chance(50)
            ? Behaviour.GOOD
            : new Behaviour(
                one(ENDINGS), one(ENDINGS), one(ENDINGS), chance(80), chance(20), chance(80));
    // A restarter that says it needs no process would be online, and nobody there.
    return fmri.equals(INETD) && any.start().equals(NO_DAEMON) ? any.starting(Behaviour.WELL) : any;
  }

  private void enable(InstanceFmri fmri, boolean enabled) {
    configd.administer(
        Vector.of(
            new Change.SetProperty(
                fmri, "general", Property.of("enabled", enabled), Layer.ADMIN, Option.none())));
  }

  /// Gives an instance to a restarter; to k.startd if none is named.
  private void handOver(InstanceFmri fmri, String to) {
    configd.administer(
        Vector.of(
            new Change.SetProperty(
                fmri, "general", Property.of("restarter", to), Layer.ADMIN, Option.none())));
  }

  private void ask(InstanceFmri fmri, String action) {
    lastStamp++;
    Change request = report(fmri, "restarter_actions", Property.integer(action, lastStamp));
    configd.administer(
        action.equals("refresh")
            ? Vector.of(new Change.TakeSnapshot(fmri, Snapshot.RUNNING), request)
            : Vector.of(request));
  }

  private void milestone(String name) {
    configd.administer(Vector.of(report(RESTARTER, "options_ovr", Property.of("milestone", name))));
  }

  private static Change report(InstanceFmri fmri, String group, Property property) {
    return new Change.Report(fmri, group, "framework", Vector.of(property), Vector.empty());
  }

  /// From now on every daemon does what it is told.
  void mendEverything() {
    specs.forEach(spec -> kernel.behave(spec.fmri(), Behaviour.GOOD));
  }
}
