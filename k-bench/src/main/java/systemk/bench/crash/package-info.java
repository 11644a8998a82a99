/// The states a crash can leave on disk, rebuilt from a record of a program's system calls.
/* `Trace` reads what strace wrote, `Recorder` turns it into what happened to the files, in order, and
 * `Simulator` answers what may be on disk if everything ended at some instant. Nothing here knows what
 * the files mean.
 */
@NullMarked
package systemk.bench.crash;

import org.jspecify.annotations.NullMarked;
