package systemk.bench.crash;

/// Bytes nobody changes.
final class Bytes {
  private final byte[] array;

  /// @param array belongs to the new value from now on
  Bytes(byte[] array) {
    this.array = array;
  }

  byte[] array() {
    return array;
  }

  int length() {
    return array.length;
  }
}
