/// What runs when an instance is started, stopped or refreshed, and with which rights.
@NullMarked
package systemk.core.method;

import org.jspecify.annotations.NullMarked;
