package systemk.core.fmri;

/// The name of something that owns property groups: a service or an instance.
public sealed interface EntityFmri extends Fmri permits ServiceFmri, InstanceFmri {
  /// The service this is, or is an instance of.
  ServiceFmri service();

  default PropertyGroupFmri group(String name) {
    return new PropertyGroupFmri(this, name);
  }
}
