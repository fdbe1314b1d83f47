package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.text;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.model.NaiveWallet.Told;
import dev.scrip.ledger.domain.model.NaiveWallet.Window;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The crossings between the wallet before and after all steps of an instant, or of a command. */
final class NaiveNotices {
  private final NaiveSteps steps;
  private final NaiveWallet before;

  NaiveNotices(NaiveSteps steps, NaiveWallet before) {
    this.steps = steps;
    this.before = before;
  }

  /** A refusal for funds: the pool and what was required. */
  record Refusal(String pool, BigDecimal required) {}

  void judge(Rules rules, Instant at, List<Refusal> refusals) {
    NaiveWallet wallet = steps.wallet;
    if (wallet.status.equals("CLOSED")) {
      return;
    }
    for (Window window : before.windows) {
      boolean gone =
          wallet.windows.stream()
              .noneMatch(one ->
                  one.limit().equals(window.limit())
                      && one.subject().equals(window.subject())
                      && one.start().equals(window.start()));
      if (window.told() && (gone || !window.end().isAfter(at))) {
        wallet.windows.remove(window);
        limit(rules, "LIMIT_CLEARED", "NONE", window, at, ceiling(rules, window));
      }
    }
    Set<String> opened = NaiveSteps.poolsWithNewPeriods(before, wallet);
    for (Rules.Pool pool : rules.pools()) {
      judgePool(rules, pool.name(), at, opened.contains(pool.name()), refusals);
    }
  }

  private void judgePool(
      Rules rules, String pool, Instant at, boolean periodStart, List<Refusal> refusals) {
    NaiveWallet wallet = steps.wallet;
    BigDecimal was = before.balance(pool);
    BigDecimal now = wallet.balance(pool);
    Told told = wallet.told(pool);
    boolean empty = told.empty();
    boolean refused = told.refused();
    List<BigDecimal> refusedAmounts = new ArrayList<>(told.refusals());
    List<String> alerts = new ArrayList<>(periodStart ? List.of() : told.alerts());
    for (Rules.Alert alert : rules.alerts()) {
      BigDecimal threshold =
          alert.percent() > 0
              ? wallet
                  .granted(pool)
                  .multiply(BigDecimal.valueOf(alert.percent(), 2))
                  .setScale(6, RoundingMode.HALF_UP)
              : NaiveLedger.credits(alert.below());
      if (alert.pool().equals(pool)
          && !alerts.contains(alert.name())
          && was.compareTo(threshold) >= 0
          && now.compareTo(threshold) < 0) {
        alerts.add(alert.name());
        funds(rules, "LOW_BALANCE", "NONE", pool, at)
            .with("threshold", threshold)
            .with("alert", alert.name());
      }
    }
    if (empty || refused) {
      BigDecimal needed =
          refusedAmounts.stream().min(BigDecimal::compareTo).orElse(BigDecimal.ZERO);
      boolean rose = now.compareTo(was) > 0 && now.compareTo(needed) >= 0;
      if (rose || (periodStart && now.signum() > 0)) {
        empty = false;
        refused = false;
        refusedAmounts.clear();
        funds(rules, "RECOVERED", "NONE", pool, at);
      }
    }
    if (!empty && was.signum() > 0 && now.signum() == 0) {
      empty = true;
      funds(rules, "DEPLETED", "EMPTY", pool, at);
    }
    for (Refusal refusal : refusals) {
      if (refusal.pool().equals(pool)) {
        if (!refused) {
          refused = true;
          funds(rules, "DEPLETED", "REFUSED", pool, at);
        }
        refusedAmounts.add(refusal.required());
      }
    }
    wallet.told.put(pool, new Told(empty, refused, refusedAmounts, alerts));
  }

  private static BigDecimal ceiling(Rules rules, Window window) {
    return rules.limits().stream()
        .filter(limit -> limit.id().equals(window.limit()))
        .map(limit -> NaiveLedger.credits(limit.amount()))
        .findFirst()
        .orElse(BigDecimal.ZERO);
  }

  private Fact funds(Rules rules, String type, String cause, String pool, Instant at) {
    return steps
        .stamp("D", type, at, rules)
        .with("cause", cause)
        .with("pool", pool)
        .with("balance", steps.wallet.balance(pool))
        .with("next", steps.wallet.nextReset(pool));
  }

  Fact limit(
      Rules rules, String type, String cause, Window window, Instant at, BigDecimal threshold) {
    String pool =
        steps.ledger.versions.reversed().stream()
            .flatMap(version -> version.rules().limits().stream())
            .filter(limit -> limit.id().equals(window.limit()))
            .map(Rules.Limit::pool)
            .findFirst()
            .orElse("");
    return funds(rules, type, cause, pool, at)
        .with("limit", window.limit())
        .with("subject", window.subject())
        .with("threshold", threshold)
        .with("window", text(window.start()) + ".." + text(window.end()));
  }
}
