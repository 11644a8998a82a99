package systemk.shell.manifest;

import io.vavr.control.Option;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.property.Property;

/// Finds the dependency in another service that a property of `dependents` stands for.
@FunctionalInterface
public interface Injections {
  Option<DeclaredGroup> find(Property dependent);
}
