package systemk.shell.svcadm;

import io.vavr.collection.Vector;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.text.Times;

/// Who asks for a change of state, which SMF writes beside every request (smf.md §1.3): whether
/// somebody typed it, and the service that called the command, if one did.
///
/// @param service the FMRI of the instance; empty if it was none
record Asker(Invocation invocation, String service) {
  /// The group restarters look for requests in.
  static final String ACTIONS = "restarter_actions";

  static final String FRAMEWORK = "framework";
  private static final String TTY = "auxiliary_tty";
  private static final String FMRI = "auxiliary_fmri";

  /// What is known of the caller. That k.init cannot be asked is no reason to refuse a command, and
  /// an owner that is no instance is k.init's or k.startd's own business.
  static Asker of(Invocation invocation, Outcome.Reply reply) {
    String service =
        reply instanceof Outcome.Reply.Text(String text) && Fmri.parseInstance(text).isRight()
            ? text
            : "";
    return new Asker(invocation, service);
  }

  /// Notes who asks something of an instance.
  Change note(InstanceFmri instance) {
    return report(instance, Vector.empty());
  }

  /// Asks the restarter of an instance to do something.
  Change action(InstanceFmri instance, String action) {
    return report(
        instance, Vector.of(Property.integer(action, Times.nanoseconds(invocation.now()))));
  }

  private Change report(InstanceFmri instance, Vector<Property> more) {
    Vector<Property> who = Vector.of(Property.of(TTY, invocation.typed()));
    return new Change.Report(
        instance,
        ACTIONS,
        FRAMEWORK,
        (service.isEmpty() ? who : who.append(Property.of(FMRI, service))).appendAll(more),
        service.isEmpty() ? Vector.of(FMRI) : Vector.empty());
  }
}
