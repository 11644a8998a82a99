package systemk.dist;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/// Ports for the servers of tests. They are below those that the kernel gives to clients (ip(7),
/// `ip_local_port_range`): whoever connects meanwhile does not take one, and a client whose server
/// is not there cannot be connected with itself.
final class Ports {
  private static final int FIRST = 20_000;
  private static final int END = 32_000;
  private static final Random RANDOM = new Random();
  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /// A port nobody listens on, another one each time.
  static synchronized int free() throws IOException {
    for (int i = 0; i < END - FIRST; i++) {
      int port = RANDOM.nextInt(FIRST, END);
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new IOException("no free port from " + FIRST + " to " + (END - 1));
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
