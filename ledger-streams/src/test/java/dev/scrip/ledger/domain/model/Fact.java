package dev.scrip.ledger.domain.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line as words, so that the fold's and the model's can be compared and read side by side: all
 * that the canonical form holds but hashes and prose. What is empty, zero or not given is left out.
 */
public record Fact(Map<String, String> fields) {
  /** An instant that does not come. */
  public static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

  /** An instant that was not given. */
  public static final Instant UNSET = Instant.ofEpochMilli(Long.MIN_VALUE);

  private static final BigDecimal UNSET_AMOUNT = BigDecimal.valueOf(Long.MIN_VALUE, 6);

  public static Fact of(String kind, long sequence, String type) {
    Fact fact = new Fact(new LinkedHashMap<>());
    fact.fields.put("kind", kind);
    fact.fields.put("#", Long.toString(sequence));
    fact.fields.put("type", type);
    return fact;
  }

  public Fact with(String name, String value) {
    if (!value.isEmpty() && !value.equals("0") && !value.equals("-") && !value.equals("[]")) {
      fields.put(name, value);
    }
    return this;
  }

  public Fact with(String name, BigDecimal amount) {
    return with(name, text(amount));
  }

  public Fact with(String name, Instant instant) {
    return with(name, text(instant));
  }

  /** Amounts that were not given are a dash. */
  public static String text(BigDecimal amount) {
    if (amount.compareTo(UNSET_AMOUNT) == 0) {
      return "-";
    }
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }

  public static String text(Instant instant) {
    return instant.equals(UNSET) ? "-" : instant.equals(NEVER) ? "never" : instant.toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    fields.forEach((name, value) -> text.append(name).append('=').append(value).append(' '));
    return text.toString().strip();
  }
}
