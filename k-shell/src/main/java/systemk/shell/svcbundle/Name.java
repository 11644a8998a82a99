package systemk.shell.svcbundle;

import io.vavr.collection.Vector;
import io.vavr.control.Option;

/// What `-s name=value` may say of a bundle.
enum Name {
  SERVICE_NAME("service-name", "NAME, such as site/web; required"),
  INSTANCE_NAME("instance-name", "NAME of its instance; default"),
  BUNDLE_TYPE("bundle-type", "manifest or profile; manifest"),
  ENABLED("enabled", "true or false: whether the instance is to run; true"),
  START_METHOD("start-method", "COMMAND; required of a manifest without an rc-script"),
  STOP_METHOD("stop-method", "COMMAND; :true for transient services, else :kill"),
  REFRESH_METHOD("refresh-method", "COMMAND; none"),
  RC_SCRIPT("rc-script", "PATH:LEVEL; a script with start and stop, of run level S, 1, 2 or 3"),
  MODEL("model", "transient, contract (or daemon), child (or wait); transient"),
  DURATION("duration", "another word for model"),
  SERVICE_PROPERTY("service-property", "GROUP:NAME:TYPE:VALUE; any number of times"),
  INSTANCE_PROPERTY("instance-property", "GROUP:NAME:TYPE:VALUE; any number of times");

  private final String token;
  private final String words;

  Name(String token, String words) {
    this.token = token;
    this.words = words;
  }

  String token() {
    return token;
  }

  boolean mayBeRepeated() {
    return this == SERVICE_PROPERTY || this == INSTANCE_PROPERTY;
  }

  static Option<Name> of(String token) {
    return Vector.of(values()).find(name -> name.token.equals(token));
  }

  /// What `help` says of it.
  String help() {
    return "\t" + token + "=" + words + "\n";
  }
}
