/// The daemon that decides: the engines of k-core in one event loop, between k.configd and k.init.
@NullMarked
package systemk.startd;

import org.jspecify.annotations.NullMarked;
