@NullMarked
package systemk.client;

import org.jspecify.annotations.NullMarked;
