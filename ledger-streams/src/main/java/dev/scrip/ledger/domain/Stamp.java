package dev.scrip.ledger.domain;

/**
 * What every line carries.
 *
 * @param sequence position among the wallet's lines; 0 = the wallet does not exist
 * @param hash SHA-256(previous hash ‖ canonical form of the line)
 * @param decidedAt when it was decided
 * @param effectiveAt when it took effect
 * @param commandId the command decided, or that made what was due be applied
 * @param plan the wallet's plan after the line
 */
public record Stamp(
    String wallet,
    long sequence,
    Hash hash,
    long decidedAt,
    long effectiveAt,
    String commandId,
    int level,
    long rulesVersion,
    String plan) {

  Stamp chained(Hash link) {
    return new Stamp(
        wallet, sequence, link, decidedAt, effectiveAt, commandId, level, rulesVersion, plan);
  }

  /** All but the hash. */
  Canonical write(Canonical form) {
    return form.string(wallet)
        .number(sequence)
        .number(decidedAt)
        .number(decidedAt - effectiveAt)
        .string(commandId)
        .number(level)
        .number(rulesVersion)
        .string(plan);
  }
}
