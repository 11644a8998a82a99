package systemk.shell.xml;

import io.vavr.collection.Vector;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/// Who waits for whom, taken from the text of manifests by looking for the elements that say so,
/// without anything that the decoder does.
final class CorpusGraph {
  // Of each instance and service: the instances and services it names.
  private final Map<String, Set<String>> edges = new TreeMap<>();
  private final Map<String, Set<String>> instances = new TreeMap<>();

  static CorpusGraph of(Vector<Path> files) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    CorpusGraph graph = new CorpusGraph();
    for (Path file : files) {
      graph.read(factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement());
    }
    return graph;
  }

  private void read(Element bundle) {
    for (Element service : children(bundle)) {
      String fmri = "svc:/" + service.getAttribute("name");
      Set<String> known = instances.computeIfAbsent(fmri, _ -> new TreeSet<>());
      entity(service, fmri);
      for (Element child : children(service)) {
        if (child.getTagName().equals("create_default_instance")) {
          known.add(fmri + ":default");
        } else if (child.getTagName().equals("instance")) {
          known.add(fmri + ":" + child.getAttribute("name"));
          entity(child, fmri + ":" + child.getAttribute("name"));
        }
      }
    }
  }

  private void entity(Element element, String fmri) {
    for (Element child : children(element)) {
      boolean waits =
          !child.getAttribute("grouping").equals("exclude_all")
              && !child.getAttribute("delete").equals("true");
      for (Element target : children(child)) {
        String other = target.getAttribute("value");
        if (!target.getTagName().equals("service_fmri") || !waits || !other.startsWith("svc:/")) {
          continue;
        }
        switch (child.getTagName()) {
          case "dependency", "restarter" -> edge(fmri, other);
          case "dependent" -> edge(other, fmri);
          default -> {
            // Says nothing of who waits for whom.
          }
        }
      }
    }
  }

  private void edge(String from, String to) {
    edges.computeIfAbsent(from, _ -> new TreeSet<>()).add(to);
  }

  private static Vector<Element> children(Element element) {
    Vector<Element> found = Vector.empty();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      found = node instanceof Element child ? found.append(child) : found;
    }
    return found;
  }

  /// The instances that wait for themselves.
  Set<String> onCycles() {
    Set<String> found = new TreeSet<>();
    for (Set<String> all : instances.values()) {
      for (String instance : all) {
        if (reached(instance).contains(instance)) {
          found.add(instance);
        }
      }
    }
    return found;
  }

  private Set<String> reached(String from) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(next(from));
    while (!open.isEmpty()) {
      String at = open.remove();
      if (seen.add(at)) {
        open.addAll(next(at));
      }
    }
    return seen;
  }

  /// The instances an instance names itself or by its service, and all those of a service it names.
  private Set<String> next(String instance) {
    Set<String> found = new TreeSet<>();
    String service = instance.substring(0, instance.lastIndexOf(':'));
    for (String from : new String[] {instance, service}) {
      for (String to : edges.getOrDefault(from, Set.of())) {
        found.addAll(instances.getOrDefault(to, Set.of(to)));
      }
    }
    return found;
  }
}
