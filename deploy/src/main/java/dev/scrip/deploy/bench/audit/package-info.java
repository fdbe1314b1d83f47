/** Judges what a ledger wrote while it was measured: a fast ledger that is wrong is none. */
@NullMarked
package dev.scrip.deploy.bench.audit;

import org.jspecify.annotations.NullMarked;
