@NullMarked
package systemk.core.notify;

import org.jspecify.annotations.NullMarked;
