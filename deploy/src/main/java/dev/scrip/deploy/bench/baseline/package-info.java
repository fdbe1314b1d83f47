/** What a ledger is measured against, in the same run on the same machine. */
@NullMarked
package dev.scrip.deploy.bench.baseline;

import org.jspecify.annotations.NullMarked;
