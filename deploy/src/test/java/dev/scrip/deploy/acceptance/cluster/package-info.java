/** A cluster of separate processes, for what only happens between them. */
@NullMarked
package dev.scrip.deploy.acceptance.cluster;

import org.jspecify.annotations.NullMarked;
