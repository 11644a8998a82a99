@NullMarked
package systemk.startd.logs;

import org.jspecify.annotations.NullMarked;
