package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static systemk.init.TestClient.job;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import systemk.json.Json;

/// Descriptors that services leave with k.init.
class KeptDescriptorsIT extends Speakers {
  @Test
  void keepsDescriptorsForTheNextStart() {
    String store =
        """
        s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()
        open('%s', 'w').write(str(s.getsockname()[1]))
        r, w = os.pipe()
        os.write(w, b'kept')
        notify('FDSTORE=1\\nFDNAME=listener', s.fileno())
        notify('FDSTORE=1\\nFDNAME=again', s.fileno())
        notify('FDSTORE=1\\nFDNAME=bad:name', r, w)
        notify('FDSTORE=1\\nFDNAME=gone', 0, 1)
        notify('FDSTOREREMOVE=1\\nFDNAME=gone')
        """
            .formatted(file("port"));
    Json.Builder job = python("one", store).put("owner", "svc:/kept:default").put("fd_store", 5);
    client.spawn(job);
    assertThat(client.event().integer("code")).as(log()).isZero();
    client.event();

    String find =
        """
        assert os.environ['LISTEN_PID'] == str(os.getpid()), os.environ
        assert os.environ['LISTEN_FDS'] == '3', os.environ
        assert os.environ['LISTEN_FDNAMES'] == 'listener:stored:stored', os.environ
        s = socket.socket(fileno=3)
        assert str(s.getsockname()[1]) == open('%s').read()
        c = socket.create_connection(s.getsockname())
        s.accept()[0].sendall(b'hello')
        assert c.recv(5) == b'hello'
        os.write(5, b'!')
        assert os.read(4, 5) == b'kept!'
        """
            .formatted(file("port"));
    client.close();
    client = instance.subscriber();
    client.spawn(
        python("two", find)
            .put("owner", "svc:/kept:default")
            .put("fd_store", 5)
            .put("record", true));
    Json.Obj event = client.event();
    while (!event.string("token").equals("two")) {
      event = client.event();
    }
    assertThat(event.integer("code")).as(log()).isZero();
    client.event();

    String nothing = "assert 'LISTEN_FDS' not in os.environ";
    client.spawn(python("three", nothing).put("owner", "svc:/kept:default").put("fd_store", 0));
    assertThat(client.event().integer("code")).as(log()).isZero();
    client.event();
    client.spawn(python("four", nothing).put("owner", "svc:/kept:default").put("fd_store", 5));
    assertThat(client.event().integer("code")).as(log()).isZero();
  }

  @Test
  void keepsNoMoreDescriptorsThanItWasAskedTo() {
    client.spawn(
        python(
                "t",
                """
                for i in range(300):
                    own = [os.open('/dev/zero', 0) for _ in range(200)]
                    notify('FDSTORE=1', *own)
                    for fd in own:
                        os.close(fd)
                """)
            .put("fd_store", 3));
    assertThat(client.event().integer("code")).as(log()).isZero();
    client.event();
    long own = instance.handle().pid();
    Await.until(
        "descriptors to be closed",
        () -> Instance.names(Path.of("/proc/" + own + "/fd")).size() < 150);
    client.spawn(
        python("u", "assert os.environ['LISTEN_FDS'] == '3'")
            .put("owner", "svc:/test:t")
            .put("fd_store", 3));
    assertThat(client.event().integer("code")).as(log()).isZero();
    client.must("forget", Json.object().put("owner", "svc:/test:t"));
    client.event();
    client.spawn(
        python("v", "assert 'LISTEN_FDS' not in os.environ")
            .put("owner", "svc:/test:t")
            .put("fd_store", 3));
    assertThat(client.event().integer("code")).as(log()).isZero();
  }
}
