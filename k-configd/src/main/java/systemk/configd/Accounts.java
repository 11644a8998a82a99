package systemk.configd;

import io.vavr.collection.Vector;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The users and groups of the system, as its name service knows them.
final class Accounts {
  private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

  private Accounts() {}

  /// Those of these names that the system does not know. A number needs no name.
  static Vector<String> unknown(Vector<String> users, Vector<String> groups) {
    UserPrincipalLookupService service = FileSystems.getDefault().getUserPrincipalLookupService();
    return users
        .filter(name -> !isKnown(name, service::lookupPrincipalByName))
        .appendAll(groups.filter(name -> !isKnown(name, service::lookupPrincipalByGroupName)));
  }

  @FunctionalInterface
  private interface Lookup {
    Object find(String name) throws IOException;
  }

  private static boolean isKnown(String name, Lookup lookup) {
    try {
      return name.matches("[0-9]+") || lookup.find(name) != null;
    } catch (UserPrincipalNotFoundException e) {
      return false;
    } catch (IOException e) {
      // A name service that does not answer is no reason to refuse a configuration.
      LOG.atWarn().addKeyValue("name", name).addKeyValue("reason", e).log("cannot look up");
      return true;
    }
  }
}
