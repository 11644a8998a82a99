package systemk.core.restarter;

import io.vavr.control.Option;
import java.util.regex.Pattern;
import systemk.core.Time;
import systemk.core.context.MethodContext;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.Method;
import systemk.core.method.MethodKind;
import systemk.core.method.ProcessModel;
import systemk.core.method.Supervision;
import systemk.core.repository.Composition;

/// The methods of one instance: what they do, how long they may take, and how they are asked for.
record Methods(Composition configuration, Settings settings) {
  private static final String SIGTERM = "15";
  private static final Pattern PLAIN_PATH = Pattern.compile("/[\\w.+@-][\\w.+@/-]*");

  Method of(InstanceFmri fmri, MethodKind kind) {
    // Of an instance that was deleted while it ran nothing is left to say how it is stopped, and
    // waiting for it to end by itself would hold up whoever made it anew.
    boolean gone = kind == MethodKind.STOP && !configuration.hasGroup(MethodKind.START.token());
    return gone && !configuration.hasGroup(kind.token())
        ? new Method.Kill(SIGTERM)
        : Method.of(configuration, fmri, kind);
  }

  /// The file that must be there for the service to be started: the start method of one that is its
  /// own process (smf.md §4.4), if it is named by an absolute path the shell takes as it stands.
  Option<FileFmri> program(InstanceFmri fmri) {
    boolean isService = settings.model() == ProcessModel.CHILD;
    return isService && of(fmri, MethodKind.START) instanceof Method.Run run
        ? program(run.command())
        : Option.none();
  }

  private static Option<FileFmri> program(String command) {
    String first = command.split("\\s", 2)[0];
    return first.length() <= FileFmri.MAX_BYTES && PLAIN_PATH.matcher(first).matches()
        ? Option.some(new FileFmri(first))
        : Option.none();
  }

  /// When a run that begins now has taken too long.
  long deadline(MethodKind kind, Time now) {
    return Method.timeout(configuration, kind).map(now::after).getOrElse(Time.NEVER);
  }

  Effect effect(InstanceFmri fmri, Run run, Method.Run method) {
    boolean starts = run.kind() == MethodKind.START;
    return new Effect.RunMethod(
        fmri,
        run.kind(),
        run.token(),
        method.command(),
        method.context(),
        starts ? settings.supervision() : Supervision.NONE,
        starts && settings.model() == ProcessModel.TRANSIENT);
  }

  /// Asks again for a run that a restarter before this one began. There was a command then; if the
  /// configuration changed meanwhile and the process was made, this finds it; if it was not, this
  /// does nothing, as the method now would.
  Effect again(InstanceFmri fmri, Run run) {
    return effect(
        fmri,
        run,
        switch (of(fmri, run.kind())) {
          case Method.Run method -> method;
          case Method.Absent _, Method.Nothing _, Method.Kill _ -> instead("true");
          case Method.Broken _ -> instead("false");
        });
  }

  private static Method.Run instead(String command) {
    return new Method.Run(command, MethodContext.NONE);
  }
}
