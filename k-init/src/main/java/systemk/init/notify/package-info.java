/// What services tell k.init about themselves, and the descriptors they leave with it.
@NullMarked
package systemk.init.notify;

import org.jspecify.annotations.NullMarked;
