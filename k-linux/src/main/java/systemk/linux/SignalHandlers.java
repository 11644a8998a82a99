package systemk.linux;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/// The signals this process reacts to itself. A JVM that was started with a signal ignored, as a
/// shell does with INT for what it puts in the background, goes on ignoring it whatever is asked.
public final class SignalHandlers {
  private SignalHandlers() {}

  /// Calls the reaction, on a thread of the JVM's own, whenever a signal of this name arrives.
  ///
  /// `sun.misc.Signal` is the JDK's only way to a signal and supported by it (JEP 260), but javac
  /// warns of its name wherever it is written and cannot be told not to; hence by reflection.
  public static void on(String name, Consumer<String> reaction) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object react =
          Proxy.newProxyInstance(
              SignalHandlers.class.getClassLoader(),
              new Class<?>[] {handler},
              (_, _, _) -> {
                // The JVM calls nothing of a handler but its one method.
                reaction.accept(name);
                return null;
              });
      Object number = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, number, react);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM does not let us handle signal " + name, e);
    }
  }
}
