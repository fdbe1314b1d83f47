/**
 * The commands that benchmarks send: seeded, so that every run and every machine sends the same.
 */
@NullMarked
package dev.scrip.deploy.bench.load;

import org.jspecify.annotations.NullMarked;
