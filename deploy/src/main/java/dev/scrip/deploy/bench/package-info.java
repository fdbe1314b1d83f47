/** {@code scrip bench}: what the ledger does in a second, and what it costs. */
@NullMarked
package dev.scrip.deploy.bench;

import org.jspecify.annotations.NullMarked;
