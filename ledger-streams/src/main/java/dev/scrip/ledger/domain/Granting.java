package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Entry.GrantTerms;
import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Rejection.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Grants given and taken back by hand: top-ups, promos, coupons, adjustments. */
final class Granting {
  static final int MOST_GRANTS = 1_000;
  static final int MOST_CODES = 1_000;

  /** Leaves room for what the plan gives, so that no sum of a pool overflows. */
  private static final long MOST_IN_POOL = Long.MAX_VALUE / 2;

  private Granting() {}

  static Verdict decide(Situation situation, Command.AddGrant grant) {
    Optional<Rules.Promo> promo =
        Optional.ofNullable(situation.rules().index().promos().get(grant.code()));
    String pool = grant.pool().isEmpty() ? promo.map(Rules.Promo::pool).orElse("") : grant.pool();
    long amount = grant.amount() == 0 ? promo.map(Rules.Promo::amount).orElse(0L) : grant.amount();
    List<Violation> violations = violations(situation, grant, promo, pool, amount);
    if (!violations.isEmpty()) {
      return new Verdict.Refuse("", NEVER, violations);
    }
    long effectiveAt = grant.effectiveAt() == UNSET ? situation.at() : grant.effectiveAt();
    long expiresAt =
        grant.expiresAt() == UNSET
            ? promo.map(given -> expiry(given, effectiveAt)).orElse(NEVER)
            : grant.expiresAt();
    Entry.Effects effects =
        new EffectsDraft()
            .give(
                new GrantTerms(
                    situation.command().id(),
                    pool,
                    grant.source(),
                    amount,
                    effectiveAt,
                    expiresAt,
                    grant.priority(),
                    grant.scope(),
                    "",
                    grant.code(),
                    NEVER))
            .effects();
    return Verdict.Accept.of(
        Entry.Type.GRANTED,
        Verdict.About.reference(pool, amount, situation.command().id()),
        effects,
        situation.wallet());
  }

  /** Every violated condition, in precedence order. */
  private static List<Violation> violations(
      Situation situation,
      Command.AddGrant grant,
      Optional<Rules.Promo> promo,
      String pool,
      long amount) {
    Wallet wallet = situation.wallet();
    String id = situation.command().id();
    List<Violation> found = new ArrayList<>(0);
    long live = wallet.grants().stream().filter(held -> held.remaining() > 0).count();
    if (wallet.has(id)) {
      refuse(
          found, Reason.INVALID_FIELD, "commandId", id, "an id that no grant of this wallet has");
    }
    if (!grant.code().isEmpty() && promo.isEmpty() && !situation.rules().coupons()) {
      refuse(
          found, Reason.INVALID_FIELD, "code", grant.code(), "a promo code of the rules in force");
    }
    if (live >= MOST_GRANTS) {
      refuse(
          found,
          Reason.TOO_MANY,
          "grant",
          Long.toString(live),
          "at most " + MOST_GRANTS + " live grants in a wallet");
    }
    if (!grant.code().isEmpty() && wallet.redeemed().size() >= MOST_CODES) {
      refuse(found, Reason.TOO_MANY, "code", grant.code(), "at most " + MOST_CODES + " codes");
    }
    if (!situation.rules().index().pools().containsKey(pool)) {
      refuse(found, Reason.UNKNOWN_POOL, "pool", pool, "a pool of the rules in force");
    }
    if (grant.source() == Source.TOP_UP && !situation.plan().topUps()) {
      refuse(
          found,
          Reason.NOT_ALLOWED_BY_PLAN,
          "source",
          "top_up",
          "a plan with top-ups, not " + wallet.plan());
    }
    if (amount <= 0) {
      refuse(found, Reason.INVALID_AMOUNT, "amount", Micros.text(amount), "an amount above 0");
    } else if (promo.isPresent()
        && !(pool.equals(promo.get().pool()) && amount == promo.get().amount())) {
      refuse(
          found,
          Reason.INVALID_AMOUNT,
          "amount",
          Micros.text(amount) + " " + pool,
          "what the code gives: " + Micros.text(promo.get().amount()) + " " + promo.get().pool());
    }
    if (wallet.redeemed().contains(grant.code())) {
      refuse(
          found,
          Reason.PROMO_ALREADY_REDEEMED,
          "code",
          grant.code(),
          "a code this wallet has not redeemed");
    }
    if (overflows(wallet, pool, amount)) {
      refuse(
          found,
          Reason.OVERFLOW,
          "amount",
          Micros.text(amount),
          "an amount with which the pool was given at most " + Micros.text(MOST_IN_POOL));
    }
    return found;
  }

  private static void refuse(
      List<Violation> found, Reason reason, String field, String value, String expected) {
    found.add(Violation.field(reason, field, value, expected));
  }

  private static long expiry(Rules.Promo promo, long from) {
    return promo.expiresAfter().isNone()
        ? NEVER
        : Periods.plus(Zone.UTC, from, promo.expiresAfter());
  }

  private static boolean overflows(Wallet wallet, String pool, long amount) {
    long room = MOST_IN_POOL;
    for (Grant grant : wallet.grants()) {
      // Amounts, not what is left: what was given is summed on reading too.
      room -= grant.pool().equals(pool) ? grant.amount() : 0;
    }
    return amount > room;
  }

  static Verdict decide(Situation situation, Command.VoidGrant target) {
    for (Grant grant : situation.wallet().grants()) {
      if (grant.id().equals(target.grant()) && !grant.over(situation.at())) {
        return Verdict.Accept.of(
            Entry.Type.VOIDED,
            Verdict.About.reference(grant.pool(), grant.remaining(), grant.id()),
            new EffectsDraft().take(grant, PostingKind.VOID, grant.remaining()).effects(),
            situation.wallet());
      }
    }
    return Verdict.Refuse.field(
        Reason.UNKNOWN_GRANT,
        "grant",
        target.grant(),
        "a grant of this wallet that has not expired or been voided");
  }
}
