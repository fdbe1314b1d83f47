package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Entry.GrantTerms;
import dev.scrip.ledger.domain.Entry.PostingKind;
import java.util.Optional;

/** Grants given and taken back by hand: top-ups, promos, coupons, adjustments. */
final class Granting {
  static final int MOST_GRANTS = 1_000;
  static final int MOST_SCOPES = 64;

  /** Leaves room for what the plan gives, so that no sum of a pool overflows. */
  private static final long MOST_IN_POOL = Long.MAX_VALUE / 2;

  private Granting() {}

  static Verdict decide(Situation situation, Command.AddGrant grant) {
    Wallet wallet = situation.wallet();
    if (wallet.grants().size() >= MOST_GRANTS) {
      return Verdict.Refuse.field(
          Reason.TOO_MANY,
          "grant",
          Integer.toString(wallet.grants().size()),
          "at most " + MOST_GRANTS + " live grants in a wallet");
    }
    if (wallet.grants().stream().anyMatch(held -> held.id().equals(situation.command().id()))) {
      return Verdict.Refuse.field(
          Reason.INVALID_FIELD,
          "commandId",
          situation.command().id(),
          "an id that no grant of this wallet has");
    }
    Optional<Rules.Promo> promo =
        Optional.ofNullable(situation.rules().index().promos().get(grant.code()));
    String pool = grant.pool().isEmpty() ? promo.map(Rules.Promo::pool).orElse("") : grant.pool();
    long amount = grant.amount() == 0 ? promo.map(Rules.Promo::amount).orElse(0L) : grant.amount();
    if (!situation.rules().index().pools().containsKey(pool)) {
      return Verdict.Refuse.field(
          Reason.UNKNOWN_POOL, "pool", pool, "a pool of the rules in force");
    }
    if (grant.source() == Source.TOP_UP && !situation.plan().topUps()) {
      return Verdict.Refuse.field(
          Reason.NOT_ALLOWED_BY_PLAN,
          "source",
          "top_up",
          "a plan with top-ups, not " + wallet.plan());
    }
    if (promo.isPresent() && !(pool.equals(promo.get().pool()) && amount == promo.get().amount())) {
      return Verdict.Refuse.field(
          Reason.INVALID_AMOUNT,
          "amount",
          Micros.text(amount) + " " + pool,
          "what the code gives: " + Micros.text(promo.get().amount()) + " " + promo.get().pool());
    }
    if (!grant.code().isEmpty() && promo.isEmpty() && !situation.rules().coupons()) {
      return Verdict.Refuse.field(
          Reason.INVALID_FIELD, "code", grant.code(), "a promo code of the rules in force");
    }
    if (amount <= 0) {
      return Verdict.Refuse.field(
          Reason.INVALID_AMOUNT, "amount", Micros.text(amount), "an amount above 0");
    }
    if (!grant.code().isEmpty() && wallet.redeemed().contains(grant.code())) {
      return Verdict.Refuse.field(
          Reason.PROMO_ALREADY_REDEEMED,
          "code",
          grant.code(),
          "a code this wallet has not redeemed");
    }
    if (overflows(wallet, pool, amount)) {
      return Verdict.Refuse.field(
          Reason.OVERFLOW,
          "amount",
          Micros.text(amount),
          "an amount with which the pool was given at most " + Micros.text(MOST_IN_POOL));
    }
    long effectiveAt = grant.effectiveAt() == UNSET ? situation.at() : grant.effectiveAt();
    long expiresAt =
        grant.expiresAt() == UNSET
            ? promo.map(given -> expiry(given, effectiveAt)).orElse(NEVER)
            : grant.expiresAt();
    if (expiresAt <= Math.max(situation.at(), effectiveAt)) {
      return Verdict.Refuse.field(
          Reason.INVALID_FIELD,
          "expiresAt",
          java.time.Instant.ofEpochMilli(expiresAt).toString(),
          "an instant after the grant takes effect");
    }
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
        wallet);
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
      if (grant.id().equals(target.grant())) {
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
