package systemk.core.fmri;

/// The name of a service, such as `svc:/network/http`.
public record ServiceFmri(String name) implements EntityFmri {
  public ServiceFmri {
    if (!Names.isServiceName(name)) {
      throw new IllegalArgumentException("not a service name: " + name);
    }
  }

  @Override
  public ServiceFmri service() {
    return this;
  }

  public InstanceFmri instance(String instance) {
    return new InstanceFmri(this, instance);
  }

  @Override
  public String toString() {
    return "svc:/" + name;
  }
}
