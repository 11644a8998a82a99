package systemk.notify;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import systemk.core.notify.Means;
import systemk.linux.Datagrams;
import systemk.linux.KernelException;

/// The real ways to deliver: sendmail(8), syslogd's socket, a command, a webhook.
final class Delivery implements Deliverer {
  private static final int FIRST_BAD_STATUS = 300;
  private static final Path NOTHING = Path.of("/dev/null");

  @Override
  public void deliver(Message message, Means means, Settings settings)
      throws IOException, InterruptedException {
    switch (means.type()) {
      case Means.MAIL ->
          run(
              List.of(settings.sendmail(), "-oi", "-t"),
              message.mail(means),
              Map.of(),
              settings.patience());
      case Means.SYSLOG -> syslog(message, means, settings);
      case Means.COMMAND ->
          run(
              List.of(means.parameter("path").getOrElse("")),
              message.json() + "\n",
              message.environment().toJavaMap(),
              settings.patience());
      case Means.WEBHOOK -> post(message, means, settings);
      default -> throw new IOException("there is no way to tell by " + means.type());
    }
  }

  private static void syslog(Message message, Means means, Settings settings) throws IOException {
    String line = message.syslog(means, ZoneId.systemDefault(), ProcessHandle.current().pid());
    try {
      Datagrams.send(settings.logSocket(), line.getBytes(StandardCharsets.UTF_8));
    } catch (KernelException | IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// Runs a program with a text as its input. One that does not end in time is killed, with what it
  /// started.
  private static void run(
      List<String> command, String input, Map<String, String> variables, Duration patience)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(NOTHING.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(variables);
    Process process = builder.start();
    try {
      // A program that reads nothing must not hold up who waits for it.
      Thread.ofVirtual().start(() -> feed(process, input));
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            command.getFirst() + " has not ended in " + patience.toSeconds() + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException(command.getFirst() + " ended with " + process.exitValue());
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static void feed(Process process, String input) {
    try (OutputStream out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // It ended, or did not want to know; its exit status says how it went.
    }
  }

  private static void post(Message message, Means means, Settings settings)
      throws IOException, InterruptedException {
    HttpRequest request;
    try {
      request =
          HttpRequest.newBuilder(URI.create(means.parameter("url").getOrElse("")))
              .timeout(settings.patience())
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(message.json()))
              .build();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(settings.patience()).build()) {
      HttpResponse<Void> response = client.send(request, HttpResponse.BodyHandlers.discarding());
      client.shutdownNow();
      if (response.statusCode() >= FIRST_BAD_STATUS) {
        throw new IOException(request.uri().getHost() + " answers " + response.statusCode());
      }
    }
  }
}
