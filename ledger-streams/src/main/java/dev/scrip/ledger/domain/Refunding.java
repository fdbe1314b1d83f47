package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Entry.LimitUse;
import dev.scrip.ledger.domain.Entry.Posting;
import dev.scrip.ledger.domain.Entry.PostingKind;
import dev.scrip.ledger.domain.Rejection.Violation;
import dev.scrip.ledger.domain.Wallet.Use;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives charges and captures back, wholly or in part, to the grants that paid. */
final class Refunding {
  private final Situation situation;
  private final Entry charge;
  private final EffectsDraft effects = new EffectsDraft();
  private final Map<String, Grant> returned = new LinkedHashMap<>();
  private long owed;
  private int made;

  private Refunding(Situation situation, Entry charge) {
    this.situation = situation;
    this.charge = charge;
    owed = situation.wallet().owed(charge.pool());
  }

  static Verdict decide(Situation situation, Command.Refund refund) {
    Memory.Remembered known = situation.memory().of(refund.charge());
    Optional<Entry> charge =
        situation.at() < known.forgetAt()
            ? situation.memory().entry(refund.charge()).filter(Refunding::isCharge)
            : Optional.empty();
    if (charge.isEmpty()) {
      return Verdict.Refuse.field(
          Reason.UNKNOWN_CHARGE,
          "charge",
          refund.charge(),
          "a charge or capture of this wallet that is remembered");
    }
    long left = charge.get().amount() - known.refunded();
    long amount = refund.amount() == UNSET ? left : refund.amount();
    List<Violation> violations = violations(situation, refund, charge.get(), amount, left);
    return violations.isEmpty()
        ? new Refunding(situation, charge.get()).refund(known, amount)
        : new Verdict.Refuse("", Times.NEVER, violations, List.of());
  }

  private static boolean isCharge(Entry entry) {
    return entry.type() == Entry.Type.CHARGED || entry.type() == Entry.Type.CAPTURED;
  }

  private static List<Violation> violations(
      Situation situation, Command.Refund refund, Entry charge, long amount, long left) {
    List<Violation> found = new ArrayList<>(0);
    Rules.Action action = situation.rules().index().actions().get(charge.action());
    if (refund.failed() && (action == null || !action.refundOnFailure())) {
      found.add(
          Violation.field(
              Reason.NOT_ALLOWED_BY_PLAN,
              "failed",
              "true",
              "an action that the rules refund when it failed, not " + charge.action()));
    }
    if (refund.amount() != UNSET && amount <= 0) {
      found.add(
          Violation.field(
              Reason.INVALID_AMOUNT, "amount", Micros.text(amount), "an amount above 0"));
    }
    if (amount > left || left == 0) {
      found.add(
          Violation.field(
              Reason.REFUND_EXCEEDS_CHARGE,
              "amount",
              Micros.text(amount),
              "at most the " + Micros.text(left) + " not refunded yet"));
    }
    return found;
  }

  private Verdict refund(Memory.Remembered known, long amount) {
    long skip = known.refunded();
    long open = amount;
    for (Posting posting : charge.effects().postings().reversed()) {
      long paid = paid(posting);
      long passed = Math.min(skip, paid);
      skip -= passed;
      long back = Math.min(open, paid - passed);
      open -= back;
      if (back > 0) {
        giveBack(posting, back);
      }
    }
    uses().forEach(use -> giveBack(use, known.refunded(), amount));
    return new Verdict.Accept(
        Entry.Type.REFUNDED,
        new Verdict.About(
            charge.pool(),
            charge.action(),
            0,
            amount,
            Entry.Priced.NONE,
            charge.stamp().commandId()),
        effects.effects(),
        situation.wallet().plan(),
        UNSET,
        List.of(
            new Decision.Remember(
                charge.stamp().commandId(),
                known.refunded(Math.addExact(known.refunded(), amount)),
                false)));
  }

  private static long paid(Posting posting) {
    return switch (posting.kind()) {
      case CHARGE -> -posting.amount();
      case CAPTURE -> -posting.held();
      case GRANT, EXPIRE, VOID, HOLD, RELEASE, REFUND, ROLLOVER, TRANSFER, REPAY, FORGIVE -> 0;
    };
  }

  private void giveBack(Posting posting, long back) {
    if (posting.grant().isEmpty()) {
      long lowers = Math.min(back, owed);
      owed -= lowers;
      if (lowers > 0) {
        effects.account(situation.wallet(), posting.pool(), PostingKind.REFUND, lowers);
      }
      if (back > lowers) {
        make(posting, back - lowers);
      }
      return;
    }
    Optional<Grant> kept = situation.wallet().grant(posting.grant());
    if (kept.isPresent()) {
      effects.post(kept.get(), PostingKind.REFUND, back, 0);
    } else if (posting.expiresAt() <= situation.at()) {
      effects.post(expired(posting), PostingKind.REFUND, back, 0);
    } else {
      make(posting, back);
    }
  }

  /** A grant that has expired and is known no more comes back, to expire with what it gets. */
  private Grant expired(Posting posting) {
    Grant known = returned.get(posting.grant());
    if (known != null) {
      return known;
    }
    Terms terms = terms(posting, posting.grant(), 0, posting.expiresAt());
    Grant grant = new Grant(terms, 0, 0, Grant.State.ACTIVE, 0);
    effects.know(terms, Grant.State.ACTIVE);
    returned.put(posting.grant(), grant);
    return grant;
  }

  /** What can go to no grant any more is a grant of its own. */
  private void make(Posting posting, long back) {
    made++;
    String id = situation.command().id();
    String name = effects.name(situation.wallet(), made == 1 ? id : id + "#" + made);
    effects.give(terms(posting, name, back, situation.at()), PostingKind.REFUND, false);
  }

  private static Terms terms(Posting posting, String id, long amount, long effectiveAt) {
    return new Terms(
        id,
        posting.pool(),
        Source.REFUND,
        amount,
        effectiveAt,
        posting.expiresAt(),
        0,
        List.of(),
        "",
        false,
        effectiveAt,
        0,
        "");
  }

  /** What the charge still counts in limits; of a capture, what its hold counted too. */
  private List<Use> uses() {
    Map<String, Use> uses = new LinkedHashMap<>();
    if (charge.type() == Entry.Type.CAPTURED) {
      situation
          .memory()
          .entry(charge.reference())
          .ifPresent(hold -> hold.effects().limits().forEach(use -> add(uses, use)));
    }
    charge.effects().limits().forEach(use -> add(uses, use));
    // What was free of charge comes last, whether the hold counted it or the charge.
    return uses.values().stream()
        .sorted(Comparator.comparing(use -> Limits.isFree(use.limit())))
        .toList();
  }

  private static void add(Map<String, Use> uses, LimitUse use) {
    String key = use.limit() + '\0' + use.subject() + '\0' + use.start();
    uses.merge(
        key,
        new Use(use.limit(), use.subject(), use.start(), use.end(), use.after() - use.before()),
        (one, more) ->
            new Use(
                one.limit(), one.subject(), one.start(), one.end(), one.amount() + more.amount()));
  }

  /** A limit gets back the first micros that are refunded, free quantity only with the last. */
  private void giveBack(Use use, long before, long amount) {
    long after = before + amount;
    long back =
        Limits.isFree(use.limit())
            ? after == charge.amount() ? use.amount() : 0
            : Math.min(use.amount(), after) - Math.min(use.amount(), before);
    Limits.giveBack(effects, situation, use, back);
  }
}
