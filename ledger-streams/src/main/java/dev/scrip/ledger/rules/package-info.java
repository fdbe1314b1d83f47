/**
 * Rules files: YAML or JSON read into {@link dev.scrip.ledger.domain.Rules}, every fault at once.
 */
@NullMarked
package dev.scrip.ledger.rules;

import org.jspecify.annotations.NullMarked;
