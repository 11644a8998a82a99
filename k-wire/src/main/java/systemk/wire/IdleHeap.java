package systemk.wire;

/// Gives back the memory a daemon used in a burst, once the burst is over.
/* A daemon with a small young generation promotes what an import or a boot leaves behind, and as it then has
 * nothing to do, nothing would ever collect it: an idle k.configd of a hundred services keeps 20 MB of which 5 are
 * alive. So somebody looks now and then whether there was nothing to do, and whether it is worth it. The JVM is
 * told by flags to shrink its heap at once when it collects.
 */
public final class IdleHeap {
  private static final long LOOK_MILLIS = 5_000;
  // What a young generation holds at most (MaxNewSize in `prepare`): it comes and goes without
  // anything being done.
  private static final long STILL_BYTES = 8L << 20;
  private static final long WORTH_BYTES = 2L << 20;
  // What may be there beside half as much again as was alive. An old generation is collected by the
  // JVM only when the heap cannot grow any more, so under load it would have all of Xmx before
  // that.
  private static final long MUCH_BYTES = 32L << 20;

  private IdleHeap() {}

  /// Begins to watch this process, for as long as it lives.
  public static void watch() {
    Thread.ofPlatform().daemon().name("idle heap").start(IdleHeap::look);
  }

  private static void look() {
    long before = 0;
    long kept = 0;
    while (pause()) {
      long used = used();
      if (isWorthIt(before, used, kept)) {
        System.gc();
        kept = used();
        used = kept;
      }
      before = used;
    }
  }

  /// Whether there is to be a collection: next to nothing came to stay since the look before, and
  /// much since the last collection; or so much that it cannot wait for a pause in the work.
  ///
  /// @param before what was used at the look before
  /// @param used what is used now
  /// @param kept what the last collection left
  static boolean isWorthIt(long before, long used, long kept) {
    boolean still = Math.abs(used - before) < STILL_BYTES;
    return (still && used - kept > Math.max(WORTH_BYTES, kept / 4))
        || used > kept + kept / 2 + MUCH_BYTES;
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static boolean pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
      return true;
    } catch (InterruptedException _) {
      return false;
    }
  }
}
