package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Rules.Action;
import dev.scrip.ledger.domain.Rules.Plan;
import dev.scrip.ledger.domain.Rules.Price;
import dev.scrip.ledger.domain.Rules.PriceRow;
import dev.scrip.ledger.domain.Rules.Recurring;
import java.util.List;
import java.util.stream.Collectors;

/** Rules as lines that can be held against a product's own tables. */
final class PresetTables {
  private PresetTables() {}

  /** {@code pro-10m paid 1mo: tokens 10000000/1mo subscription PERIOD_START 2mo paid-only}. */
  static String plans(List<Plan> plans) {
    return plans.stream().map(PresetTables::line).collect(Collectors.joining());
  }

  private static String line(Plan plan) {
    return plan.name()
        + (plan.paid() ? " paid " : " unpaid ")
        + plan.term().text()
        + ": "
        + plan.grants().stream().map(PresetTables::line).collect(Collectors.joining("; "))
        + (plan.limits().isEmpty() ? "" : " " + plan.limits())
        + "\n";
  }

  private static String line(Recurring grant) {
    String ceiling =
        grant.ceiling().amount() < 0
            ? ""
            : " ceiling "
                + Micros.text(grant.ceiling().amount())
                + "/"
                + grant.ceiling().every().text()
                + (grant.ceiling().countsUsed() ? " used" : " issued");
    return grant.pool()
        + grant.scope()
        + " "
        + Micros.text(grant.amount())
        + "/"
        + grant.every().text()
        + " "
        + grant.anchor()
        + " "
        + grant.expiry().from()
        + (grant.expiry().after().isNone() ? "" : " " + grant.expiry().after().text())
        + ceiling
        + (grant.requiresPaidPlan() ? " paid-only" : "");
  }

  /** {@code prompt tokens ACTOR: [] {} reported 0..}. */
  static String actions(Rules rules) {
    return rules.actions().stream().map(PresetTables::line).collect(Collectors.joining());
  }

  private static String line(Action action) {
    return action.name()
        + " "
        + action.pool()
        + " "
        + action.payer()
        + ": "
        + action.prices().stream().map(PresetTables::line).collect(Collectors.joining("; "))
        + "\n";
  }

  private static String line(PriceRow row) {
    return row.plans() + " " + row.attributes() + " " + price(row.price());
  }

  private static String price(Price price) {
    return switch (price) {
      case Rules.Fixed(long unit) -> Micros.text(unit);
      case Rules.Reported(long min, long max) ->
          Micros.text(min) + ".." + (max == Long.MAX_VALUE ? "" : Micros.text(max));
      case Rules.Tokens(long input, long output, long cached, long atLeast) ->
          "tokens "
              + List.of(
                  Micros.text(input),
                  Micros.text(output),
                  Micros.text(cached),
                  Micros.text(atLeast));
      case Rules.Tiered(List<Rules.Tier> tiers) ->
          tiers.stream()
              .map(tier -> tier.upTo() + ":" + Micros.text(tier.unit()))
              .toList()
              .toString();
    };
  }
}
