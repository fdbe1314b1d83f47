package dev.scrip.ledger.domain;

/** What one decision leaves behind. */
public sealed interface Line permits Entry, Rejection, Depletion {
  Stamp stamp();

  /** The same line with its link of the chain. */
  Line chained(Hash hash);

  /**
   * Writes the canonical form, level 1: a letter for the kind, the stamp without its hash, the
   * facts.
   */
  Canonical write(Canonical form);
}
