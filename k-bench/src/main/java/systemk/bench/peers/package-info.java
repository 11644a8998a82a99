/// SystemK beside other service managers, and beside what the machine can do at all, in one run.
@NullMarked
package systemk.bench.peers;

import org.jspecify.annotations.NullMarked;
