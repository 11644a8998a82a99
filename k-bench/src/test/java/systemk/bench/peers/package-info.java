@NullMarked
package systemk.bench.peers;

import org.jspecify.annotations.NullMarked;
