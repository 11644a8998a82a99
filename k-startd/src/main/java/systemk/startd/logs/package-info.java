/// Keeps the logs of services from growing without bound, without losing a line.
@NullMarked
package systemk.startd.logs;

import org.jspecify.annotations.NullMarked;
