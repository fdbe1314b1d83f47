package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.model.NaiveWallet.Period;
import dev.scrip.ledger.domain.model.NaiveWallet.Seat;
import dev.scrip.ledger.domain.model.NaiveWallet.Transit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Credits and seats on their way from wallet to wallet. */
final class NaiveTransfers {
  private static final int MOST_TRANSITS = 100;
  private static final int MOST_SLICES = 64;

  private final NaiveTurn turn;
  private final NaiveWallet wallet;
  private final Rules rules;
  private final NaiveRefusal refusal;

  NaiveTransfers(NaiveTurn turn, Rules rules, NaiveRefusal refusal) {
    this.turn = turn;
    this.wallet = turn.wallet;
    this.rules = rules;
    this.refusal = refusal;
  }

  // The source

  void send(Command.Transfer transfer) {
    BigDecimal amount = credits(transfer.amount());
    if (!NaiveTurn.hasPool(rules, transfer.pool())) {
      refusal.refuse(Reason.UNKNOWN_POOL);
    } else if (amount.signum() <= 0) {
      refusal.refuse(NaiveViolation.amount("amount"));
    }
    if (wallet.transits.size() >= MOST_TRANSITS) {
      refusal.refuse(Reason.TOO_MANY);
    }
    if (!refusal.none()) {
      return;
    }
    refusal.pool = transfer.pool();
    BigDecimal there = left(turn, transfer.pool());
    if (there.compareTo(amount) < 0) {
      refusal.refuse(
          NaiveViolation.funds(
              amount, there, trial -> left(trial, transfer.pool()).compareTo(amount) >= 0));
      refusal.passes.add(trial -> left(trial, transfer.pool()).compareTo(amount) >= 0);
      return;
    }
    List<NaiveGrant> slices = slices(transfer.pool(), amount);
    if (slices.size() > MOST_SLICES) {
      refusal.refuse(Reason.TOO_MANY);
      return;
    }
    NaiveEffects effects = new NaiveEffects();
    slices.forEach(slice -> send(effects, slice));
    depart(effects, new Transit(turn.command.id(), transfer.to(), slices, Seat.NONE));
    turn.done("TRANSFER_SENT", rules, transfer.pool(), amount, effects)
        .with("reference", turn.command.id())
        .with("counterparty", transfer.to());
  }

  private static BigDecimal left(NaiveTurn turn, String pool) {
    return turn.wallet.grants.stream()
        .filter(grant -> grant.active() && grant.pool.equals(pool))
        .map(grant -> grant.left)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** General grants before scoped ones. */
  private List<NaiveGrant> slices(String pool, BigDecimal amount) {
    List<NaiveGrant> slices = new ArrayList<>();
    BigDecimal open = amount;
    List<NaiveGrant> order =
        wallet.inDrawOrder().stream()
            .filter(grant -> grant.active() && grant.pool.equals(pool))
            .sorted(Comparator.comparing(grant -> !grant.scope.isEmpty()))
            .toList();
    for (NaiveGrant grant : order) {
      BigDecimal part = grant.left.min(open);
      open = open.subtract(part);
      if (part.signum() > 0) {
        slices.add(grant.termsOf(part));
      }
    }
    return slices;
  }

  private void send(NaiveEffects effects, NaiveGrant slice) {
    NaiveGrant grant = wallet.known(slice.id).orElseThrow();
    turn.post(effects, grant, "TRANSFER", slice.amount.negate(), BigDecimal.ZERO);
  }

  private void depart(NaiveEffects effects, Transit transit) {
    wallet.transits.add(transit);
    effects.transits.add(transit.words());
  }

  void moveSeat(Command.MoveSeat move) {
    Rules.Plan plan = turn.plan(rules);
    if (!plan.paid()) {
      refusal.refuse(Reason.NOT_ALLOWED_BY_PLAN);
    }
    if (plan.paid()
        && !(wallet.holds.isEmpty() && wallet.transits.isEmpty() && wallet.pending.isEmpty())) {
      refusal.refuse(Reason.SEAT_BLOCKED);
    }
    NaivePlans plans = new NaivePlans(turn, rules);
    List<NaiveGrant> slices =
        wallet.inDrawOrder().stream()
            .filter(
                grant -> plans.belongs(grant, plan) && !grant.voided() && grant.left.signum() > 0)
            .map(grant -> grant.termsOf(grant.left))
            .toList();
    if (slices.size() > MOST_SLICES) {
      refusal.refuse(Reason.TOO_MANY);
    }
    if (!refusal.none()) {
      return;
    }
    Seat seat = new Seat(wallet.plan, wallet.anchor, List.copyOf(wallet.periods));
    NaiveEffects effects = new NaiveEffects();
    slices.forEach(slice -> send(effects, slice));
    depart(effects, new Transit(turn.command.id(), move.to(), slices, seat));
    plans.moveTo(effects, rules.fallback(), turn.decidedAt);
    wallet.seatAt = turn.decidedAt;
    turn.done("TRANSFER_SENT", rules, "", BigDecimal.ZERO, effects)
        .with("reference", turn.command.id())
        .with("counterparty", move.to());
  }

  void settle(Transit transit) {
    wallet.transits.remove(transit);
    NaiveEffects effects = new NaiveEffects();
    effects.endedTransits.add(transit.id());
    turn.done("TRANSFER_SETTLED", rules, transit.pool(), sum(transit), effects)
        .with("reference", transit.id())
        .with("counterparty", transit.to());
  }

  private static BigDecimal sum(Transit transit) {
    return transit.seat().isNone() ? transit.amount() : BigDecimal.ZERO;
  }

  /** Each slice goes back to its grant; a seat comes back as it went. */
  void restore(Transit transit) {
    wallet.transits.remove(transit);
    NaiveEffects effects = new NaiveEffects();
    boolean seat = !transit.seat().isNone() && wallet.open() && !turn.plan(rules).paid();
    if (seat) {
      takeSeat(effects, transit.seat());
    }
    for (NaiveGrant slice : transit.grants()) {
      wallet
          .known(slice.id)
          .ifPresentOrElse(
              grant -> turn.post(effects, grant, "TRANSFER", slice.amount, BigDecimal.ZERO),
              () -> revive(effects, slice));
    }
    effects.endedTransits.add(transit.id());
    Fact fact =
        turn.done("TRANSFER_RESTORED", rules, transit.pool(), sum(transit), effects)
            .with("reference", transit.id())
            .with("counterparty", transit.to());
    if (seat) {
      fact.with("anchor", transit.seat().anchor());
    }
  }

  /** A grant that the wallet knows no more comes again, to expire. */
  private void revive(NaiveEffects effects, NaiveGrant slice) {
    NaiveGrant again = slice.terms();
    turn.revive(effects, again);
    turn.post(effects, again, "TRANSFER", again.amount, BigDecimal.ZERO);
  }

  // The target

  void deliver(Command.Deliver deliver) {
    Seat seat = seat(deliver.seat());
    judge(deliver, seat);
    if (!refusal.none()) {
      return;
    }
    NaiveEffects effects = new NaiveEffects();
    if (!seat.isNone()) {
      takeSeat(effects, seat);
    }
    List<NaiveGrant> slices = deliver.grants().stream().map(NaiveGrant::of).toList();
    for (int i = 0; i < slices.size(); i++) {
      NaiveGrant grant = slices.get(i);
      if (seat.isNone()) {
        arrived(grant);
      } else {
        grant.given = given(grant, seat);
      }
      grant.id = turn.freeName(deliver.from() + ":" + deliver.transfer() + "#" + (i + 1));
      turn.give(effects, rules, grant, "GRANT");
    }
    Transit transit = new Transit(deliver.transfer(), deliver.from(), slices, seat);
    Fact fact =
        turn.done("TRANSFER_RECEIVED", rules, transit.pool(), sum(transit), effects)
            .with("reference", deliver.transfer())
            .with("counterparty", deliver.from());
    if (!seat.isNone()) {
      fact.with("anchor", seat.anchor());
    }
  }

  /** The period that a grant of the seat was given for, if that is still open. */
  private static Instant given(NaiveGrant grant, Seat seat) {
    return seat.periods().stream()
        .filter(period -> period.rule().equals(grant.rule) && grant.times == 0)
        .map(Period::start)
        .filter(start -> !grant.effectiveAt.isBefore(start))
        .findFirst()
        .orElse(Fact.NEVER);
  }

  /** What comes without its plan is a grant given by hand. */
  private void arrived(NaiveGrant grant) {
    grant.source = Source.TRANSFER;
    grant.effectiveAt = turn.decidedAt;
    grant.rule = "";
    grant.times = 0;
    grant.code = "";
  }

  private void judge(Command.Deliver deliver, Seat seat) {
    if (deliver.grants().stream().anyMatch(grant -> !NaiveTurn.hasPool(rules, grant.pool()))) {
      refusal.refuse(Reason.UNKNOWN_POOL);
    }
    if (!seat.isNone()) {
      if (rules.plans().stream().noneMatch(plan -> plan.name().equals(seat.plan()))) {
        refusal.refuse(Reason.UNKNOWN_PLAN);
      }
      if (turn.plan(rules).paid() || !wallet.holds.isEmpty()) {
        refusal.refuse(Reason.SEAT_BLOCKED);
      }
    }
  }

  private Seat seat(Command.Seat seat) {
    return new Seat(
        seat.plan(),
        NaiveLedger.instant(seat.anchor()),
        seat.periods().stream()
            .map(period ->
                new Period(
                    period.rule(),
                    List.of(period.rule()),
                    period.pool(),
                    NaiveLedger.instant(period.start()),
                    NaiveLedger.instant(period.end()),
                    credits(period.issued()),
                    NaiveLedger.instant(period.ceilingEnd()),
                    period.count(),
                    wallet.serials++))
            .toList());
  }

  /** The seat's plan, anchor and periods; what the wallet's own plan gave is voided. */
  private void takeSeat(NaiveEffects effects, Seat seat) {
    Instant at = turn.decidedAt;
    NaivePlans plans = new NaivePlans(turn, rules);
    wallet.pending.clear();
    effects.pending.add("none");
    plans.voidGrants(effects, grant -> NaivePlans.ofPlan(grant, turn.plan(rules)));
    List<Period> own = List.copyOf(wallet.periods);
    wallet.periods.clear();
    wallet.plan = seat.plan();
    wallet.anchor = seat.anchor();
    for (Period period : seat.periods()) {
      wallet.periods.add(period);
      effects.periods.add(period.words());
    }
    wallet.seatAt = at;
    turn.follow(effects, rules);
    Rules.Plan plan = turn.plan(rules);
    plans.emptyLimits(effects, rules, plan, at);
    for (Period period : own) {
      if (seat.periods().stream().noneMatch(one -> one.rule().equals(period.rule()))) {
        effects.periods.add(period.ended(at));
      }
    }
  }
}
