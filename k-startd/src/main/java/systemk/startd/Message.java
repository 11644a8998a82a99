package systemk.startd;

import io.vavr.collection.Vector;
import java.util.List;
import systemk.api.protocol.FromServer;
import systemk.core.engine.Event;
import systemk.core.fmri.InstanceFmri;

/// What reaches the event loop from outside.
sealed interface Message {

  /// A connection to k.configd stands; nothing has been asked on it yet.
  record RepositoryConnected() implements Message {}

  /// The connection to k.configd broke. What was not answered will be asked again.
  record RepositoryLost(String why) implements Message {}

  /// k.configd said something.
  record FromRepository(FromServer said) implements Message {}

  /// k.init greeted us: the contracts it has. Events it holds for us follow.
  record Greeted(Vector<Event.LivingContract> contracts) implements Message {}

  /// k.init tells of something under a number, and keeps telling until it is acknowledged.
  record Happened(long number, Event event) implements Message {}

  /// k.init told of something under a number that is no business of the engines.
  record Noted(long number) implements Message {}

  /// k.init answered a request to make a process.
  ///
  /// @param notApplied the resource limits it could not set
  record Answered(Event event, List<String> notApplied) implements Message {
    public Answered {
      notApplied = List.copyOf(notApplied);
    }

    Answered(Event event) {
      this(event, List.of());
    }
  }

  /// k.init asks whether we are there.
  record Pinged() implements Message {}

  /// The machine, or this tree of services, is to go down.
  record ShuttingDown() implements Message {}

  /// k.init is gone or cannot be understood. This process cannot go on; the next one will.
  record InitLost(String why) implements Message {}

  /// A timer may be due.
  record Woken(InstanceFmri fmri) implements Message {}

  /// Health checks have come to a verdict.
  record Checked(Event.Checked verdict) implements Message {}
}
