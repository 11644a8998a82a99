/// The proof that nothing acknowledged is lost: kills, crashes, damage and races.
@NullMarked
package systemk.bench.proof;

import org.jspecify.annotations.NullMarked;
