@NullMarked
package systemk.console;

import org.jspecify.annotations.NullMarked;
