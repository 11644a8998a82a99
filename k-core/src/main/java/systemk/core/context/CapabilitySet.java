package systemk.core.context;

import io.vavr.collection.SortedSet;
import io.vavr.collection.TreeSet;
import io.vavr.control.Either;
import io.vavr.control.Option;

/// A set of capabilities that may be written by what it lacks, because only the kernel knows what
/// all of them are.
///
/// @param complement whether it has all capabilities but the named ones
public record CapabilitySet(boolean complement, SortedSet<Capability> named) {
  /// Every capability there is.
  public static final CapabilitySet ALL = new CapabilitySet(true, TreeSet.empty());

  /// No capability.
  public static final CapabilitySet NONE = new CapabilitySet(false, TreeSet.empty());

  /// Reads names separated by commas or blanks, from the left. `all` and SMF's `zone` stand for
  /// every capability; `none` and SMF's `basic`, which is what any process of an ordinary user has,
  /// for none; `!` or `-` before a name takes it away, and before the first name takes it away from
  /// all.
  static Either<String, CapabilitySet> parse(String text) {
    Option<CapabilitySet> read = Option.none();
    for (String word : text.strip().split("[,\\s]+")) {
      boolean away = word.startsWith("!") || word.startsWith("-");
      String name = away ? word.substring(1) : word;
      CapabilitySet before = read.getOrElse(away ? ALL : NONE);
      switch (name) {
        case "all", "zone" -> read = Option.some(away ? NONE : ALL);
        case "none" -> read = Option.some(away ? ALL : NONE);
        case "basic" -> read = Option.some(before);
        default -> {
          Option<Capability> capability = Capability.of(name);
          if (capability.isEmpty()) {
            return Either.left("there is no capability \"" + name + "\"");
          }
          read =
              Option.some(away ? before.without(capability.get()) : before.with(capability.get()));
        }
      }
    }
    return Either.right(read.getOrElse(NONE));
  }

  /// Whether the capability is in it.
  public boolean has(Capability capability) {
    return named.contains(capability) != complement;
  }

  private CapabilitySet with(Capability capability) {
    return new CapabilitySet(
        complement, complement ? named.remove(capability) : named.add(capability));
  }

  private CapabilitySet without(Capability capability) {
    return new CapabilitySet(
        complement, complement ? named.add(capability) : named.remove(capability));
  }
}
