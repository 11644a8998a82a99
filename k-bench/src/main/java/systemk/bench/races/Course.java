package systemk.bench.races;

import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Guard;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;

/// What the clients of a race share: the registers, and what they have found out.
public final class Course {
  public static final int REGISTERS = 4;

  static final String GROUP = "race";
  static final String PROPERTY = "value";
  static final String FIRST = "first";
  private static final ServiceFmri NOTES = new ServiceFmri("race/notes");
  private static final Author AUTHOR = new Author(0, 0, 0, "k prove");

  /// The generation of a value of a register, as soon as its committer knows it.
  private final Map<String, Long> generations = new ConcurrentHashMap<>();

  private final Queue<Observation> observations = new ConcurrentLinkedQueue<>();
  private final Map<Revision, String> answered = new ConcurrentHashMap<>();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean over = new AtomicBoolean();

  static ServiceFmri register(int number) {
    return new ServiceFmri("race/r" + number);
  }

  /// The transaction that makes the registers.
  public Transaction opening() {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < REGISTERS; i++) {
      changes.add(new Change.AddService(register(i)));
      changes.add(new Change.AddGroup(register(i), GROUP, "application", true, Layer.ADMIN, true));
      changes.add(set(i, FIRST + i));
    }
    changes.add(new Change.AddService(NOTES));
    changes.add(new Change.AddInstance(NOTES.instance("default")));
    return Transaction.of(AUTHOR, changes).withRequest("race opening");
  }

  /// The registers were made at this generation.
  public List<Observation.Wrote> opened(long generation) {
    List<Observation.Wrote> first = new ArrayList<>();
    for (int i = 0; i < REGISTERS; i++) {
      generations.put(FIRST + i, generation);
      first.add(new Observation.Wrote(i, 0, 0, FIRST + i, generation, 0));
    }
    return first;
  }

  private static Change set(int register, String value) {
    return new Change.SetProperty(
        register(register), GROUP, Property.of(PROPERTY, value), Layer.ADMIN, Option.none());
  }

  static Transaction guarded(int register, String value, long expected, String request) {
    return Transaction.of(AUTHOR, List.of(set(register, value)))
        .withGuards(List.of(new Guard.GroupUnchanged(register(register), GROUP, expected)))
        .withRequest(request);
  }

  /// A transaction that changes nothing persistent.
  static Transaction note(int client, long number, String request) {
    Change report =
        new Change.Report(
            NOTES.instance("default"),
            "restarter",
            "framework",
            io.vavr.collection.Vector.of(Property.count("c" + client, number)),
            io.vavr.collection.Vector.empty());
    return Transaction.of(AUTHOR, List.of(report)).withRequest(request);
  }

  Option<Long> generationOf(String value) {
    return Option.of(generations.get(value));
  }

  void committed(String value, Revision revision, String request) {
    generations.put(value, revision.generation());
    answered.put(revision, request);
  }

  void noted(Revision revision, String request) {
    answered.put(revision, request);
  }

  void saw(Observation observation) {
    observations.add(observation);
  }

  void complain(String what) {
    complaints.add(what);
  }

  /// Nobody begins anything new from now on.
  public void end() {
    over.set(true);
  }

  boolean isOver() {
    return over.get();
  }

  public List<Observation> observations() {
    return List.copyOf(observations);
  }

  /// What committers were told, by revision.
  public Map<Revision, String> answered() {
    return answered;
  }

  public List<String> complaints() {
    return List.copyOf(complaints);
  }
}
