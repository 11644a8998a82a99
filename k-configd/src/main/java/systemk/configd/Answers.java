package systemk.configd;

import io.vavr.control.Option;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import systemk.api.protocol.Request;

/// Where a command waits for what the user's side answers. One question at a time.
final class Answers {
  private boolean expected;
  private boolean ended;
  private Request.@Nullable Reply reply;

  /// A question is about to be asked.
  synchronized void expect() {
    expected = true;
    reply = null;
  }

  /// Takes an answer. False if none is expected.
  synchronized boolean offer(Request.Reply answer) {
    if (!expected) {
      return false;
    }
    expected = false;
    reply = answer;
    notifyAll();
    return true;
  }

  /// Nobody will answer any more.
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /// The answer; none if the client went away. If it does not come in time, that is the answer.
  synchronized Option<Request.Reply> await(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (reply == null && !ended) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        expected = false;
        return Option.some(
            new Request.Reply.Failed("no answer within " + atMost.toMinutes() + " minutes"));
      }
      wait(millis);
    }
    return ended ? Option.none() : Option.of(reply);
  }
}
