package systemk.api.json;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Notification;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.delegation.Assignment;
import systemk.core.delegation.Order;
import systemk.core.delegation.StateReport;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.graph.Severity;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Provenance;
import systemk.core.property.Setting;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.Dialogue;
import systemk.core.repository.Guard;
import systemk.core.repository.Instance;
import systemk.core.repository.Revision;
import systemk.core.repository.Service;
import systemk.core.repository.Snapshot;
import systemk.core.repository.Transaction;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Reason;

/// Generators of everything that goes over the wire.
public final class Messages {
  private Messages() {}

  private static Arbitrary<String> names() {
    return Arbitraries.of("general", "start", "enabled", "a", "b-c", "net,x_1");
  }

  public static Arbitrary<ServiceFmri> services() {
    return Arbitraries.of("network/http", "system/log", "a", "x,y/z").map(ServiceFmri::new);
  }

  public static Arbitrary<InstanceFmri> instances() {
    return Combinators.combine(services(), names()).as(ServiceFmri::instance);
  }

  private static Arbitrary<EntityFmri> entities() {
    return Arbitraries.oneOf(services(), instances());
  }

  private static Arbitrary<Layer> layers() {
    return Arbitraries.of(Layer.class);
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings().withCharRange(' ', 'z').withChars("ü\n\"").ofMaxLength(12);
  }

  private static Arbitrary<Option<String>> files() {
    return Arbitraries.of(Option.none(), Option.some("/lib/svc/manifest/http.json"));
  }

  private static Arbitrary<Long> generations() {
    return Arbitraries.longs().between(0, 1L << 50);
  }

  private static Arbitrary<Property> properties() {
    Arbitrary<Property> strings =
        Combinators.combine(names(), texts().list().ofMaxSize(3))
            .as((name, values) -> new Property(name, ValueType.ASTRING, Vector.ofAll(values)));
    Arbitrary<Property> numbers =
        Combinators.combine(names(), generations()).as((name, n) -> Property.count(name, n));
    return Arbitraries.oneOf(strings, numbers, names().map(name -> Property.of(name, true)));
  }

  private static Arbitrary<Provenance> provenances() {
    return Combinators.combine(generations(), files()).as(Provenance::new);
  }

  private static Arbitrary<Setting> settings() {
    Arbitrary<Setting> supplied =
        Combinators.combine(properties(), provenances())
            .as((p, provenance) -> new Setting.Supplied(p.type(), p.values(), provenance));
    return Arbitraries.oneOf(supplied, provenances().map(Setting.Masked::new));
  }

  private static Arbitrary<TreeMap<Layer, Setting>> layered() {
    return Arbitraries.maps(layers(), settings()).ofMaxSize(4).map(TreeMap::ofAll);
  }

  private static Arbitrary<PropertyGroup> groups() {
    Arbitrary<TreeMap<String, LayeredProperty>> properties =
        Arbitraries.maps(names(), layered())
            .ofMaxSize(3)
            .map(map -> TreeMap.ofAll(map).map((n, s) -> pair(n, new LayeredProperty(n, s))));
    return Combinators.combine(
            names(), names(), Arbitraries.of(true, false), generations(), layered(), properties)
        .as(PropertyGroup::new);
  }

  private static <T> io.vavr.Tuple2<String, T> pair(String name, T value) {
    return io.vavr.Tuple.of(name, value);
  }

  private static Arbitrary<TreeMap<String, PropertyGroup>> groupMaps() {
    return groups()
        .list()
        .ofMaxSize(3)
        .map(
            list -> {
              TreeMap<String, PropertyGroup> map = TreeMap.empty();
              for (PropertyGroup group : list) {
                map = map.put(group.name(), group);
              }
              return map;
            });
  }

  private static Arbitrary<Snapshot> snapshots() {
    return Combinators.combine(names(), generations(), groupMaps(), groupMaps()).as(Snapshot::new);
  }

  /// A service whose instance has snapshots that share its groups, as real ones do.
  public static Arbitrary<Service> wholeServices() {
    return Combinators.combine(services(), names(), groupMaps(), groupMaps(), groupMaps())
        .as(
            (fmri, name, own, instance, frozen) -> {
              TreeMap<String, Snapshot> snapshots =
                  TreeMap.of(
                      "running", new Snapshot("running", 3, instance, own),
                      "initial", new Snapshot("initial", 1, frozen, own));
              Instance whole = new Instance(fmri.instance(name), instance, snapshots);
              return new Service(fmri, own, TreeMap.of(name, whole));
            });
  }

  private static Arbitrary<Change> changes() {
    return Arbitraries.oneOf(List.of(entityChanges(), groupChanges(), instanceChanges()));
  }

  private static Arbitrary<Change> entityChanges() {
    return Arbitraries.oneOf(
        List.of(
            services().map(Change.AddService::new),
            services().map(Change.DeleteService::new),
            instances().map(Change.AddInstance::new),
            instances().map(Change.DeleteInstance::new)));
  }

  private static Arbitrary<Change> groupChanges() {
    Arbitrary<Boolean> flags = Arbitraries.of(true, false);
    return Arbitraries.oneOf(
        List.of(
            Combinators.combine(entities(), names(), names(), flags, layers(), flags)
                .as(Change.AddGroup::new),
            Combinators.combine(entities(), names(), layers()).as(Change.DeleteGroup::new),
            Combinators.combine(entities(), names(), layers()).as(Change.WithdrawGroup::new),
            Combinators.combine(entities(), names(), properties(), layers(), files())
                .as(Change.SetProperty::new),
            Combinators.combine(entities(), names(), names(), layers())
                .as(Change.DeleteProperty::new),
            Combinators.combine(entities(), names(), names(), layers())
                .as(Change.WithdrawProperty::new),
            Combinators.combine(entities(), groups()).as(Change.PutGroup::new),
            Combinators.combine(entities(), names()).as(Change.RemoveGroup::new)));
  }

  private static Arbitrary<Change> instanceChanges() {
    return Arbitraries.oneOf(
        List.of(
            Combinators.combine(instances(), names()).as(Change.TakeSnapshot::new),
            Combinators.combine(instances(), names(), names()).as(Change.CopySnapshot::new),
            Combinators.combine(instances(), names()).as(Change.Revert::new),
            Combinators.combine(instances(), snapshots()).as(Change.PutSnapshot::new),
            Combinators.combine(instances(), names()).as(Change.RemoveSnapshot::new),
            Combinators.combine(
                    instances(),
                    names(),
                    names(),
                    properties().list().ofMaxSize(3),
                    names().list().ofMaxSize(2))
                .as(
                    (instance, group, type, set, removed) ->
                        new Change.Report(
                            instance, group, type, Vector.ofAll(set), Vector.ofAll(removed))),
            Combinators.combine(instances(), names(), names(), texts()).as(Change.Consume::new)));
  }

  private static Arbitrary<Guard> guards() {
    return Arbitraries.oneOf(
        generations().map(Guard.Unchanged::new),
        Combinators.combine(entities(), names(), generations()).as(Guard.GroupUnchanged::new));
  }

  public static Arbitrary<Transaction> transactions() {
    Arbitrary<Author> authors =
        Combinators.combine(generations(), generations(), generations(), texts()).as(Author::new);
    return Combinators.combine(
            changes().list().ofMaxSize(4),
            guards().list().ofMaxSize(2),
            authors,
            texts(),
            Arbitraries.of(Option.<String>none(), Option.some("r-1"), Option.some("r-1/2")))
        .as(
            (changes, guards, author, comment, request) ->
                new Transaction(
                    Vector.ofAll(changes), Vector.ofAll(guards), author, comment, request));
  }

  private static Arbitrary<Revision> revisions() {
    return Combinators.combine(generations(), generations()).as(Revision::new);
  }

  private static Arbitrary<Long> ids() {
    return Arbitraries.longs();
  }

  private static Arbitrary<Request.Reply> replies() {
    return Arbitraries.oneOf(
        texts().map(Request.Reply.Text::new),
        texts().list().ofMaxSize(3).map(Request.Reply.Names::new),
        texts().map(Request.Reply.Failed::new));
  }

  public static Arbitrary<Request> requests() {
    Arbitrary<Boolean> flags = Arbitraries.of(true, false);
    Arbitrary<Request.Terminal> terminals =
        Combinators.combine(flags, flags, flags, Arbitraries.integers().between(1, 10_000))
            .as(Request.Terminal::new);
    return Arbitraries.oneOf(
        List.of(
            ids().map(Request.Ping::new),
            Combinators.combine(ids(), entities(), names(), names()).as(Request.Get::new),
            Combinators.combine(
                    ids(), revisions().optional().map(Option::ofOptional), names().optional())
                .as(
                    (id, from, except) ->
                        new Request.Subscribe(id, from, Option.ofOptional(except))),
            Combinators.combine(ids(), transactions()).as(Request.Commit::new),
            Combinators.combine(
                    ids(),
                    texts().map(text -> "r" + text),
                    flags,
                    texts().list().ofMinSize(1).ofMaxSize(3),
                    texts(),
                    terminals,
                    texts(),
                    dialogues().optional().map(Option::ofOptional))
                .as(
                    (id, request, again, argv, cwd, terminal, zone, dialogue) ->
                        new Request.Run(
                            id,
                            request,
                            again,
                            argv,
                            cwd,
                            terminal,
                            zone,
                            dialogue,
                            again ? Map.of() : Map.of("LC_MESSAGES", zone),
                            again)),
            Combinators.combine(ids(), instances()).as(Request.Orders::new),
            Combinators.combine(ids(), reports()).as(Request.Report::new),
            Combinators.combine(ids(), replies()).as(Request.Answer::new)));
  }

  private static Arbitrary<Dialogue> dialogues() {
    Arbitrary<Dialogue.Open> open =
        Combinators.combine(
                generations(), texts(), changes().list().ofMaxSize(3).map(Vector::ofAll))
            .as(Dialogue.Open::new);
    return Combinators.combine(
            entities().optional().map(Option::ofOptional),
            names().optional().map(Option::ofOptional),
            Arbitraries.of(true, false),
            open.optional().map(Option::ofOptional))
        .as(Dialogue::new);
  }

  private static Arbitrary<InstanceState> states() {
    return Arbitraries.of(InstanceState.class);
  }

  private static Arbitrary<TreeMap<String, String>> actions() {
    return Arbitraries.maps(names(), texts()).ofMaxSize(2).map(TreeMap::ofAll);
  }

  private static Arbitrary<StateReport> reports() {
    return Combinators.combine(
            instances(),
            states(),
            states().optional().map(Option::ofOptional),
            Arbitraries.of(Reason.class),
            generations(),
            Arbitraries.of(Severity.class).optional().map(Option::ofOptional),
            actions())
        .as(StateReport::new);
  }

  private static Arbitrary<Assignment> assignments() {
    Arbitrary<Order> orders =
        Combinators.combine(states(), Arbitraries.of(Reason.class), generations()).as(Order::new);
    Arbitrary<TreeMap<String, Vector<String>>> properties =
        Arbitraries.maps(names(), texts().list().ofMaxSize(2).map(Vector::ofAll))
            .ofMaxSize(2)
            .map(TreeMap::ofAll);
    return Combinators.combine(instances(), orders, states(), generations(), actions(), properties)
        .as(Assignment::new);
  }

  public static Arbitrary<FromServer> fromServer() {
    return Arbitraries.oneOf(List.of(answers(), conversation(), notifications()));
  }

  private static Arbitrary<FromServer> answers() {
    return Arbitraries.oneOf(
        List.of(
            ids().map(Response.Pong::new),
            Combinators.combine(ids(), properties().map(Option::some)).as(Response.Got::new),
            ids().map(id -> new Response.Got(id, Option.none())),
            Combinators.combine(ids(), revisions()).as(Response.Since::new),
            Combinators.combine(ids(), wholeServices().list().ofMaxSize(3))
                .as(Response.Services::new),
            Combinators.combine(ids(), revisions()).as(Response.SnapshotEnd::new),
            Combinators.combine(ids(), revisions()).as(Response.Done::new),
            Combinators.combine(ids(), revisions()).as(Response.Repeated::new),
            Combinators.combine(ids(), texts().list().ofMaxSize(3)).as(Response.Rejected::new),
            Combinators.combine(ids(), texts()).as(Response.ReadOnly::new),
            Combinators.combine(ids(), assignments()).as(Response.Ordered::new),
            Combinators.combine(ids(), instances()).as(Response.Relieved::new),
            ids().map(Response.OrdersEnd::new),
            Combinators.combine(ids(), texts()).as(Response.Failed::new)));
  }

  private static Arbitrary<FromServer> conversation() {
    Arbitrary<Response.Wanted> wanted =
        Arbitraries.oneOf(
            texts().map(Response.Wanted.File::new),
            texts().map(Response.Wanted.Listing::new),
            texts().map(Response.Wanted.Edited::new));
    return Arbitraries.oneOf(
        List.of(
            Combinators.combine(ids(), texts()).as(Response.Out::new),
            Combinators.combine(ids(), texts()).as(Response.Err::new),
            Combinators.combine(ids(), wanted).as(Response.Need::new),
            Combinators.combine(ids(), texts(), texts(), Arbitraries.of(true, false))
                .as(Response.Put::new),
            Combinators.combine(ids(), texts(), texts(), texts(), Arbitraries.of(true, false))
                .as(Response.PutBelow::new),
            Combinators.combine(ids(), texts(), texts().list().ofMaxSize(3))
                .as(Response.Prune::new),
            Combinators.combine(ids(), dialogues(), texts().optional().map(Option::ofOptional))
                .as(Response.Kept::new),
            Combinators.combine(ids(), Arbitraries.integers().between(0, 255))
                .as(Response.Exit::new)));
  }

  private static Arbitrary<FromServer> notifications() {
    Arbitrary<Instant> times = Arbitraries.longs().between(0, 1L << 40).map(Instant::ofEpochMilli);
    return Arbitraries.oneOf(
        List.of(
            Combinators.combine(revisions(), times, transactions())
                .as((r, time, t) -> new Notification.Announced(new Committed(r, time, t))),
            texts().map(Notification.Closing::new)));
  }
}
