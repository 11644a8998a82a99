package systemk.shell.manifest;

/// The names of the property groups that templates are kept in.
public final class TemplateNames {
  private static final int LONGEST = 100;

  private TemplateNames() {}

  /// A text as part of a name.
  public static String identifier(String text) {
    return shortened(text.replaceAll("[^A-Za-z0-9_-]", "_"));
  }

  /// A locale as part of a name: what is neither letter nor digit is an underscore, as in SMF.
  public static String locale(String locale) {
    return locale.replaceAll("[^A-Za-z0-9]", "_");
  }

  /// A name with room for an ending.
  public static String shortened(String name) {
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
  }

  public static String manual(String title, String section) {
    return "tm_man_" + identifier(title + section);
  }

  public static String link(String name) {
    return "tm_doc_" + identifier(name);
  }

  /// The group for a pattern of groups with this name; with this type, if no name is said.
  public static String group(String name, String type) {
    return "tm_pgpatt_" + identifier(name.isEmpty() && !type.isEmpty() ? "t_" + type : name);
  }

  /// The group for a pattern of properties in what the pattern of groups is about.
  public static String property(String groupPattern, String name) {
    String group = groupPattern.replaceFirst("^tm_pgpatt_", "");
    return shortened("tm_proppat_" + group + "_" + identifier(name));
  }
}
