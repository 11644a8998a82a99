package systemk.startd;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.ProtocolException;
import systemk.api.protocol.Request;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;

/// The line to k.configd: connects, again and again for as long as it takes, and puts what is heard
/// into the mailbox. What is sent while there is no connection is dropped, because the loop sends
/// it again when it hears of the next one.
final class ConfigdLink {
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 500;
  private static final long SUBSCRIPTION = 0;

  private final Path socket;
  private final BlockingQueue<Message> mailbox;
  private volatile @Nullable ConfigdConnection connection;

  ConfigdLink(Path socket, BlockingQueue<Message> mailbox) {
    this.socket = socket;
    this.mailbox = mailbox;
  }

  void start() {
    Thread.ofPlatform().name("k.startd-configd").daemon().start(this::connectForEver);
  }

  void subscribe(Option<Revision> from, String except) {
    send(new Request.Subscribe(SUBSCRIPTION, from, Option.some(except)));
  }

  void commit(long id, Transaction transaction) {
    send(new Request.Commit(id, transaction));
  }

  private void send(Request request) {
    ConfigdConnection now = connection;
    if (now == null) {
      return;
    }
    try {
      now.send(request);
    } catch (IOException _) {
      // The thread that receives finds the same connection broken and says so.
    }
  }

  private void connectForEver() {
    long pause = FIRST_PAUSE_MILLIS;
    try {
      while (true) {
        String why;
        try (ConfigdConnection opened = ConfigdConnection.open(socket)) {
          connection = opened;
          pause = FIRST_PAUSE_MILLIS;
          mailbox.put(new Message.RepositoryConnected());
          while (true) {
            mailbox.put(new Message.FromRepository(opened.receive()));
          }
        } catch (IOException | ProtocolException e) {
          why = String.valueOf(e.getMessage());
        }
        connection = null;
        mailbox.put(new Message.RepositoryLost(why));
        Thread.sleep(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
