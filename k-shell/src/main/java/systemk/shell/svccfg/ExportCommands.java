package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.manifest.Manifest.Kind;
import systemk.core.property.Property;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.shell.manifest.Concealment;
import systemk.shell.manifest.ManifestEncoder;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.view.Operands;
import systemk.shell.xml.XmlEncoder;

/// The commands that write what is configured as service bundles: in SMF's XML, or in JSON if that
/// is asked for with `-j` or by the name of the file.
final class ExportCommands {
  private ExportCommands() {}

  /// What a command was told.
  ///
  /// @param file where its output goes, if not to the terminal
  private record Request(Options options, Option<String> file) {
    boolean isJson() {
      return options.has('j') || file.exists(name -> name.endsWith(".json"));
    }
  }

  static void export(Session session, CommandLine line) {
    request(session, line, "aj", 1)
        .forEach(
            request ->
                exported(session, request.options().operands().headOption())
                    .forEach(
                        service ->
                            write(
                                session,
                                request,
                                Kind.MANIFEST,
                                "export",
                                configured(session.state(), Vector.of(service), request))));
  }

  static void archive(Session session, CommandLine line) {
    request(session, line, "aj", 0)
        .forEach(
            request ->
                write(
                    session,
                    request,
                    Kind.ARCHIVE,
                    "none",
                    configured(session.state(), services(session.state()), request)));
  }

  /// Whether each instance is enabled, as a profile.
  static void extract(Session session, CommandLine line) {
    request(session, line, "j", 0)
        .forEach(
            request ->
                write(
                    session,
                    request,
                    Kind.PROFILE,
                    "extract",
                    services(session.state())
                        .map(service -> switches(session.state(), service))
                        .reject(service -> service.instances().isEmpty())));
  }

  /// The options and the redirection of a command, if they are legal.
  private static Option<Request> request(
      Session session, CommandLine line, String spec, int operands) {
    Vector<Token> tokens = line.arguments();
    int redirection = tokens.indexOf(new Token.Symbol(">"));
    Vector<Token> before = redirection < 0 ? tokens : tokens.take(redirection);
    Vector<Token> after = redirection < 0 ? Vector.empty() : tokens.drop(redirection + 1);
    Either<String, Options> parsed = Options.parse(spec, before.map(Token::text));
    boolean legal =
        parsed.isRight()
            && parsed.get().operands().size() <= operands
            && after.size() == (redirection < 0 ? 0 : 1)
            && !before.appendAll(after).exists(token -> token instanceof Token.Symbol);
    if (!legal) {
      session.fail("Syntax error.");
      return Option.none();
    }
    return Option.some(new Request(parsed.get(), after.headOption().map(Token::text)));
  }

  /// All services but those that keep what the repository knows of itself.
  private static Vector<ServiceFmri> services(RepositoryState state) {
    return state
        .services()
        .values()
        .map(Service::fmri)
        .filter(fmri -> !Landmarks.isAboutRepository(fmri))
        .toVector();
  }

  private static Vector<DeclaredService> configured(
      RepositoryState state, Vector<ServiceFmri> services, Request request) {
    Vector<DeclaredService> all = services.map(fmri -> ManifestEncoder.configured(state, fmri));
    return request.options().has('a') ? all : all.map(Concealment::of);
  }

  private static DeclaredService switches(RepositoryState state, ServiceFmri service) {
    return new DeclaredService(
        service,
        Vector.empty(),
        ManifestEncoder.configured(state, service)
            .instances()
            .flatMap(
                instance ->
                    enabled(instance)
                        .map(
                            property ->
                                new DeclaredInstance(
                                    instance.name(),
                                    Vector.of(
                                        new DeclaredGroup(
                                            "general", "framework", Vector.of(property)))))));
  }

  private static Option<Property> enabled(DeclaredInstance instance) {
    return instance
        .groups()
        .find(group -> group.name().equals("general"))
        .flatMap(group -> group.properties().find(p -> p.name().equals("enabled")));
  }

  private static void write(
      Session session, Request request, Kind kind, String name, Vector<DeclaredService> services) {
    RepositoryState state = session.state();
    Either<String, String> text =
        request.isJson()
            ? Either.right(json(state, kind, services))
            : XmlEncoder.encode(state, kind, name, services)
                .mapLeft(reason -> reason + "; write JSON, with -j");
    text.peekLeft(session::fail);
    text.forEach(
        content -> {
          if (request.file().isEmpty()) {
            session.output().print(content);
          } else {
            session.put(request.file().get(), content);
          }
        });
  }

  private static String json(RepositoryState state, Kind kind, Vector<DeclaredService> services) {
    Vector<Json> written =
        services.map(
            service ->
                ManifestEncoder.encode(
                    service, dependent -> ManifestEncoder.injected(state, dependent)));
    Json all =
        kind == Kind.MANIFEST
            ? written.head()
            : Json.object().putArray("services", written.asJava()).build();
    return JsonText.pretty(all) + "\n";
  }

  private static Option<ServiceFmri> exported(Session session, Option<String> operand) {
    if (operand.isEmpty()) {
      return session.entity().map(EntityFmri::service);
    }
    Vector<EntityFmri> found =
        new Operands(session.state(), new Output("svccfg")).entities(operand.get());
    Vector<ServiceFmri> services = found.map(EntityFmri::service).distinct();
    if (services.size() > 1) {
      session.fail("Pattern '" + operand.get() + "' matches multiple instances:");
      services.forEach(service -> session.output().note("\t" + service));
      return Option.none();
    }
    if (services.isEmpty()) {
      session.fail("Pattern '" + operand.get() + "' doesn't match any services");
      return Option.none();
    }
    if (found.forAll(entity -> entity instanceof InstanceFmri)) {
      session.warn("Only services may be exported; ignoring instance portion of argument.");
    }
    return services.headOption();
  }
}
