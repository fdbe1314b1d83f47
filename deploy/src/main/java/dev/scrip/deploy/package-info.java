/** The scrip program: command line, all roles, embedded Kafka. */
@NullMarked
package dev.scrip.deploy;

import org.jspecify.annotations.NullMarked;
