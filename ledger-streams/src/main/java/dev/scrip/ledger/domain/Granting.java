package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Rejection.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
      return new Verdict.Refuse("", NEVER, violations, List.of());
    }
    Terms terms = terms(situation, grant, promo, pool, amount);
    boolean now = terms.effectiveAt() <= situation.at();
    boolean suspended = now && terms.requiresPaidPlan() && !situation.plan().paid();
    return Verdict.Accept.of(
        Entry.Type.GRANTED,
        Verdict.About.reference(pool, amount, terms.id()),
        new EffectsDraft().give(terms, PostingKind.GRANT, suspended).effects(),
        situation.wallet());
  }

  private static Terms terms(
      Situation situation,
      Command.AddGrant grant,
      Optional<Rules.Promo> promo,
      String pool,
      long amount) {
    Optional<Rules.TopUps> bought = topUps(situation, grant, pool);
    long effectiveAt = grant.effectiveAt() == UNSET ? situation.at() : grant.effectiveAt();
    Span life =
        bought
            .map(Rules.TopUps::expiresAfter)
            .or(() -> promo.map(Rules.Promo::expiresAfter))
            .orElse(Span.NONE);
    return new Terms(
        situation.command().id(),
        pool,
        grant.source(),
        amount,
        effectiveAt,
        grant.expiresAt() == UNSET ? expiry(life, effectiveAt) : grant.expiresAt(),
        grant.priority() == 0 ? bought.map(Rules.TopUps::priority).orElse(0) : grant.priority(),
        grant.scope(),
        "",
        bought.map(Rules.TopUps::requiresPaidPlan).orElse(false),
        effectiveAt,
        0,
        grant.code());
  }

  /** What the rules say of a purchase that the wallet's plan allows. */
  private static Optional<Rules.TopUps> topUps(
      Situation situation, Command.AddGrant grant, String pool) {
    return grant.source() == Source.TOP_UP
        ? Optional.ofNullable(situation.rules().index().topUps().get(pool))
            .filter(topUps -> topUps.plans().contains(situation.wallet().plan()))
        : Optional.empty();
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
    Optional<Rules.TopUps> bought = topUps(situation, grant, pool);
    if (grant.source() == Source.TOP_UP && bought.isEmpty()) {
      refuse(
          found,
          Reason.NOT_ALLOWED_BY_PLAN,
          "source",
          "top_up",
          "a plan with top-ups in pool " + pool + ", not " + wallet.plan());
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
    if (amount > 0
        && bought.filter(sold -> !sold.packs().isEmpty()).isPresent()
        && !bought.get().packs().contains(amount)) {
      refuse(
          found,
          Reason.INVALID_AMOUNT,
          "amount",
          Micros.text(amount),
          "a pack that is sold: " + packs(bought.get()));
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

  private static String packs(Rules.TopUps topUps) {
    return topUps.packs().stream().map(Micros::text).collect(Collectors.joining(", "));
  }

  private static long expiry(Span life, long from) {
    return life.isNone() ? NEVER : Periods.plus(Zone.UTC, from, life);
  }

  static boolean overflows(Wallet wallet, String pool, long amount) {
    long room = MOST_IN_POOL;
    for (Grant grant : wallet.grants()) {
      // Amounts, not what is left: what was given is summed on reading too.
      room -= grant.pool().equals(pool) ? grant.amount() : 0;
    }
    return amount > room;
  }

  static Verdict decide(Situation situation, Command.VoidGrant target) {
    Optional<Grant> known = situation.wallet().grant(target.grant());
    if (known.isPresent() && alive(known.get(), situation.at())) {
      Grant grant = known.get();
      EffectsDraft effects = new EffectsDraft();
      if (grant.remaining() > 0) {
        effects.take(grant, PostingKind.VOID, grant.remaining());
      }
      effects.state(grant.id(), Grant.State.VOIDED);
      return Verdict.Accept.of(
          Entry.Type.VOIDED,
          Verdict.About.reference(grant.pool(), grant.remaining(), grant.id()),
          effects.effects(),
          situation.wallet());
    }
    return Verdict.Refuse.field(
        Reason.UNKNOWN_GRANT,
        "grant",
        target.grant(),
        "a grant of this wallet that has not expired or been voided");
  }

  private static boolean alive(Grant grant, long at) {
    return grant.state() != Grant.State.VOIDED && grant.expiresAt() > at;
  }
}
