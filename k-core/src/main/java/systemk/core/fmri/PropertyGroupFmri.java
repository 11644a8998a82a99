package systemk.core.fmri;

/// The name of a property group, such as `svc:/network/http:apache/:properties/general`.
public record PropertyGroupFmri(EntityFmri entity, String name) implements Fmri {
  public PropertyGroupFmri {
    if (!Names.isName(name)) {
      throw new IllegalArgumentException("not a property group name: " + name);
    }
  }

  public PropertyFmri property(String property) {
    return new PropertyFmri(this, property);
  }

  @Override
  public String toString() {
    return entity + "/:properties/" + name;
  }
}
