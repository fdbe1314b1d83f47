package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Bounds;
import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rules.Expiry;
import dev.scrip.ledger.domain.Rules.ExpiryFrom;
import dev.scrip.ledger.domain.Rules.MeasuredFrom;
import dev.scrip.ledger.domain.Rules.Rollover;
import dev.scrip.ledger.domain.Span;

/**
 * How long a recurring grant lives, and what of it lives on: {@code expires} and {@code rollover}.
 */
final class LifeReader {
  private final Faults faults;

  LifeReader(Faults faults) {
    this.faults = faults;
  }

  Expiry expiry(Block grant) {
    if (!grant.has("expires") || grant.says("expires", Vocabulary.END_OF_PERIOD)) {
      return Expiry.PERIOD_END;
    }
    if (grant.value("expires").orElseThrow() instanceof Tree.Scalar word) {
      faults.expected("end_of_period, or a span as in {after: P2M, from: period_start}", word);
      return Expiry.PERIOD_END;
    }
    return grant.block("expires", Shape.EXPIRES).map(LifeReader::own).orElse(Expiry.PERIOD_END);
  }

  private static Expiry own(Block block) {
    return new Expiry(
        block.word("from", Vocabulary.EXPIRES_FROM, ExpiryFrom.GRANT), block.span("after"));
  }

  Rollover rollover(Block grant, Span every, Expiry expiry) {
    if (!grant.has("rollover") || grant.says("rollover", Vocabulary.NONE)) {
      return Rollover.NONE;
    }
    if (grant.value("rollover").orElseThrow() instanceof Tree.Scalar word) {
      faults.expected("none, or a block of keys as in {max_times: 1, max_amount: 100}", word);
      return Rollover.NONE;
    }
    return grant
        .block("rollover", Shape.ROLLOVER)
        .map(block -> carried(block, every, expiry))
        .orElse(Rollover.NONE);
  }

  private Rollover carried(Block block, Span every, Expiry expiry) {
    Span after = block.span("expires_after");
    MeasuredFrom from = block.word("measured_from", Vocabulary.MEASURED_FROM, MeasuredFrom.ORIGIN);
    if (block.has("measured_from") && !block.has("expires_after")) {
      faults.add(
          block.at("measured_from"),
          "'measured_from' goes with 'expires_after' only: add it, or drop this");
    }
    if (block.has("expires_after") && from == MeasuredFrom.ORIGIN) {
      outlives(block, after, every, expiry);
    }
    return new Rollover(
        block.has("max_amount")
            ? block.positive("max_amount", "say how much is carried, or write rollover: none")
            : Long.MAX_VALUE,
        fraction(block),
        block.number(
            "max_times", 1, 1, Bounds.MOST_TIMES, "how often the same credits are carried"),
        after,
        from);
  }

  private long fraction(Block block) {
    long fraction = block.amount("max_fraction", Micros.ONE);
    if (fraction == 0 || fraction > Micros.ONE) {
      faults.add(
          block.at("max_fraction"),
          "expected a fraction above 0 and at most 1, as in 0.5 for a half, found '"
              + Micros.text(fraction)
              + "'");
      return Micros.ONE;
    }
    return fraction;
  }

  /** What is counted from the origin must go beyond the instant of the rollover. */
  private void outlives(Block block, Span after, Span every, Expiry expiry) {
    Span life = expiry.from() == ExpiryFrom.PERIOD_END ? every : expiry.after();
    boolean comparable =
        expiry.from() != ExpiryFrom.TERM_END
            && (after.months() > 0) == (life.months() > 0)
            && (after.millis() > 0) == (life.millis() > 0);
    if (comparable
        && after.months() <= life.months()
        && after.days() <= life.days()
        && after.millis() <= life.millis()) {
      faults.add(
          block.at("expires_after"),
          "counted from the grant's own beginning this is over when it would roll over: lengthen"
              + " it, or write measured_from: rollover");
    }
  }
}
