package systemk.core.check;

import io.vavr.collection.Vector;
import systemk.core.context.Problem;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.DependencyCycle;

/// One thing that is wrong with a configuration.
public sealed interface Violation {

  /// The service or instance that says it, or that lacks it: where it is to be mended.
  EntityFmri where();

  /// One line that names it, begins with where, and says what is allowed.
  String message();

  /// A dependency cannot be read; its instances would go to maintenance.
  record InvalidDependency(EntityFmri where, String group, String why) implements Violation {
    @Override
    public String message() {
      return where + ": " + why;
    }
  }

  /// A dependency closes a cycle; one instance on it would go to maintenance.
  ///
  /// @param where the instance whose dependency it is, which the cycle begins with
  record Cycle(InstanceFmri where, String group, DependencyCycle cycle) implements Violation {
    @Override
    public String message() {
      return where + ": " + group + " closes a dependency cycle: " + cycle;
    }
  }

  /// What is named as the restarter cannot be one.
  record InvalidRestarter(EntityFmri where, String restarter) implements Violation {
    @Override
    public String message() {
      return where + ": general/restarter \"" + restarter + "\" is not the FMRI of an instance";
    }
  }

  /// A method does not say what it runs.
  record MissingExec(EntityFmri where, String group) implements Violation {
    @Override
    public String message() {
      return where + ": method \"" + group + "\" has no single exec";
    }
  }

  /// A method says what cannot be run.
  record UnusableExec(EntityFmri where, String group, String exec, String why)
      implements Violation {
    @Override
    public String message() {
      return where + ": cannot run " + group + "/exec \"" + exec + "\": " + why;
    }
  }

  /// A property of a method context cannot be followed; the method would not be run.
  record UnusableContext(EntityFmri where, Problem problem) implements Violation {
    @Override
    public String message() {
      return where + ": " + problem.message();
    }
  }

  /// What a service says of its readiness contradicts what it says of its descriptors.
  record DescriptorConflict(EntityFmri where, long descriptor, long kept) implements Violation {
    @Override
    public String message() {
      return "%s: startd/readiness_fd cannot be %d: startd/fd_store has up to %d descriptors passed from 3 on; write %d or more"
          .formatted(where, descriptor, kept, kept + 3);
    }
  }

  /// A property has another type than it must have.
  record WrongType(
      EntityFmri where, String group, String property, String type, Vector<String> allowed)
      implements Violation {
    @Override
    public String message() {
      return "%s: %s/%s is of type %s, not %s"
          .formatted(where, group, property, type, allowed.mkString(" or "));
    }
  }

  /// A property has more or fewer values than it may have.
  ///
  /// @param allowed how many it may have, in words
  record WrongCount(EntityFmri where, String group, String property, int count, String allowed)
      implements Violation {
    @Override
    public String message() {
      return "%s: %s/%s has %s, not %s"
          .formatted(where, group, property, count == 1 ? "1 value" : count + " values", allowed);
    }
  }

  /// A property has a value it may not have.
  ///
  /// @param allowed the values and ranges it may have
  record WrongValue(
      EntityFmri where, String group, String property, String value, Vector<String> allowed)
      implements Violation {
    @Override
    public String message() {
      return "%s: %s/%s cannot be \"%s\"; allowed are %s"
          .formatted(where, group, property, value, allowed.mkString(", "));
    }
  }

  /// There is no property group of a kind a template requires.
  ///
  /// @param group its name, or its type where any name will do
  /// @param template who has the template
  record MissingGroup(EntityFmri where, String group, EntityFmri template) implements Violation {
    @Override
    public String message() {
      return "%s: there is no property group %s, which the template of %s requires"
          .formatted(where, group, template);
    }
  }

  /// A property group has another type than its template says.
  record WrongGroupType(
      EntityFmri where, String group, String type, String wanted, EntityFmri template)
      implements Violation {
    @Override
    public String message() {
      return "%s: property group \"%s\" is of type %s, not %s as the template of %s says"
          .formatted(where, group, type, wanted, template);
    }
  }

  /// There is no property that a template requires.
  record MissingProperty(EntityFmri where, String group, String property, EntityFmri template)
      implements Violation {
    @Override
    public String message() {
      return "%s: there is no %s/%s, which the template of %s requires"
          .formatted(where, group, property, template);
    }
  }

  /// A template cannot be understood.
  record UnreadableTemplate(EntityFmri where, String group, String why) implements Violation {
    @Override
    public String message() {
      return where + ": cannot read template \"" + group + "\": " + why;
    }
  }
}
