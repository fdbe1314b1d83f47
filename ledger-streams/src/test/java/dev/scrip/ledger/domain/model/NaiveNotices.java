package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.model.NaiveWallet.Subject;
import dev.scrip.ledger.domain.model.NaiveWallet.Window;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The crossings between the wallet before and after all steps of an instant, or of a command. */
final class NaiveNotices {
  private final NaiveTurn turn;
  private final NaiveWallet before;

  /** What is told of limits once the rejection stands. */
  final List<Runnable> afterwards = new ArrayList<>();

  NaiveNotices(NaiveTurn turn) {
    this.turn = turn;
    this.before = turn.wallet.copy();
  }

  /** A refusal for funds: of what, and what was required. */
  record Refusal(String pool, String action, BigDecimal required) {}

  void judge(Rules rules, Instant at, List<Refusal> refusals) {
    if (turn.wallet.closed()) {
      return;
    }
    cleared(rules, at);
    Set<String> opened = poolsWithNewPeriods();
    for (Rules.Pool pool : rules.pools()) {
      new NaiveFunds(turn, before, this, rules, at)
          .judge(pool.name(), opened.contains(pool.name()), refusals);
    }
    expiring(rules, at);
    rules.topUps().forEach(topUps -> topUp(rules, topUps, at));
    afterwards.forEach(Runnable::run);
  }

  private void cleared(Rules rules, Instant at) {
    NaiveWallet wallet = turn.wallet;
    for (Window window : before.windows) {
      boolean gone = wallet.windows.stream().noneMatch(one -> one.serial() == window.serial());
      if (window.told() && !window.limit().startsWith("$") && (gone || !window.end().isAfter(at))) {
        wallet.windows.removeIf(one -> one.serial() == window.serial());
        limit(
            rules,
            "LIMIT_CLEARED",
            "NONE",
            window,
            at,
            new NaiveMeters(turn).amountOf(rules, window));
      }
    }
  }

  private Set<String> poolsWithNewPeriods() {
    Set<String> pools = new TreeSet<>();
    turn.wallet.periods.stream()
        .filter(period -> before.periods.stream().noneMatch(period::equals))
        .forEach(period -> pools.add(period.pool()));
    return pools;
  }

  /** Told once, at the very instant. */
  private void expiring(Rules rules, Instant at) {
    for (Rules.Alert alert : rules.alerts()) {
      for (NaiveGrant grant : turn.wallet.inDrawOrder()) {
        if (grant.active()
            && grant.left.signum() > 0
            && tellAt(alert, grant).equals(at)
            && !before.passed.equals(at)) {
          funds(rules, "EXPIRING_SOON", "NONE", grant.pool, at)
              .with("alert", alert.name())
              .with("grant", grant.id)
              .with("amount", grant.left)
              .with("expires", grant.expiresAt);
        }
      }
    }
  }

  /** When a grant's expiry is told of; never, if it does not live more than twice as long. */
  static Instant tellAt(Rules.Alert alert, NaiveGrant grant) {
    if (alert.expiring().isNone()
        || !alert.pool().equals(grant.pool)
        || grant.expiresAt.equals(Fact.NEVER)) {
      return Fact.NEVER;
    }
    Instant tellAt = NaiveCalendar.minus(grant.expiresAt, alert.expiring());
    Duration ahead = Duration.between(tellAt, grant.expiresAt);
    Duration life = Duration.between(grant.effectiveAt, grant.expiresAt);
    return life.compareTo(ahead.multipliedBy(2)) > 0 ? tellAt : Fact.NEVER;
  }

  private void topUp(Rules rules, Rules.TopUps topUps, Instant at) {
    String month = "$topup:" + topUps.pool();
    boolean monthOver =
        before.windows.stream()
            .anyMatch(window -> window.of(month, "") && window.told() && !window.end().isAfter(at));
    turn.wallet.windows.removeIf(window -> window.of(month, "") && !window.end().isAfter(at));
    if (wants(turn.wallet, topUps) && (monthOver || !wants(before, topUps))) {
      ask(rules, topUps, at);
    }
  }

  private static boolean wants(NaiveWallet wallet, Rules.TopUps topUps) {
    return wallet.open()
        && topUps.auto().amount() > 0
        && topUps.plans().contains(wallet.plan)
        && wallet.spendable(topUps.pool()).compareTo(credits(topUps.auto().threshold())) <= 0;
  }

  private void ask(Rules rules, Rules.TopUps topUps, Instant at) {
    Rules.AutoTopUp auto = topUps.auto();
    NaiveMeters meters = new NaiveMeters(turn);
    Window month = meters.topUp(topUps, at);
    BigDecimal asked = month.used().add(credits(auto.amount()));
    if (asked.compareTo(credits(auto.maxPerMonth())) <= 0) {
      meters.put(month, month.used(asked));
      funds(rules, "TOP_UP_DUE", "NONE", topUps.pool(), at)
          .with("threshold", credits(auto.threshold()))
          .with("amount", credits(auto.amount()))
          .with("window", Words.span(month.start(), month.end()));
    } else if (!month.told()) {
      meters.put(month, month.tell());
      funds(rules, "TOP_UP_LIMIT_REACHED", "NONE", topUps.pool(), at)
          .with("threshold", credits(auto.maxPerMonth()))
          .with("window", Words.span(month.start(), month.end()));
    }
  }

  Fact funds(Rules rules, String type, String cause, String pool, Instant at) {
    return funds(rules, type, cause, new Subject(pool, List.of()), at);
  }

  Fact funds(Rules rules, String type, String cause, Subject subject, Instant at) {
    return turn.stamp("D", type, at, rules)
        .with("cause", cause)
        .with("pool", subject.pool())
        .with("scope", subject.scope().toString())
        .with("balance", turn.wallet.balance(subject))
        .with("next", turn.wallet.nextReset(subject.pool()));
  }

  void limit(
      Rules rules, String type, String cause, Window window, Instant at, BigDecimal threshold) {
    String pool =
        turn.ledger.versions.reversed().stream()
            .flatMap(version -> version.rules().limits().stream())
            .filter(limit -> limit.id().equals(window.limit()))
            .map(Rules.Limit::pool)
            .findFirst()
            .orElse("");
    funds(rules, type, cause, pool, at)
        .with("limit", window.limit())
        .with("subject", window.subject())
        .with("threshold", threshold)
        .with("window", Words.span(window.start(), window.end()));
  }
}
