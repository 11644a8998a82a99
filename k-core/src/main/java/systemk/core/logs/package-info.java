/// How much is kept of what services say, and how the files are called that keep it.
@NullMarked
package systemk.core.logs;

import org.jspecify.annotations.NullMarked;
