package systemk.bench.figures;

import java.io.IOException;
import java.util.List;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;

/// Something k.configd is asked for, whose cost is not to grow with the repository.
enum Cost {
  /// The least a request can cost.
  PING("ping", 300, false),
  GET("get of one property", 300, false),
  READ("svcprop -p of one property", 300, false),
  COMMIT("commit of one property", 200, true),
  SNAPSHOT("snapshot of one instance", 100, true),
  NAMED("svccfg snapshot NAME, of everything", 30, true),
  DIFF("svccfg diff of the last transaction", 30, true),
  ROLLBACK("svccfg rollback of the last transaction", 1, false);

  private final String what;
  private final int times;
  private final boolean toStayEqual;

  Cost(String what, int times, boolean toStayEqual) {
    this.what = what;
    this.times = times;
    this.toStayEqual = toStayEqual;
  }

  String what() {
    return what;
  }

  /// How often it is asked for in one turn.
  int times() {
    return times;
  }

  boolean isToStayEqual() {
    return toStayEqual;
  }

  /// Asks for it and waits for the answer.
  ///
  /// @param number differs from request to request
  /// @param generation the last one a commit of one property made
  /// @return that generation now
  long pay(ConfigdConnection connection, int services, long number, long generation)
      throws IOException {
    switch (this) {
      case PING -> {
        connection.send(new Request.Ping(number));
        if (!(connection.receive() instanceof Response.Pong)) {
          throw new IOException("a ping was not answered");
        }
      }
      case GET -> {
        connection.send(
            new Request.Get(
                number,
                Subject.instance(Math.floorMod(number * 7919, services)),
                Subject.GROUP,
                Subject.property((int) (number % Subject.PROPERTIES))));
        if (!(connection.receive() instanceof Response.Got got && got.property().isDefined())) {
          throw new IOException("a property was not found");
        }
      }
      case READ ->
          run(
              connection,
              number,
              "svcprop",
              "-p",
              Subject.GROUP + "/" + Subject.property((int) (number % Subject.PROPERTIES)),
              Subject.instance(Math.floorMod(number * 7919, services)).toString());
      case COMMIT -> {
        return Contenders.Socket.commit(connection, Subject.change(services, number));
      }
      case SNAPSHOT -> {
        var _ = Contenders.Socket.commit(connection, Subject.snapshot(services, number));
      }
      case NAMED -> run(connection, number, "svccfg", "snapshot", "bench" + number);
      case DIFF ->
          run(
              connection,
              number,
              "svccfg",
              "diff",
              String.valueOf(generation - 1),
              String.valueOf(generation));
      case ROLLBACK -> run(connection, number, "svccfg", "rollback");
    }
    return generation;
  }

  private static void run(ConfigdConnection connection, long number, String... argv)
      throws IOException {
    connection.send(
        new Request.Run(
            number,
            "bench " + ProcessHandle.current().pid() + " " + System.nanoTime(),
            false,
            List.of(argv),
            "/",
            Request.Terminal.NONE,
            ""));
    StringBuilder said = new StringBuilder();
    while (true) {
      FromServer answer = connection.receive();
      switch (answer) {
        case Response.Out(_, var text) -> said.append(text);
        case Response.Err(_, var text) -> said.append(text);
        case Response.Exit(_, int status) -> {
          if (status != 0) {
            throw new IOException(String.join(" ", argv) + ": exit " + status + ": " + said);
          }
          return;
        }
        default -> throw new IOException(String.join(" ", argv) + ": answered by " + answer);
      }
    }
  }
}
