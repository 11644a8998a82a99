@NullMarked
package systemk.core.logs;

import org.jspecify.annotations.NullMarked;
