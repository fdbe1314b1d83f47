package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.NEVER;

import dev.scrip.ledger.domain.Grant;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Terms;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** A grant, what is left of it and what is held. */
final class NaiveGrant {
  static final Comparator<NaiveGrant> ARRIVAL = Comparator.comparingLong(grant -> grant.arrival);

  /** Scoped, priority, expiry, effect, arrival. */
  static final Comparator<NaiveGrant> DRAW_ORDER =
      Comparator.comparing((NaiveGrant grant) -> grant.scope.isEmpty())
          .thenComparingInt(grant -> grant.priority)
          .thenComparing(grant -> grant.expiresAt)
          .thenComparing(grant -> grant.effectiveAt)
          .thenComparing(ARRIVAL);

  String id = "";
  String pool = "";
  Source source = Source.UNKNOWN;
  BigDecimal amount = BigDecimal.ZERO;
  Instant effectiveAt = NEVER;
  Instant expiresAt = NEVER;
  int priority;
  List<String> scope = List.of();
  String rule = "";
  boolean requiresPaid;
  Instant origin = NEVER;
  int times;
  String code = "";

  BigDecimal left = BigDecimal.ZERO;
  BigDecimal held = BigDecimal.ZERO;
  Grant.State state = Grant.State.ACTIVE;
  long arrival;

  /** Start of the period it was given for, if it is of a rule and not rolled over. */
  Instant given = NEVER;

  NaiveGrant copy() {
    NaiveGrant copy = terms();
    copy.left = left;
    copy.held = held;
    copy.state = state;
    copy.arrival = arrival;
    copy.given = given;
    return copy;
  }

  /** The same terms, with nothing in it yet. */
  NaiveGrant terms() {
    NaiveGrant copy = new NaiveGrant();
    copy.id = id;
    copy.pool = pool;
    copy.source = source;
    copy.amount = amount;
    copy.effectiveAt = effectiveAt;
    copy.expiresAt = expiresAt;
    copy.priority = priority;
    copy.scope = scope;
    copy.rule = rule;
    copy.requiresPaid = requiresPaid;
    copy.origin = origin;
    copy.times = times;
    copy.code = code;
    return copy;
  }

  NaiveGrant termsOf(BigDecimal part) {
    NaiveGrant copy = terms();
    copy.amount = part;
    return copy;
  }

  /** As a transfer brings it. */
  static NaiveGrant of(Terms terms) {
    NaiveGrant grant = new NaiveGrant();
    grant.id = terms.id();
    grant.pool = terms.pool();
    grant.source = terms.source();
    grant.amount = NaiveLedger.credits(terms.amount());
    grant.effectiveAt = NaiveLedger.instant(terms.effectiveAt());
    grant.expiresAt = NaiveLedger.instant(terms.expiresAt());
    grant.priority = terms.priority();
    grant.scope = terms.scope();
    grant.rule = terms.rule();
    grant.requiresPaid = terms.requiresPaidPlan();
    grant.origin = NaiveLedger.instant(terms.origin());
    grant.times = terms.times();
    grant.code = terms.code();
    return grant;
  }

  boolean active() {
    return state == Grant.State.ACTIVE;
  }

  boolean voided() {
    return state == Grant.State.VOIDED;
  }

  boolean byRule() {
    return !rule.isEmpty();
  }

  boolean expired(Instant at) {
    return !expiresAt.isAfter(at);
  }

  /** Nothing can come of it any more. */
  boolean over(Instant at) {
    return expired(at) && left.signum() == 0 && held.signum() == 0;
  }

  boolean mayPay(String action) {
    return scope.isEmpty() || scope.stream().anyMatch(pattern -> matches(pattern, action));
  }

  static boolean matches(String pattern, String action) {
    return pattern.endsWith(".*")
        ? action.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(action);
  }

  String words() {
    return Words.terms(
        id,
        pool,
        source,
        amount,
        effectiveAt,
        expiresAt,
        priority,
        scope,
        rule,
        requiresPaid,
        origin,
        times,
        code);
  }
}
