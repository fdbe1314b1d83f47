package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Rejection.Violation;
import dev.scrip.ledger.domain.Rules.PriceRow;
import java.util.List;
import java.util.Map;

/** What a charge costs: the first row of the price list that matches plan and attributes. */
final class Pricing {
  private Pricing() {}

  sealed interface Quote {}

  record Priced(long amount, Entry.Priced row) implements Quote {}

  record Unpriced(Violation violation) implements Quote {}

  static Quote price(Rules.Action action, String plan, Command.Charge charge) {
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
        return price(row.price(), action.name() + "/" + (i + 1), charge);
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

  private static Quote price(Rules.Price price, String row, Command.Charge charge) {
    if (charge.quantity() <= 0) {
      return invalid("quantity", charge.quantity(), "a quantity above 0");
    }
    return switch (price) {
      case Rules.Fixed fixed -> {
        if (charge.amount() != UNSET) {
          yield invalid(
              "amount", charge.amount(), "no amount: the rules say the price of this action");
        }
        try {
          yield new Priced(
              Micros.price(fixed.unit(), charge.quantity()),
              new Entry.Priced("fixed", row, fixed.unit()));
        } catch (ArithmeticException overflow) {
          yield new Unpriced(
              Violation.field(
                  Reason.OVERFLOW,
                  "quantity",
                  Micros.text(charge.quantity()),
                  "a quantity whose price is at most " + Micros.text(Long.MAX_VALUE)));
        }
      }
      case Rules.Reported reported -> {
        String expected =
            "an amount from "
                + Micros.text(reported.min())
                + (reported.max() == Long.MAX_VALUE ? " on" : " to " + Micros.text(reported.max()));
        if (charge.amount() == UNSET) {
          yield new Unpriced(Violation.field(Reason.INVALID_AMOUNT, "amount", "", expected));
        }
        yield charge.amount() < Math.max(0, reported.min()) || charge.amount() > reported.max()
            ? invalid("amount", charge.amount(), expected)
            : new Priced(charge.amount(), new Entry.Priced("reported", row, charge.amount()));
      }
    };
  }

  private static Unpriced invalid(String field, long micros, String expected) {
    return new Unpriced(
        Violation.field(Reason.INVALID_AMOUNT, field, Micros.text(micros), expected));
  }
}
