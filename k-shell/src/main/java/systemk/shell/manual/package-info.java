/// The manual pages: what people read about SystemK, and what `-?`, usage and completion say.
@NullMarked
package systemk.shell.manual;

import org.jspecify.annotations.NullMarked;
