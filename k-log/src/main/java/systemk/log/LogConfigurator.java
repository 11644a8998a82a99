package systemk.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/// Sets logback up without a configuration file, which would cost a tenth of a second at each
/// start: everything from INFO up, or from DEBUG up if `SYSTEMK_DEBUG` is 1, goes to standard
/// error, which k.init has made the daemon's log file. Lines carry the name in the system property
/// `systemk.program`.
public final class LogConfigurator extends ContextAwareBase implements Configurator {

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    LineEncoder encoder = new LineEncoder(System.getProperty("systemk.program", "systemk"));
    encoder.setContext(context);
    encoder.start();
    var appender = new OutputStreamAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setEncoder(encoder);
    appender.setOutputStream(new FileOutputStream(FileDescriptor.err));
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel("1".equals(System.getenv("SYSTEMK_DEBUG")) ? Level.DEBUG : Level.INFO);
    root.addAppender(appender);
    context.getLogger("io.netty").setLevel(Level.WARN);
    context.setPackagingDataEnabled(false);
    // MapDB logs through java.util.logging, which would write lines of another form.
    java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
