/**
 * What {@code scrip up} brings along so that nothing else must run: a Kafka broker and a registry.
 */
@NullMarked
package dev.scrip.deploy.embedded;

import org.jspecify.annotations.NullMarked;
