package systemk.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// A stream to a terminal that shows what is written to it in red.
final class Red extends FilterOutputStream {
  private static final byte[] BEGIN = "\u001b[31m".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\u001b[0m".getBytes(StandardCharsets.US_ASCII);

  Red(OutputStream terminal) {
    super(terminal);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    out.write(BEGIN);
    out.write(bytes, from, length);
    out.write(END);
    out.flush();
  }
}
