package systemk.bench.figures;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.bench.daemon.Configd;
import systemk.core.repository.Transaction;
import systemk.repo.CommitResult;
import systemk.repo.JournalRepository;
import systemk.repo.Options;

/// Those whose commits are compared.
final class Contenders {
  private static final int SERVICES = 10;

  private Contenders() {}

  /// The disk itself: what a journal of one-property commits holds, appended line by line.
  record Raw(FileChannel file, List<byte[]> lines) implements Contender {
    /// @param journal where the lines are taken from
    static Raw of(Path directory, Path journal) throws IOException {
      List<byte[]> lines = new ArrayList<>();
      for (String line : Files.readAllLines(journal, StandardCharsets.UTF_8)) {
        lines.add((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
      // The first ones made the services.
      List<byte[]> changes = lines.subList(lines.size() / 2, lines.size());
      return new Raw(
          FileChannel.open(
              directory.resolve("raw"), StandardOpenOption.CREATE, StandardOpenOption.WRITE),
          List.copyOf(changes));
    }

    @Override
    public String name() {
      return "append + fdatasync";
    }

    @Override
    public void commit(int client, long number) throws IOException {
      ByteBuffer line = ByteBuffer.wrap(lines.get((int) (number % lines.size())));
      while (line.hasRemaining()) {
        file.write(line);
      }
      file.force(false);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /// The repository in this process.
  record InProcess(JournalRepository repository) implements Contender {
    static InProcess of(Path directory) throws IOException {
      var made =
          new InProcess(
              JournalRepository.open(
                  Options.of(
                      directory.resolve("repository"),
                      directory.resolve("volatile"),
                      "bench",
                      InstantSource.system(),
                      _ -> {})));
      made.commit(Subject.making(0, SERVICES));
      return made;
    }

    @Override
    public String name() {
      return "repository, in process";
    }

    @Override
    public void commit(int client, long number) throws IOException {
      commit(Subject.change(SERVICES, number));
    }

    private void commit(Transaction transaction) throws IOException {
      CommitResult result =
          repository.submit(_ -> Option.some(transaction)).toCompletableFuture().join();
      if (!(result instanceof CommitResult.Done)) {
        throw new IOException("not committed: " + result);
      }
    }

    @Override
    public void close() {
      repository.close();
    }
  }

  /// k.configd, asked through its socket.
  record Socket(Configd configd, List<ConfigdConnection> connections) implements Contender {
    static Socket of(Configd configd, int clients) throws IOException, InterruptedException {
      configd.start();
      List<ConfigdConnection> connections = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        connections.add(ConfigdConnection.open(configd.socket()));
      }
      var _ = commit(connections.getFirst(), Subject.making(0, SERVICES));
      return new Socket(configd, connections);
    }

    @Override
    public String name() {
      return "k.configd, over its socket";
    }

    @Override
    public void commit(int client, long number) throws IOException {
      var _ = commit(connections.get(client), Subject.change(SERVICES, number));
    }

    /// Commits, and answers the generation that was made.
    static long commit(ConfigdConnection connection, Transaction transaction) throws IOException {
      connection.send(new Request.Commit(1, transaction));
      FromServer answer = connection.receive();
      if (answer instanceof Response.Done(_, var revision)) {
        return revision.generation();
      }
      throw new IOException("not committed: " + answer);
    }

    @Override
    public void close() throws IOException {
      for (ConfigdConnection connection : connections) {
        connection.close();
      }
      configd.close();
    }
  }

  /// SQLite with a write-ahead log that is synced at every commit; a connection for each client.
  record Sqlite(List<Connection> connections, List<PreparedStatement> updates)
      implements Contender {
    static Sqlite of(Path directory, int clients) throws IOException {
      try {
        List<Connection> connections = new ArrayList<>();
        List<PreparedStatement> updates = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
          Connection connection =
              DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("sqlite.db"));
          connections.add(connection);
          try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("PRAGMA busy_timeout=60000");
            if (i == 0) {
              fill(connection, statement);
            }
          }
          updates.add(
              connection.prepareStatement(
                  "UPDATE property SET value = ? WHERE service = ? AND name = ?"));
        }
        return new Sqlite(connections, updates);
      } catch (SQLException e) {
        throw new IOException("cannot use SQLite: " + e.getMessage(), e);
      }
    }

    private static void fill(Connection connection, Statement statement) throws SQLException {
      statement.execute(
          "CREATE TABLE property (service TEXT, name TEXT, value TEXT, PRIMARY KEY (service, name))"
              + " WITHOUT ROWID");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO property VALUES (?, ?, ?)")) {
        for (int service = 0; service < SERVICES; service++) {
          for (int i = 0; i < Subject.PROPERTIES; i++) {
            insert.setString(1, Subject.service(service).toString());
            insert.setString(2, Subject.property(i));
            insert.setString(3, "value");
            insert.executeUpdate();
          }
        }
      }
    }

    @Override
    public String name() {
      return "SQLite, WAL, synchronous=FULL";
    }

    @Override
    public void commit(int client, long number) throws IOException {
      try {
        PreparedStatement update = updates.get(client);
        update.setString(1, "changed to " + number);
        update.setString(2, Subject.service((int) (number % SERVICES)).toString());
        update.setString(3, Subject.property((int) (number % Subject.PROPERTIES)));
        update.executeUpdate();
      } catch (SQLException e) {
        throw new IOException("SQLite: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        for (Connection connection : connections) {
          connection.close();
        }
      } catch (SQLException e) {
        throw new IOException("cannot close SQLite: " + e.getMessage(), e);
      }
    }
  }
}
