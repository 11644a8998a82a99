package systemk.shell.svcbundle;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.manifest.Manifest;
import systemk.core.repository.RepositoryState;
import systemk.json.JsonText;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.manifest.ManifestDecoder;
import systemk.shell.manifest.ManifestError;
import systemk.shell.manual.Manual;
import systemk.shell.svccfg.Svccfg;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.xml.XmlEncoder;

/// Makes a manifest or a profile from a few words (smf.md §9.1).
public final class Svcbundle {
  private static final String SPEC = "s:io:?";
  private static final String JSON = ".json";

  private Svcbundle() {}

  public static Outcome run(Invocation invocation, RepositoryState state) {
    Output output = new Output(invocation.program());
    Either<String, Options> parsed = Options.parse(SPEC, invocation.arguments());
    if (parsed.isLeft()) {
      output.warn(parsed.getLeft());
      return usage(output);
    }
    Options options = parsed.get();
    if (options.has('?')) {
      return Outcome.Exit.ok(usage() + "\n" + Manual.of("svcbundle").help());
    }
    if (options.operands().headOption().contains("help")) {
      return help(output, options.operands().tail());
    }
    if (!options.operands().isEmpty() || options.countOf("io") > 1 || !options.has('s')) {
      return usage(output);
    }
    Either<String, Wanted> wanted = Wanted.read(options.all('s'));
    if (wanted.isLeft()) {
      return output.fail(wanted.getLeft()).exit();
    }
    return made(invocation, state, wanted.get(), options);
  }

  private static Outcome usage(Output output) {
    return new Outcome.Exit("", output.err() + usage(), 2);
  }

  private static String usage() {
    return Manual.of("svcbundle").usage("Usage: ");
  }

  private static Outcome help(Output output, Vector<String> names) {
    Vector<Name> known = names.flatMap(Name::of);
    if (known.size() < names.size()) {
      return output
          .fail("\"" + names.find(n -> Name.of(n).isEmpty()).get() + "\" is unknown")
          .exit();
    }
    Vector<Name> shown = names.isEmpty() ? Vector.of(Name.values()) : known;
    return Outcome.Exit.ok(
        (names.isEmpty() ? usage() + "\n" : "") + shown.map(Name::help).mkString());
  }

  private static Outcome made(
      Invocation invocation, RepositoryState state, Wanted wanted, Options options) {
    Output output = new Output(invocation.program());
    String json = JsonText.pretty(wanted.json()) + "\n";
    Either<Vector<ManifestError>, Manifest> read = ManifestDecoder.decode("", json, wanted.kind());
    if (read.isLeft()) {
      read.getLeft().forEach(error -> output.fail(error.message()));
      return output.exit();
    }
    Option<String> file = options.last('o');
    Either<String, String> text =
        file.exists(name -> name.endsWith(JSON))
            ? Either.right(json)
            : XmlEncoder.encode(
                RepositoryState.EMPTY, wanted.kind(), wanted.service(), read.get().services());
    if (text.isLeft()) {
      return output.fail(text.getLeft()).exit();
    }
    if (options.has('i')) {
      return installed(invocation, state, wanted, text.get());
    }
    return file.isEmpty()
        ? Outcome.Exit.ok(text.get())
        : put(invocation, file.get(), text.get(), Outcome.Exit.ok(""));
  }

  private static Outcome put(Invocation invocation, String file, String text, Outcome then) {
    return new Outcome.Put(
        file,
        text,
        reply ->
            reply instanceof Outcome.Reply.Failed(String reason)
                ? new Output(invocation.program()).fail(file + ": " + reason).exit()
                : then);
  }

  /// Writes the file where files of the site's own belong, and has `svccfg` take it in.
  private static Outcome installed(
      Invocation invocation, RepositoryState state, Wanted wanted, String text) {
    String root = invocation.root().equals("/") ? "" : invocation.root();
    String directory =
        root + (wanted.isProfile() ? "/etc/svc/profile/site/" : "/lib/svc/manifest/site/");
    String file = directory + wanted.service().replace('/', '-') + ".xml";
    Vector<String> command = Vector.of(wanted.isProfile() ? "apply" : "import", file);
    return put(invocation, file, text, Svccfg.run(invocation.with("svccfg", command), state));
  }
}
