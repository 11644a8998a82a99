/// The Linux kernel as SystemK wants it: a port in product words, and its binding to libc. No other
/// package knows `java.lang.foreign`.
@NullMarked
package systemk.linux;

import org.jspecify.annotations.NullMarked;
