/** The processes of a benchmark, each in a JVM of its own, and what can be measured of them. */
@NullMarked
package dev.scrip.deploy.bench.cluster;

import org.jspecify.annotations.NullMarked;
