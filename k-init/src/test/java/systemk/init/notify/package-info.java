@NullMarked
package systemk.init.notify;

import org.jspecify.annotations.NullMarked;
