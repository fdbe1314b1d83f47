package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the price list: the first row that matches, and its sum, rounded once. */
final class NaivePricing {
  private static final BigDecimal MOST = credits(Long.MAX_VALUE);

  private final Rules.Action action;
  private final BigDecimal quantity;
  private final long amount;
  private final Map<String, String> attributes;
  private final BigDecimal freeLeft;

  /** What is wrong with the question; empty if it has a price. */
  final List<NaiveViolation> faults = new ArrayList<>();

  private final List<String> parts = new ArrayList<>();
  private BigDecimal exact = BigDecimal.ZERO;
  private BigDecimal unit = BigDecimal.ZERO;
  private String words = "";
  private boolean overflow;

  /** The price. */
  BigDecimal price = BigDecimal.ZERO;

  /** Quantity that is free of charge. */
  BigDecimal free = BigDecimal.ZERO;

  NaivePricing(
      Rules.Action action,
      String plan,
      BigDecimal quantity,
      long amount,
      Map<String, String> attributes,
      BigDecimal freeLeft) {
    this.action = action;
    this.quantity = quantity;
    this.amount = amount;
    this.attributes = attributes;
    this.freeLeft = freeLeft.max(BigDecimal.ZERO);
    Optional<Rules.PriceRow> row =
        action.prices().stream()
            .filter(one -> one.plans().isEmpty() || one.plans().contains(plan))
            .filter(one -> attributes.entrySet().containsAll(one.attributes().entrySet()))
            .findFirst();
    if (row.isEmpty()) {
      fault(NaiveViolation.of(Reason.MISSING_ATTRIBUTE));
    } else {
      read(row.get());
    }
  }

  /** The first fault is told. */
  private void fault(NaiveViolation violation) {
    if (faults.isEmpty()) {
      faults.add(violation);
    }
  }

  String words() {
    return words;
  }

  private void read(Rules.PriceRow row) {
    boolean reported = row.price() instanceof Rules.Reported;
    if (quantity.signum() <= 0) {
      fault(NaiveViolation.amount("quantity"));
      return;
    }
    if (!reported && amount != Long.MIN_VALUE) {
      fault(NaiveViolation.amount("amount"));
    }
    String kind =
        switch (row.price()) {
          case Rules.Fixed fixed -> {
            fixed(fixed);
            yield "fixed";
          }
          case Rules.Tiered tiered -> {
            tiered(tiered);
            yield "tiered";
          }
          case Rules.Tokens tokens -> {
            tokens(tokens);
            yield "tokens";
          }
          case Rules.Reported said -> {
            reported(said);
            yield "reported";
          }
        };
    price = exact.setScale(6, RoundingMode.HALF_UP);
    if (faults.isEmpty() && (overflow || price.compareTo(MOST) > 0)) {
      fault(NaiveViolation.of(Reason.OVERFLOW));
    }
    String name = action.name() + "/" + (1 + action.prices().indexOf(row));
    words = NaiveTurn.words(kind, name, unit, parts);
  }

  private void fixed(Rules.Fixed fixed) {
    unit = credits(fixed.unit());
    freePart();
    BigDecimal rest = quantity.subtract(free);
    if (free.signum() > 0 && rest.signum() > 0) {
      part("unit", rest, unit);
    }
    exact = unit.multiply(rest);
  }

  /** What is free fills the lowest tiers. */
  private void tiered(Rules.Tiered tiered) {
    freePart();
    BigDecimal from = BigDecimal.ZERO;
    for (int i = 0; i < tiered.tiers().size(); i++) {
      Rules.Tier tier = tiered.tiers().get(i);
      BigDecimal upTo = credits(tier.upTo()).min(quantity);
      BigDecimal inTier = upTo.subtract(from.max(free));
      if (inTier.signum() > 0) {
        part("tier " + (i + 1), inTier, credits(tier.unit()));
        exact = exact.add(inTier.multiply(credits(tier.unit())));
      }
      from = upTo;
    }
  }

  private void freePart() {
    free = quantity.min(freeLeft).max(BigDecimal.ZERO);
    if (free.signum() > 0) {
      part("free", free, BigDecimal.ZERO);
    }
  }

  private void tokens(Rules.Tokens tokens) {
    BigDecimal input = tokens("input_tokens");
    BigDecimal output = tokens("output_tokens");
    BigDecimal cached = tokens("cached_tokens");
    if (whollyFree()) {
      part("free", quantity, BigDecimal.ZERO);
      return;
    }
    tokenPart("input", input, tokens.input());
    tokenPart("output", output, tokens.output());
    tokenPart("cached", cached, tokens.cached());
    BigDecimal least = credits(tokens.atLeast());
    if (exact.compareTo(least) < 0) {
      exact = least;
      part("minimum", BigDecimal.ONE, least);
    }
  }

  private void tokenPart(String name, BigDecimal tokens, long perMillion) {
    BigDecimal count = tokens.multiply(quantity);
    if (count.signum() != 0) {
      part(name, count, credits(perMillion));
      exact = exact.add(count.multiply(credits(perMillion)).movePointLeft(6));
    }
  }

  private BigDecimal tokens(String name) {
    String given = attributes.getOrDefault(name, "0");
    if (!given.matches("[0-9]{1,13}")
        || new BigDecimal(given).compareTo(new BigDecimal("1e12")) > 0) {
      fault(NaiveViolation.amount("attributes." + name));
      return BigDecimal.ZERO;
    }
    return new BigDecimal(given);
  }

  private void reported(Rules.Reported bounds) {
    if (amount == Long.MIN_VALUE || amount < bounds.min() || amount > bounds.max()) {
      fault(NaiveViolation.amount("amount"));
      return;
    }
    if (whollyFree()) {
      part("free", quantity, BigDecimal.ZERO);
    } else {
      unit = credits(amount);
      exact = unit;
    }
  }

  private boolean whollyFree() {
    boolean wholly = quantity.signum() > 0 && freeLeft.compareTo(quantity) >= 0;
    free = wholly ? quantity : BigDecimal.ZERO;
    return wholly;
  }

  private void part(String name, BigDecimal count, BigDecimal each) {
    parts.add(Words.part(name, count, each));
    overflow = overflow || count.compareTo(MOST) > 0;
  }
}
