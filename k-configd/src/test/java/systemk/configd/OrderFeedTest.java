package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.delegation.Order;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.Transaction;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Reason;
import systemk.shell.Outcome;

@Timeout(120)
final class OrderFeedTest {
  private static final InstanceFmri RESTARTER = InstanceFmri.of("svc:/inetd:default");
  private static final InstanceFmri ECHO = InstanceFmri.of("svc:/echo:default");

  @TempDir Path root;

  private final HeapRepository repository = new HeapRepository();

  private void commit(Change... changes) {
    repository.submit(_ -> Option.some(Transaction.of(Served.CLAIMED, List.of(changes))));
  }

  private static Change delegated() {
    return new Change.Report(
        ECHO,
        "general",
        "framework",
        Vector.of(Property.of("restarter", RESTARTER.toString())),
        Vector.empty());
  }

  private static Change ordered(long serial) {
    return new Order(InstanceState.ONLINE, Reason.NONE, serial).report(ECHO);
  }

  private static void assertOrder(FromServer message, long serial) {
    assertThat(message)
        .isInstanceOfSatisfying(
            Response.Ordered.class,
            ordered -> assertThat(ordered.assignment().order().serial()).isEqualTo(serial));
  }

  @Test
  void anInstanceThatWasMadeAnewIsAnotherOne() throws IOException {
    commit(new Change.AddService(ECHO.service()), new Change.AddInstance(ECHO));
    commit(delegated(), ordered(1));
    try (Served served = new Served(root, repository, (_, _) -> Outcome.Exit.ok(""));
        ConfigdConnection connection = served.connect()) {
      connection.send(new Request.Orders(1, RESTARTER));
      assertOrder(connection.receive(), 1);
      assertThat(connection.receive()).isEqualTo(new Response.OrdersEnd(1));

      commit(
          new Change.DeleteInstance(ECHO), new Change.AddInstance(ECHO), delegated(), ordered(1));
      assertThat(connection.receive()).isEqualTo(new Response.Relieved(1, ECHO));
      assertOrder(connection.receive(), 1);

      commit(
          new Change.DeleteService(ECHO.service()),
          new Change.AddService(ECHO.service()),
          new Change.AddInstance(ECHO),
          delegated(),
          ordered(2));
      assertThat(connection.receive()).isEqualTo(new Response.Relieved(1, ECHO));
      assertOrder(connection.receive(), 2);

      commit(ordered(3));
      assertOrder(connection.receive(), 3);
    }
  }
}
