package systemk.core.engine;

import io.vavr.collection.Vector;
import java.util.List;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.restarter.InstanceState;

/// One thing that happens to a world from outside: the words of which scripts are made.
sealed interface Act {
  /// Does it, as far as it makes sense in this world.
  void in(World world);

  record Enable(InstanceFmri fmri, boolean enabled) implements Act {
    @Override
    public void in(World world) {
      if (world.repository().exists(fmri)) {
        world.enable(fmri, enabled);
      }
    }
  }

  record Ask(InstanceFmri fmri, String action) implements Act {
    @Override
    public void in(World world) {
      if (world.repository().exists(fmri)) {
        world.ask(fmri, action);
      }
    }
  }

  record Milestone(String name) implements Act {
    @Override
    public void in(World world) {
      world.milestone(name);
    }
  }

  record Delete(InstanceFmri fmri) implements Act {
    @Override
    public void in(World world) {
      if (world.repository().exists(fmri)) {
        world.delete(fmri);
      }
    }
  }

  record Add(Spec spec) implements Act {
    @Override
    public void in(World world) {
      if (!world.repository().exists(spec.fmri())) {
        world.add(spec);
      }
    }
  }

  /// The main process of a service ends.
  record End(InstanceFmri fmri, ExitStatus status) implements Act {
    @Override
    public void in(World world) {
      world.kernel().endService(fmri, status);
    }
  }

  /// A helper process of a service ends.
  record EndHelper(InstanceFmri fmri, ExitStatus status) implements Act {
    @Override
    public void in(World world) {
      world.kernel().endHelper(fmri, status);
    }
  }

  /// The processes of a service say something.
  record Say(InstanceFmri fmri, String key, String value) implements Act {
    @Override
    public void in(World world) {
      world.kernel().say(fmri, key, value);
    }
  }

  record Behave(InstanceFmri fmri, Behaviour behaviour) implements Act {
    @Override
    public void in(World world) {
      world.kernel().behave(fmri, behaviour);
    }
  }

  /// Some things happen by themselves, chosen by these numbers.
  record Go(List<Integer> choices) implements Act {
    @Override
    public void in(World world) {
      choices.forEach(world::move);
    }
  }

  record PassTime() implements Act {
    @Override
    public void in(World world) {
      world.passTime();
    }
  }

  record Settle() implements Act {
    @Override
    public void in(World world) {
      world.settle();
    }
  }

  record Crash(int arrived) implements Act {
    @Override
    public void in(World world) {
      world.crash(arrived);
    }
  }

  record ShutDown() implements Act {
    @Override
    public void in(World world) {
      world.shutDown();
    }
  }

  /// The states all instances are in.
  static Vector<InstanceState> states(World world) {
    return world.model().lifecycles().values().map(l -> l.state()).toVector();
  }
}
