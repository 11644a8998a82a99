package systemk.core.fmri;

/// The name of a property, such as `svc:/network/http:apache/:properties/general/enabled`.
public record PropertyFmri(PropertyGroupFmri group, String name) implements Fmri {
  public PropertyFmri {
    if (!Names.isName(name)) {
      throw new IllegalArgumentException("not a property name: " + name);
    }
  }

  @Override
  public String toString() {
    return group + "/" + name;
  }
}
