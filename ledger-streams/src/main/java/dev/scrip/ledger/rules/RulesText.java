package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rules.Anchor;
import dev.scrip.ledger.domain.Rules.AutoTopUp;
import dev.scrip.ledger.domain.Rules.Ceiling;
import dev.scrip.ledger.domain.Rules.Expiry;
import dev.scrip.ledger.domain.Rules.Fixed;
import dev.scrip.ledger.domain.Rules.FreeUse;
import dev.scrip.ledger.domain.Rules.LimitScope;
import dev.scrip.ledger.domain.Rules.LoopBreaker;
import dev.scrip.ledger.domain.Rules.MeasuredFrom;
import dev.scrip.ledger.domain.Rules.Payer;
import dev.scrip.ledger.domain.Rules.Pool;
import dev.scrip.ledger.domain.Rules.Price;
import dev.scrip.ledger.domain.Rules.Reported;
import dev.scrip.ledger.domain.Rules.Rollover;
import dev.scrip.ledger.domain.Rules.Tier;
import dev.scrip.ledger.domain.Rules.Tiered;
import dev.scrip.ledger.domain.Rules.Tokens;
import dev.scrip.ledger.domain.Rules.Upgrade;
import dev.scrip.ledger.domain.Rules.Window;
import dev.scrip.ledger.domain.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Parts of the rules in words that a product manager reads. */
final class RulesText {
  static final String NONE = "none";

  static final String NOTHING = "nothing";
  static final String ALL_ACTIONS = "all actions";
  static final String PERIOD_END = "at the end of the period";
  static final String IN_USE = "in use";

  /** What the reader takes where a file is silent. */
  private static final Set<String> USUAL =
      Set.of(
          NONE,
          NOTHING,
          ALL_ACTIONS,
          PERIOD_END,
          IN_USE,
          "no",
          "0",
          "plan",
          periods(Anchor.SUBSCRIPTION, "UTC"));

  private static final int MOST_NAMES = 6;

  private RulesText() {}

  /** {@code message credits}; a pool called as its unit is named once. */
  static String pool(Pool pool) {
    return pool.name().equals(pool.unit()) ? pool.name() : pool.name() + " " + pool.unit();
  }

  /** {@code month}, {@code 2 months}, {@code 30 seconds}. */
  static String span(Span span) {
    if (span.months() > 0) {
      return span.months() % 12 == 0
          ? many(span.months() / 12, "year")
          : many(span.months(), "month");
    }
    if (span.days() > 0) {
      return many(span.days(), "day");
    }
    Duration exact = Duration.ofMillis(span.millis());
    if (exact.toMillis() % 3_600_000 == 0) {
      return many(exact.toHours(), "hour");
    }
    return exact.toMillis() % 60_000 == 0
        ? many(exact.toMinutes(), "minute")
        : many(exact.toSeconds(), "second");
  }

  private static String many(long number, String what) {
    return number == 1 ? what : number + " " + what + "s";
  }

  static String after(Span span) {
    return span.isNone() ? "never" : "after " + one(span);
  }

  /** {@code 1 month}: where the number stands alone. */
  static String one(Span span) {
    String text = span(span);
    return Character.isDigit(text.charAt(0)) ? text : "1 " + text;
  }

  static String periods(Anchor anchor, String zone) {
    return switch (anchor) {
      case SUBSCRIPTION -> "from the subscription on, " + zone;
      case CALENDAR -> "of the calendar, " + zone;
    };
  }

  static String expiry(Expiry expiry) {
    String after = expiry.after().isNone() ? "" : one(expiry.after());
    return switch (expiry.from()) {
      case PERIOD_END -> PERIOD_END;
      case GRANT -> after + " after they were given";
      case PERIOD_START -> after + " after their period's start";
      case TERM_END -> after + " after the plan's term";
    };
  }

  static String rollover(Rollover rollover) {
    if (rollover.maxTimes() == 0) {
      return NONE;
    }
    List<String> parts = new ArrayList<>();
    if (rollover.maxAmount() < Long.MAX_VALUE) {
      parts.add("at most " + Micros.text(rollover.maxAmount()));
    }
    if (rollover.maxFraction() < Micros.ONE) {
      parts.add("at most " + Micros.text(rollover.maxFraction() * 100) + "%");
    }
    parts.add(rollover.maxTimes() == 1 ? "once" : rollover.maxTimes() + " times");
    parts.add(
        rollover.expiresAfter().isNone()
            ? "until the next period's end"
            : "until "
                + one(rollover.expiresAfter())
                + (rollover.measuredFrom() == MeasuredFrom.ORIGIN
                    ? " after they were first given"
                    : " after the rollover"));
    return String.join(", ", parts);
  }

  static String ceiling(Ceiling ceiling) {
    return ceiling.amount() < 0
        ? NONE
        : Micros.text(ceiling.amount())
            + (ceiling.countsUsed() ? " used" : " given")
            + " per "
            + span(ceiling.every())
            + (ceiling.anchor() == Anchor.CALENDAR ? " of the calendar" : " of the subscription");
  }

  static String requires(boolean paidPlan) {
    return paidPlan ? "a paid plan" : NOTHING;
  }

  static String window(Window window, Span span, String zone) {
    return switch (window) {
      case ROLLING -> span(span) + " from the first charge on";
      case CALENDAR -> "calendar " + span(span) + ", " + zone;
      case PERIOD -> "period of the plan";
    };
  }

  static String scope(LimitScope scope) {
    return switch (scope) {
      case WALLET -> "the wallet";
      case ACTOR -> "each member";
      case APP -> "each app";
      case ACTION -> "each action";
    };
  }

  static String payer(Payer payer) {
    return switch (payer) {
      case WALLET -> "the wallet that is named";
      case ACTOR -> "the member";
      case APP_OWNER -> "the app's owner";
    };
  }

  static String most(long amount) {
    return amount == Long.MAX_VALUE ? "what is set for each" : Micros.text(amount);
  }

  static String price(Price price) {
    return switch (price) {
      case Fixed(long unit) -> Micros.text(unit);
      case Tiered(List<Tier> tiers) ->
          tiers.stream().map(RulesText::tier).collect(Collectors.joining(", "));
      case Tokens(long input, long output, long cached, long atLeast) ->
          "per million tokens "
              + Micros.text(input)
              + " (input), "
              + Micros.text(output)
              + " (output), "
              + Micros.text(cached)
              + " (cached)"
              + (atLeast == 0 ? "" : ", at least " + Micros.text(atLeast));
      case Reported(long min, long max) ->
          "as reported, "
              + Micros.text(min)
              + (max == Long.MAX_VALUE ? " or more" : " to " + Micros.text(max));
    };
  }

  private static String tier(Tier tier) {
    return Micros.text(tier.unit())
        + (tier.upTo() == Long.MAX_VALUE
            ? " each beyond"
            : " each up to " + Micros.text(tier.upTo()));
  }

  static String free(FreeUse free) {
    return free.quantity() == 0
        ? NONE
        : Micros.text(free.quantity()) + " per " + window(free.window(), free.span(), free.zone());
  }

  static String loopBreaker(LoopBreaker breaker) {
    return breaker.charges() == 0
        ? NONE
        : breaker.charges() + " in " + one(Span.ofMillis(breaker.withinMs()));
  }

  static String auto(AutoTopUp auto) {
    return auto.amount() == 0
        ? NONE
        : Micros.text(auto.amount())
            + " when "
            + Micros.text(auto.threshold())
            + " are left, at most "
            + Micros.text(auto.maxPerMonth())
            + " per calendar month, "
            + auto.zone();
  }

  static String upgrade(Upgrade upgrade) {
    String gives =
        switch (upgrade.grant()) {
          case DIFFERENCE -> "gives what the new plan has more";
          case FULL -> "gives the new plan's whole amount";
          case PRORATED -> "gives what the new plan has more for the rest of the period";
        };
    return gives
        + (upgrade.keepOld() ? ", keeps old credits" : ", takes old credits back")
        + (upgrade.keepAnchor() ? ", keeps the period" : ", begins a new period")
        + (upgrade.expiryFromCycle() ? ", expires by the period's start" : "");
  }

  /** Facts of something new, but for those that nobody would ask about. */
  static String spelled(Map<String, String> facts) {
    return facts.entrySet().stream()
        .filter(fact -> !USUAL.contains(fact.getValue()))
        .map(fact -> fact.getKey() + " " + fact.getValue())
        .collect(Collectors.joining("; "));
  }

  /** As many as one reads. */
  static String names(List<String> names) {
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_NAMES))
            + " and "
            + (names.size() - MOST_NAMES)
            + " more";
  }

  static String list(List<?> values, String otherwise) {
    return values.isEmpty()
        ? otherwise
        : values.stream()
            .map(value -> String.valueOf(value).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
  }
}
