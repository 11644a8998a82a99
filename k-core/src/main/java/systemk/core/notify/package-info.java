/// Whom to tell about which events of services (smf.md §8).
@NullMarked
package systemk.core.notify;

import org.jspecify.annotations.NullMarked;
