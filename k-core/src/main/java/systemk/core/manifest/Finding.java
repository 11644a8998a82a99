package systemk.core.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.Setting;

/// Something an import came upon that whoever imports should know.
public sealed interface Finding {
  /// One line that says what and where.
  String message();

  /// Whether nothing may be imported because of it.
  boolean isError();

  /// One of two that differ.
  ///
  /// @param value what it says, for people
  /// @param file the file that says it, if one does
  /// @param generation the transaction that said it; none if it is about to be said
  record Side(String value, Layer layer, Option<String> file, Option<Long> generation) {

    static Side of(Setting setting, Layer layer) {
      String value =
          switch (setting) {
            case Setting.Supplied(_, var values, _) -> shown(values);
            case Setting.Masked _ -> "nothing (deleted)";
          };
      return new Side(
          value,
          layer,
          setting.provenance().file(),
          Option.of(setting.provenance().generation()).filter(g -> g > 0));
    }

    static Side of(Property property, Layer layer, String file) {
      return new Side(shown(property.values()), layer, Option.some(file), Option.none());
    }

    private static String shown(Vector<String> values) {
      return values.size() == 1
          ? "\"" + values.head() + "\""
          : "(" + values.map(value -> "\"" + value + "\"").mkString(" ") + ")";
    }

    @Override
    public String toString() {
      return value
          + " ("
          + layer.token()
          + file.map(name -> ", " + name).getOrElse("")
          + generation.map(number -> ", generation " + number).getOrElse("")
          + ")";
    }
  }

  /// Two files of one layer say different things about one property.
  record FilesDiffer(EntityFmri entity, String group, String property, Side kept, Side other)
      implements Finding {
    @Override
    public String message() {
      return "%s: conflict about %s/%s: keeping %s over %s"
          .formatted(entity, group, property, kept, other);
    }

    @Override
    public boolean isError() {
      return false;
    }
  }

  /// Two files of one layer give a group different types.
  record TypesDiffer(EntityFmri entity, String group, String type, String other, String file)
      implements Finding {
    @Override
    public String message() {
      return "%s: conflict about property group \"%s\": it is of type %s, and of type %s in %s, which is ignored"
          .formatted(entity, group, type, other, file);
    }

    @Override
    public boolean isError() {
      return false;
    }
  }

  /// A file says something new about a property that an administrator changed.
  ///
  /// @param file what the file says now
  /// @param overridden whether the file goes over what the administrator said
  record Customized(
      EntityFmri entity,
      String group,
      String property,
      Side customized,
      String file,
      boolean overridden)
      implements Finding {
    @Override
    public String message() {
      return overridden
          ? "Conflict upgrading %s: %s/%s: replacing %s by %s, which overrides it"
              .formatted(entity, group, property, customized, file)
          : "Conflict upgrading %s: %s/%s: keeping %s over %s"
              .formatted(entity, group, property, customized, file);
    }

    @Override
    public boolean isError() {
      return false;
    }
  }

  /// A profile speaks about a service or instance there is none of.
  record Absent(EntityFmri entity, String file) implements Finding {
    @Override
    public String message() {
      return "%s: ignoring %s, which does not exist".formatted(file, entity);
    }

    @Override
    public boolean isError() {
      return false;
    }
  }

  /// A profile gives a group another type than it has.
  record GroupType(EntityFmri entity, String group, String type, String wanted, String file)
      implements Finding {
    @Override
    public String message() {
      return "%s: %s: property group \"%s\" is of type %s, and cannot become %s"
          .formatted(file, entity, group, type, wanted);
    }

    @Override
    public boolean isError() {
      return true;
    }
  }

  /// A profile gives a property a value that is none of its type.
  record BadValue(
      EntityFmri entity, String group, String property, String type, String value, String file)
      implements Finding {
    @Override
    public String message() {
      return "%s: %s: %s/%s is of type %s; \"%s\" is no such value"
          .formatted(file, entity, group, property, type, value);
    }

    @Override
    public boolean isError() {
      return true;
    }
  }
}
