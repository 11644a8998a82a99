/// How k.configd logs.
@NullMarked
package systemk.configd.log;

import org.jspecify.annotations.NullMarked;
