package systemk.notify;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.api.client.Replica;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Notification;
import systemk.core.notify.Transition;
import systemk.core.repository.RepositoryState;

/// What this program knows of the services, and what each message of k.configd tells it. Pure.
///
/// @param told what people know, until the first whole state has come
record Watch(Replica replica, Option<Told> told) {

  static Watch from(Option<Told> told) {
    return new Watch(Replica.EMPTY, told);
  }

  /// What a message leads to.
  record Next(Watch watch, Vector<Transition> transitions) {}

  Next after(FromServer message, java.time.Instant now) {
    Option<RepositoryState> before = replica.known();
    Replica following = replica.after(message);
    Option<RepositoryState> after = following.known();
    boolean changed = after.isDefined() && !after.equals(before);
    if (!changed) {
      return new Next(new Watch(following, told), Vector.empty());
    }
    Vector<Transition> transitions =
        message instanceof Notification.Announced(var entry) && before.isDefined()
            ? Transition.of(before.get(), after.get(), entry)
            : since(before).map(known -> known.missed(after.get(), now)).getOrElse(Vector.empty());
    return new Next(new Watch(following, Option.none()), transitions);
  }

  /// A whole state comes at the start, and when k.configd no longer has what happened since.
  private Option<Told> since(Option<RepositoryState> before) {
    return told.orElse(
        () ->
            before.map(
                state ->
                    Told.of(
                        state,
                        new Told(io.vavr.collection.TreeMap.empty()),
                        io.vavr.collection.TreeSet.empty())));
  }

  Watch disconnected() {
    return new Watch(replica.disconnected(), told);
  }
}
