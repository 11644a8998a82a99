package systemk.shell.view;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.repository.Composition;
import systemk.shell.manifest.TemplateNames;

/// What somebody reads: the locales in which a text is looked for, best first.
///
/// SMF looks for the locale as it is called, then for C. Between the two are the language with its
/// country and the language alone here, as message catalogues are found on Linux: manifests say
/// `de`, and people's locales are called `de_AT.UTF-8`.
///
/// @param locales as they are parts of names of properties
public record Tongue(Vector<String> locales) {
  private static final String PLAIN = "C";

  /// What somebody reads whose locale this is.
  ///
  /// @param locale its name as setlocale(3) takes it; empty for none
  public static Tongue of(String locale) {
    String country = locale.replaceFirst("[.@].*", "");
    String language = country.replaceFirst("_.*", "");
    return new Tongue(
        Vector.of(locale, country, language, PLAIN)
            .reject(String::isEmpty)
            .map(TemplateNames::locale)
            .distinct());
  }

  /// A text there may be in several locales.
  ///
  /// @param prefix what comes before the locale in the names of properties
  public Option<String> text(Composition configuration, String group, String prefix) {
    return locales
        .toStream()
        .flatMap(locale -> configuration.value(group, prefix + locale))
        .headOption();
  }

  /// What a service is called, on one line.
  public Option<String> commonName(Composition configuration) {
    return text(configuration, "tm_common_name", "").map(text -> text.replace('\n', ' '));
  }
}
