package systemk.core.fmri;

/// The name of an instance, such as `svc:/network/http:apache`.
public record InstanceFmri(ServiceFmri service, String name) implements EntityFmri {
  public InstanceFmri {
    if (!Names.isName(name)) {
      throw new IllegalArgumentException("not an instance name: " + name);
    }
  }

  /// Reads the canonical text of an instance that is known to be one.
  ///
  /// @throws IllegalArgumentException if it is not
  public static InstanceFmri of(String text) {
    return Fmri.parseInstance(text)
        .getOrElseThrow(error -> new IllegalArgumentException(error.message()));
  }

  @Override
  public String toString() {
    return service + ":" + name;
  }
}
