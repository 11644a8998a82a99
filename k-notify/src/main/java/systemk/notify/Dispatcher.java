package systemk.notify;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.fmri.InstanceFmri;
import systemk.core.notify.Means;

/// Hands messages to those they are for.
/* Each receiver has a lane: a queue of a bounded length and, while there is anything in it, a thread
 * that delivers its messages in their order. So a sendmail that hangs holds up mail to the same
 * addresses and nothing else. What cannot be delivered in a bounded number of attempts is given up; what
 * finds its queue full, or is for one receiver too many, is dropped at once. Both are counted and logged.
 */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  /// How many receivers can have something waiting at the same time.
  static final int LANES = 64;

  private final Deliverer deliverer;
  private final Map<String, Lane> lanes = new HashMap<>();
  private long dropped;

  Dispatcher(Deliverer deliverer) {
    this.deliverer = deliverer;
  }

  private record Parcel(Message message, Means means, Settings settings) {}

  /// What waits for one receiver; the first is being delivered.
  private record Lane(String receiver, Queue<Parcel> parcels) {}

  /// Takes a message for all of these. Never waits.
  synchronized void offer(Message message, Vector<Means> audience, Settings settings) {
    for (Means means : audience) {
      Option<String> receiver = Message.receiver(means);
      if (receiver.isDefined()) {
        offer(receiver.get(), new Parcel(message, means, settings));
      }
    }
  }

  private void offer(String receiver, Parcel parcel) {
    Lane lane = lanes.get(receiver);
    if (lane != null && lane.parcels().size() < parcel.settings().waiting()) {
      lane.parcels().add(parcel);
    } else if (lane == null && lanes.size() < LANES) {
      Lane opened = new Lane(receiver, new ArrayDeque<>());
      opened.parcels().add(parcel);
      lanes.put(receiver, opened);
      Thread.ofVirtual().name(receiver).start(() -> deliver(opened));
    } else {
      lose(receiver, parcel, lane == null ? "too many receivers" : "too much waits for it");
    }
  }

  private synchronized void lose(String receiver, Parcel parcel, String reason) {
    dropped++;
    LOG.atError()
        .addKeyValue("receiver", receiver)
        .addKeyValue("transition", parcel.message().line())
        .addKeyValue("reason", reason)
        .addKeyValue("lost", dropped)
        .log("a message is lost");
  }

  private void deliver(Lane lane) {
    try {
      for (Option<Parcel> next = head(lane); next.isDefined(); next = done(lane)) {
        deliver(lane, next.get());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a delivery", e);
    }
  }

  private synchronized Option<Parcel> head(Lane lane) {
    return Option.of(lane.parcels().peek());
  }

  /// The next one, once this one is dealt with; the lane is closed if there is none.
  private synchronized Option<Parcel> done(Lane lane) {
    lane.parcels().remove();
    if (lane.parcels().isEmpty()) {
      lanes.remove(lane.receiver());
    }
    return head(lane);
  }

  private void deliver(Lane lane, Parcel parcel) throws InterruptedException {
    Settings settings = parcel.settings();
    for (int tried = 1; ; tried++) {
      try {
        deliverer.deliver(parcel.message(), parcel.means(), settings);
        return;
      } catch (IOException | RuntimeException e) {
        String reason = e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
        if (tried >= settings.attempts()) {
          lose(lane.receiver(), parcel, "given up after " + tried + " attempts: " + reason);
          return;
        }
        LOG.atWarn()
            .addKeyValue("receiver", lane.receiver())
            .addKeyValue("attempt", tried)
            .addKeyValue("reason", reason)
            .log("cannot deliver");
        TimeUnit.MILLISECONDS.sleep(settings.pauseAfter(tried).toMillis());
      }
    }
  }

  /// The instances about which something is still to be delivered.
  synchronized TreeSet<InstanceFmri> pending() {
    return TreeSet.ofAll(
        Vector.ofAll(lanes.values())
            .flatMap(Lane::parcels)
            .map(parcel -> parcel.message().transition().instance()));
  }

  /// How many messages were lost.
  synchronized long dropped() {
    return dropped;
  }
}
