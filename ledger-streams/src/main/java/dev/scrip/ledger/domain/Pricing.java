package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Entry.Part;
import dev.scrip.ledger.domain.Rejection.Violation;
import dev.scrip.ledger.domain.Rules.PriceRow;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a charge costs: the first row of the price list that matches plan and attributes. */
final class Pricing {
  private static final long MOST_TOKENS = 1_000_000_000_000L;
  private static final BigInteger MILLION = BigInteger.valueOf(Micros.ONE);

  private Pricing() {}

  sealed interface Quote {}

  /**
   * A price.
   *
   * @param freeUsed micros of quantity that cost nothing
   */
  record Priced(long amount, Entry.Priced row, long freeUsed) implements Quote {}

  record Unpriced(Violation violation) implements Quote {}

  /**
   * @param free micros of quantity that are free of charge still
   */
  static Quote price(Rules.Action action, String plan, Command.Charge charge, long free) {
    String missing = "";
    boolean forPlan = false;
    List<PriceRow> rows = action.prices();
    for (int i = 0; i < rows.size(); i++) {
      PriceRow row = rows.get(i);
      if (!row.plans().isEmpty() && !row.plans().contains(plan)) {
        continue;
      }
      forPlan = true;
      String unmet = unmet(row, charge.attributes());
      if (unmet.isEmpty()) {
        return price(row.price(), action.name() + "/" + (i + 1), charge, free);
      }
      missing = missing.isEmpty() ? unmet : missing;
    }
    return new Unpriced(
        forPlan
            ? Violation.field(
                Reason.MISSING_ATTRIBUTE,
                "attributes." + missing,
                charge.attributes().getOrDefault(missing, ""),
                "a value the price list of " + action.name() + " has a row for")
            : Violation.field(
                Reason.NOT_ALLOWED_BY_PLAN,
                "action",
                action.name(),
                "an action that plan " + plan + " has a price for"));
  }

  private static String unmet(PriceRow row, Map<String, String> attributes) {
    for (Map.Entry<String, String> wanted : row.attributes().entrySet()) {
      if (!wanted.getValue().equals(attributes.get(wanted.getKey()))) {
        return wanted.getKey();
      }
    }
    return "";
  }

  private static Quote price(Rules.Price price, String row, Command.Charge charge, long free) {
    if (charge.quantity() <= 0) {
      return invalid("quantity", Micros.text(charge.quantity()), "a quantity above 0");
    }
    if (!(price instanceof Rules.Reported) && charge.amount() != UNSET) {
      return invalid(
          "amount",
          Micros.text(charge.amount()),
          "no amount: the rules say the price of this action");
    }
    try {
      return switch (price) {
        case Rules.Fixed fixed -> fixed(fixed, row, charge.quantity(), free);
        case Rules.Tiered tiered -> tiered(tiered, row, charge.quantity(), free);
        case Rules.Tokens tokens -> tokens(tokens, row, charge, free);
        case Rules.Reported reported -> reported(reported, row, charge, free);
      };
    } catch (ArithmeticException overflow) {
      return new Unpriced(
          Violation.field(
              Reason.OVERFLOW,
              "quantity",
              Micros.text(charge.quantity()),
              "a quantity whose price is at most " + Micros.text(Long.MAX_VALUE)));
    }
  }

  private static Quote fixed(Rules.Fixed fixed, String row, long quantity, long free) {
    long freeUsed = Math.min(quantity, free);
    List<Part> parts =
        freeUsed == 0
            ? List.of()
            : charged(part("free", freeUsed, 0), part("unit", quantity - freeUsed, fixed.unit()));
    long amount = quantity == freeUsed ? 0 : Micros.price(fixed.unit(), quantity - freeUsed);
    return new Priced(amount, new Entry.Priced("fixed", row, fixed.unit(), parts), freeUsed);
  }

  private static Quote tiered(Rules.Tiered tiered, String row, long quantity, long free) {
    long freeUsed = Math.min(quantity, free);
    List<Part> parts = new ArrayList<>(charged(part("free", freeUsed, 0)));
    BigInteger sum = BigInteger.ZERO;
    long from = 0;
    for (int i = 0; i < tiered.tiers().size(); i++) {
      Rules.Tier tier = tiered.tiers().get(i);
      // The free part lies at the bottom, in the lowest tiers.
      long low = Math.max(from, freeUsed);
      long high = Math.min(tier.upTo(), quantity);
      if (high > low) {
        parts.add(part("tier " + (i + 1), high - low, tier.unit()));
        sum = sum.add(product(tier.unit(), high - low));
      }
      from = tier.upTo();
    }
    return new Priced(
        Micros.rounded(sum, MILLION), new Entry.Priced("tiered", row, 0, parts), freeUsed);
  }

  private static Quote tokens(Rules.Tokens tokens, String row, Command.Charge charge, long free) {
    for (Token token : Token.values()) {
      String text = charge.attributes().getOrDefault(token.attribute, "0");
      if (count(text) < 0) {
        return invalid(
            "attributes." + token.attribute, text, "a whole number from 0 to " + MOST_TOKENS);
      }
    }
    if (charge.quantity() <= free) {
      return free("tokens", row, charge.quantity());
    }
    List<Part> parts = new ArrayList<>();
    BigInteger sum = BigInteger.ZERO;
    for (Token token : Token.values()) {
      long count = count(charge.attributes().getOrDefault(token.attribute, "0"));
      long unit = token.unit(tokens);
      if (count > 0) {
        parts.add(part(token.word, Math.multiplyExact(count, charge.quantity()), unit));
        sum = sum.add(product(unit, count).multiply(BigInteger.valueOf(charge.quantity())));
      }
    }
    long amount = Micros.rounded(sum, MILLION.multiply(MILLION));
    if (amount < tokens.atLeast()) {
      parts.add(part("minimum", Micros.ONE, tokens.atLeast()));
      amount = tokens.atLeast();
    }
    return new Priced(amount, new Entry.Priced("tokens", row, 0, parts), 0);
  }

  private enum Token {
    INPUT("input"),
    OUTPUT("output"),
    CACHED("cached");

    final String word;
    final String attribute;

    Token(String word) {
      this.word = word;
      attribute = word + "_tokens";
    }

    long unit(Rules.Tokens tokens) {
      return switch (this) {
        case INPUT -> tokens.input();
        case OUTPUT -> tokens.output();
        case CACHED -> tokens.cached();
      };
    }
  }

  /** A count of tokens; -1 = it is none. */
  private static long count(String text) {
    boolean digits = !text.isEmpty() && text.length() <= 13;
    long count = 0;
    for (int i = 0; digits && i < text.length(); i++) {
      char digit = text.charAt(i);
      digits = digit >= '0' && digit <= '9';
      count = count * 10 + (digit - '0');
    }
    return digits && count <= MOST_TOKENS ? count : -1;
  }

  private static Quote reported(
      Rules.Reported reported, String row, Command.Charge charge, long free) {
    String expected =
        "an amount from "
            + Micros.text(reported.min())
            + (reported.max() == Long.MAX_VALUE ? " on" : " to " + Micros.text(reported.max()));
    if (charge.amount() == UNSET) {
      return invalid("amount", "", expected);
    }
    if (charge.amount() < Math.max(0, reported.min()) || charge.amount() > reported.max()) {
      return invalid("amount", Micros.text(charge.amount()), expected);
    }
    return charge.quantity() <= free
        ? free("reported", row, charge.quantity())
        : new Priced(
            charge.amount(), new Entry.Priced("reported", row, charge.amount(), List.of()), 0);
  }

  private static Priced free(String kind, String row, long quantity) {
    return new Priced(
        0, new Entry.Priced(kind, row, 0, List.of(part("free", quantity, 0))), quantity);
  }

  private static BigInteger product(long a, long b) {
    return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
  }

  private static Part part(String name, long quantity, long unit) {
    return new Part(name, quantity, unit);
  }

  private static List<Part> charged(Part... parts) {
    List<Part> some = new ArrayList<>(List.of(parts));
    some.removeIf(part -> part.quantity() == 0);
    return some;
  }

  private static Unpriced invalid(String field, String value, String expected) {
    return new Unpriced(Violation.field(Reason.INVALID_AMOUNT, field, value, expected));
  }
}
