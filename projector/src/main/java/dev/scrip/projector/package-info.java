/** Consumers of the event topics: e-mail, webhooks, audit tables. */
@NullMarked
package dev.scrip.projector;

import org.jspecify.annotations.NullMarked;
