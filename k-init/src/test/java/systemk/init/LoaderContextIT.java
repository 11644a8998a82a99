package systemk.init;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/// The same, with k-exec in place of the script.
final class LoaderContextIT extends ContextIT {
  @Override
  Instance make(Path directory) {
    assumeTrue(Files.isExecutable(Instance.EXEC), "there was no C compiler to build k-exec");
    return super.make(directory).withLoader();
  }
}
