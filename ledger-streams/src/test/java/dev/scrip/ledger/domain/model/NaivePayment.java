package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.text;
import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.model.NaiveWallet.Grant;
import dev.scrip.ledger.domain.model.NaiveWallet.Window;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who pays: grants in draw-down order, each limit holding back what it counts. */
final class NaivePayment {
  private final NaiveDecision steps;
  private final Command command;
  private final String action;
  private final String pool;
  private final BigDecimal price;
  private final Instant at;
  private final List<Rules.Limit> limits;
  private final List<Rules.Limit> met = new ArrayList<>();

  NaivePayment(
      NaiveDecision steps,
      Rules rules,
      Command command,
      String pool,
      BigDecimal price,
      Instant at) {
    this.steps = steps;
    this.command = command;
    this.action = command.body() instanceof Command.Charge charge ? charge.action() : "";
    this.pool = pool;
    this.price = price;
    this.at = at;
    List<String> inForce = steps.plan(rules).limits();
    this.limits =
        rules.limits().stream()
            .filter(limit -> inForce.contains(limit.id()) && limit.pool().equals(pool))
            .filter(limit ->
                limit.actions().isEmpty()
                    || limit.actions().stream()
                        .anyMatch(pattern -> NaiveWallet.matches(pattern, action)))
            .toList();
  }

  private String subject(Rules.Limit limit) {
    return switch (limit.scope()) {
      case WALLET -> "";
      case ACTOR -> command.actor();
      case APP -> command.app();
      case ACTION -> action;
    };
  }

  List<NaiveViolation> violations() {
    List<NaiveViolation> violations = new ArrayList<>();
    if (!enough(steps)) {
      violations.add(
          new NaiveViolation(
              Reason.INSUFFICIENT_CREDITS,
              "",
              List.of(),
              "",
              price,
              funds(steps),
              List.of(this::enough)));
    }
    for (Rules.Limit limit : limits) {
      if (!within(limit, steps, at)) {
        violations.add(
            new NaiveViolation(
                reason(limit),
                "",
                List.of(limit),
                subject(limit),
                price,
                room(limit, steps, at).add(uncounted(limit, steps)).min(funds(steps)),
                List.of(trial -> within(limit, trial, trial.decidedAt))));
      }
    }
    return violations;
  }

  /** DAILY_CAP: one day on the wallet; MEMBER_LIMIT: on an actor; LIMIT_EXCEEDED: any other. */
  private static Reason reason(Rules.Limit limit) {
    if (limit.scope() == Rules.LimitScope.ACTOR) {
      return Reason.MEMBER_LIMIT;
    }
    boolean day =
        limit.window() != Rules.Window.PERIOD
            && limit.span().months() == 0
            && limit.span().exactMillis() == 86_400_000L;
    return day && limit.scope() == Rules.LimitScope.WALLET
        ? Reason.DAILY_CAP
        : Reason.LIMIT_EXCEEDED;
  }

  /** Whether nothing at all stands in the way in a later state. */
  boolean passes(NaiveSteps trial) {
    return enough(trial)
        && limits.stream().allMatch(limit -> within(limit, trial, trial.decidedAt));
  }

  private boolean enough(NaiveSteps state) {
    return funds(state).compareTo(price) >= 0;
  }

  private BigDecimal funds(NaiveSteps state) {
    return sum(state.wallet.inDrawOrder(pool, action));
  }

  private BigDecimal uncounted(Rules.Limit limit, NaiveSteps state) {
    return sum(
        state.wallet.inDrawOrder(pool, action).stream()
            .filter(grant -> !limit.counts().contains(grant.source))
            .toList());
  }

  /** What must come from counted grants has room under the ceiling. */
  private boolean within(Rules.Limit limit, NaiveSteps state, Instant when) {
    BigDecimal counted = price.subtract(uncounted(limit, state)).max(BigDecimal.ZERO);
    return counted.compareTo(room(limit, state, when)) <= 0;
  }

  private BigDecimal room(Rules.Limit limit, NaiveSteps state, Instant when) {
    return credits(limit.amount())
        .subtract(state.window(limit, subject(limit), when).used())
        .max(BigDecimal.ZERO);
  }

  private static BigDecimal sum(List<Grant> grants) {
    return grants.stream().map(grant -> grant.left).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  NaiveSteps.Effects draw() {
    NaiveSteps.Effects effects = new NaiveSteps.Effects();
    Map<Rules.Limit, BigDecimal> moved = new LinkedHashMap<>();
    limits.forEach(limit -> moved.put(limit, BigDecimal.ZERO));
    BigDecimal open = price;
    for (Grant grant : steps.wallet.inDrawOrder(pool, action)) {
      BigDecimal slice = grant.left.min(open);
      for (Rules.Limit limit : limits) {
        if (limit.counts().contains(grant.source)) {
          slice =
              slice.min(
                  room(limit, steps, at)
                      .subtract(moved.getOrDefault(limit, BigDecimal.ZERO))
                      .max(BigDecimal.ZERO));
        }
      }
      if (slice.signum() > 0) {
        steps.post(effects, grant, "CHARGE", slice.negate());
        open = open.subtract(slice);
        for (Rules.Limit limit : limits) {
          if (limit.counts().contains(grant.source)) {
            moved.merge(limit, slice, BigDecimal::add);
          }
        }
      }
    }
    if (open.signum() != 0) {
      throw new IllegalStateException("the model accepted a charge it cannot pay: " + command);
    }
    moved.forEach((limit, amount) -> move(effects, limit, amount));
    return effects;
  }

  private void move(NaiveSteps.Effects effects, Rules.Limit limit, BigDecimal amount) {
    if (amount.signum() > 0) {
      Window window = steps.window(limit, subject(limit), at);
      BigDecimal after = window.used().add(amount);
      steps.wallet.windows.remove(window);
      steps.wallet.windows.add(
          new Window(
              limit.id(), window.subject(), window.start(), window.end(), after, window.told()));
      effects.limits.add(
          limit.id()
              + "/"
              + window.subject()
              + " of "
              + text(credits(limit.amount()))
              + " ("
              + text(window.used())
              + ">"
              + text(after)
              + ") "
              + text(window.start())
              + ".."
              + text(window.end()));
      if (after.compareTo(credits(limit.amount())) >= 0) {
        met.add(limit);
      }
    }
  }

  /** Limits whose ceiling the draw-down met. */
  List<Rules.Limit> met() {
    return met;
  }
}
