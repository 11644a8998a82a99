@NullMarked
package systemk.notify;

import org.jspecify.annotations.NullMarked;
