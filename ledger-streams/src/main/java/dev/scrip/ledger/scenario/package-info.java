/**
 * Unit tests for rules: scenario files, read with every fault at once and played on the fold in
 * memory, or on any other {@link dev.scrip.ledger.scenario.Player}.
 */
@NullMarked
package dev.scrip.ledger.scenario;

import org.jspecify.annotations.NullMarked;
