/** The public HTTP API and the dashboard. Holds no balance and no rules of its own. */
@NullMarked
package dev.scrip.gateway;

import org.jspecify.annotations.NullMarked;
