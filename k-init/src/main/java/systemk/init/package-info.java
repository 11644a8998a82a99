/// The user-mode kernel: maker, owner and reaper of every process, without policy.
@NullMarked
package systemk.init;

import org.jspecify.annotations.NullMarked;
