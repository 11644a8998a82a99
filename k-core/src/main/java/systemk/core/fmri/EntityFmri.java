package systemk.core.fmri;

/// The name of something that owns property groups: a service or an instance.
public sealed interface EntityFmri extends Fmri permits ServiceFmri, InstanceFmri {
  /// The service this is, or is an instance of.
  ServiceFmri service();

  /// The order of the canonical texts, without making them: every map is full of these names.
  @Override
  default int compareTo(Fmri other) {
    if (!(other instanceof EntityFmri entity)) {
      return toString().compareTo(other.toString());
    }
    String mine = service().name();
    String its = entity.service().name();
    if (mine.equals(its)) {
      return instanceName().compareTo(entity.instanceName());
    }
    // Where one name begins the other, what follows it decides: a colon, or the end.
    if (its.startsWith(mine)) {
      return this instanceof InstanceFmri ? ':' - its.charAt(mine.length()) : -1;
    }
    if (mine.startsWith(its)) {
      return entity instanceof InstanceFmri ? mine.charAt(its.length()) - ':' : 1;
    }
    return mine.compareTo(its);
  }

  /// The name of the instance; empty for a service, which is before its instances.
  private String instanceName() {
    return switch (this) {
      case ServiceFmri _ -> "";
      case InstanceFmri instance -> instance.name();
    };
  }

  default PropertyGroupFmri group(String name) {
    return new PropertyGroupFmri(this, name);
  }
}
