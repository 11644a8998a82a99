package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Services come and go with their files, as installers of packages bring and remove them.
class ManifestImportIT {
  private static final String DAEMON =
      """
      <?xml version='1.0'?>
      <!DOCTYPE service_bundle SYSTEM '/usr/share/lib/xml/dtd/service_bundle.dtd.1'>
      <service_bundle type='manifest' name='daemon'>
        <service name='application/daemon' type='service' version='1'>
          <create_default_instance enabled='true'/>
          <single_instance/>
          <exec_method type='method' name='start' exec='sleep 6000' timeout_seconds='60'/>
          <exec_method type='method' name='stop' exec=':kill' timeout_seconds='60'/>
          <property_group name='startd' type='framework'>
            <propval name='duration' type='astring' value='child'/>
          </property_group>
          <property_group name='config' type='application'>
            <propval name='port' type='count' value='80'/>
          </property_group>
        </service>
      </service_bundle>
      """;
  private static final String PROFILE =
      """
      <?xml version='1.0'?>
      <!DOCTYPE service_bundle SYSTEM '/usr/share/lib/xml/dtd/service_bundle.dtd.1'>
      <service_bundle type='profile' name='site'>
        <service name='application/daemon' type='service' version='1'>
          <property_group name='config' type='application'>
            <propval name='port' type='count' value='8080'/>
          </property_group>
        </service>
      </service_bundle>
      """;

  private static void write(Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void aServiceComesAndGoesWithItsFile() throws Exception {
    try (Scratch scratch = Scratch.make()) {
      scratch.install("milestone");
      scratch.install("system/manifest-import.json");
      scratch.up();
      scratch.awaitState("manifest-import", "online");
      Path file = scratch.tree().layout().manifests().resolve("application/daemon.xml");

      write(file, DAEMON);
      scratch.ok("svcadm", "restart", "-s", "manifest-import");
      scratch.awaitState("application/daemon", "online");
      assertThat(scratch.processes("svc:/application/daemon:default")).hasSize(1);

      // What is imported by hand where it would be imported anyway is not imported again.
      String before = scratch.ok("svccfg", "log", "-n", "1");
      scratch.ok("svccfg", "import", file.toString());
      scratch.ok("svcadm", "restart", "-s", "manifest-import");
      assertThat(scratch.ok("svccfg", "log", "-n", "1")).isEqualTo(before);

      Files.delete(file);
      scratch.ok("svcadm", "restart", "-s", "manifest-import");
      assertThat(scratch.run("svcs", "application/daemon").status()).isOne();
      Scratch.await(
          "the daemon to be gone",
          () -> scratch.processes("svc:/application/daemon:default").isEmpty());
    }
  }

  @Test
  void aProfileOfTheSiteIsSaidToWhatComesLaterAndABadFileHoldsUpNothing() throws Exception {
    try (Scratch scratch = Scratch.make()) {
      scratch.install("milestone");
      scratch.install("system/manifest-import.json");
      write(scratch.root().resolve("etc/svc/profile/site/daemon.xml"), PROFILE);
      scratch.up();
      write(scratch.tree().layout().manifests().resolve("application/daemon.xml"), DAEMON);
      write(scratch.tree().layout().manifests().resolve("application/bad.xml"), "<service_bundle");

      scratch.ok("svcadm", "restart", "-s", "manifest-import");

      scratch.awaitState("application/daemon", "online");
      assertThat(scratch.ok("svcprop", "-p", "config/port", "application/daemon:default"))
          .isEqualTo("8080\n");
      String log = scratch.ok("svcs", "-L", "manifest-import").strip();
      assertThat(Files.readString(Path.of(log))).contains("application/bad.xml:1:");
    }
  }
}
