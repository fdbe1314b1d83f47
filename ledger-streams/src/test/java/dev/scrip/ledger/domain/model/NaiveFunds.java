package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.model.NaiveNotices.Refusal;
import dev.scrip.ledger.domain.model.NaiveWallet.Subject;
import dev.scrip.ledger.domain.model.NaiveWallet.Told;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether there is something to spend: in a pool as a whole, and for some actions in it. */
final class NaiveFunds {
  /** Scopes that only grants have are left out where there are so many. */
  private static final int MOST_PARTS = 16;

  private final NaiveTurn turn;
  private final NaiveWallet before;
  private final NaiveNotices notices;
  private final Rules rules;
  private final Instant at;

  NaiveFunds(NaiveTurn turn, NaiveWallet before, NaiveNotices notices, Rules rules, Instant at) {
    this.turn = turn;
    this.before = before;
    this.notices = notices;
    this.rules = rules;
    this.at = at;
  }

  void judge(String pool, boolean periodStart, List<Refusal> refusals) {
    NaiveWallet wallet = turn.wallet;
    Subject whole = new Subject(pool, List.of());
    Told told = wallet.told(whole);
    List<String> alerts = new ArrayList<>(periodStart ? List.of() : told.alerts());
    low(pool, alerts);
    wallet.told.put(whole, new Told(told.empty(), told.refused(), told.refusals(), alerts));
    List<Subject> parts = parts(pool);
    cross(whole, periodStart, before.spendable(whole).signum() > 0);
    boolean knewAll = before.told(whole).empty();
    boolean knowAll = wallet.told(whole).empty();
    for (Subject part : parts) {
      boolean news = before.spendable(part).signum() > 0 || knewAll;
      cross(part, periodStart, news && !knowAll);
    }
    for (Refusal refusal : refusals) {
      if (refusal.pool().equals(pool)) {
        refuse(whole, parts, refusal);
      }
    }
  }

  /** The actions that people are told of by themselves, in their order. */
  private List<Subject> parts(String pool) {
    Set<Subject> parts = new TreeSet<>(Subject.ORDER);
    for (Rules.Recurring rule : turn.plan(rules).grants()) {
      if (rule.pool().equals(pool)) {
        parts.add(part(pool, rule.scope()));
      }
    }
    turn.wallet.told.forEach((subject, told) -> {
      if (subject.pool().equals(pool) && told.depleted()) {
        parts.add(subject);
      }
    });
    parts.removeIf(Subject::whole);
    List<NaiveGrant> grants = new ArrayList<>(before.inDrawOrder());
    grants.addAll(turn.wallet.inDrawOrder());
    for (NaiveGrant grant : grants) {
      if (grant.pool.equals(pool) && !grant.scope.isEmpty() && parts.size() < MOST_PARTS) {
        parts.add(part(pool, grant.scope));
      }
    }
    return List.copyOf(parts);
  }

  private static Subject part(String pool, List<String> scope) {
    return new Subject(pool, scope.stream().sorted().distinct().toList());
  }

  private void cross(Subject subject, boolean periodStart, boolean wouldBeNews) {
    BigDecimal was = before.spendable(subject);
    BigDecimal now = turn.wallet.spendable(subject);
    Told told = turn.wallet.told(subject);
    if (told.depleted()) {
      BigDecimal needed =
          told.refusals().stream().min(BigDecimal::compareTo).orElse(BigDecimal.ZERO);
      boolean rose = now.compareTo(was) > 0 && now.signum() > 0 && now.compareTo(needed) >= 0;
      if (rose || (periodStart && now.signum() > 0)) {
        turn.wallet.told.put(subject, new Told(false, false, List.of(), told.alerts()));
        notices.funds(rules, "RECOVERED", "NONE", subject, at);
      }
    }
    if (!told.empty() && wouldBeNews && now.signum() <= 0) {
      turn.wallet.told.put(subject, new Told(true, told.refused(), told.refusals(), told.alerts()));
      notices.funds(rules, "DEPLETED", "EMPTY", subject, at);
    }
  }

  /** Told of the actions it is about, if there is anything left for others; counted for all. */
  private void refuse(Subject whole, List<Subject> parts, Refusal refusal) {
    NaiveWallet wallet = turn.wallet;
    List<Subject> about = parts.stream().filter(part -> part.has(refusal.action())).toList();
    if (about.isEmpty() || wallet.spendable(whole).signum() <= 0) {
      about = List.of(whole);
    }
    for (Subject subject : about) {
      Told told = wallet.told(subject);
      if (!told.refused()) {
        wallet.told.put(subject, new Told(told.empty(), true, told.refusals(), told.alerts()));
        Fact fact = notices.funds(rules, "DEPLETED", "REFUSED", subject, at);
        if (!subject.whole()) {
          fact.with("amount", refusal.required());
        }
      }
    }
    wallet.told.replaceAll((subject, told) -> {
      boolean counts =
          subject.pool().equals(refusal.pool())
              && told.depleted()
              && (subject.whole() || subject.has(refusal.action()));
      return counts ? told.refused(refusal.required()) : told;
    });
  }

  private void low(String pool, List<String> alerts) {
    BigDecimal was = before.spendable(pool);
    BigDecimal now = turn.wallet.spendable(pool);
    for (Rules.Alert alert : rules.alerts()) {
      BigDecimal threshold =
          alert.percent() > 0
              ? turn.wallet
                  .granted(pool, at)
                  .multiply(BigDecimal.valueOf(alert.percent(), 2))
                  .setScale(6, RoundingMode.HALF_UP)
              : credits(alert.below());
      if (alert.expiring().isNone()
          && alert.pool().equals(pool)
          && !alerts.contains(alert.name())
          && was.compareTo(threshold) >= 0
          && now.compareTo(threshold) < 0) {
        alerts.add(alert.name());
        notices
            .funds(rules, "LOW_BALANCE", "NONE", pool, at)
            .with("threshold", threshold)
            .with("alert", alert.name());
      }
    }
  }
}
