/// What results of health checks say about a service.
@NullMarked
package systemk.core.health;

import org.jspecify.annotations.NullMarked;
