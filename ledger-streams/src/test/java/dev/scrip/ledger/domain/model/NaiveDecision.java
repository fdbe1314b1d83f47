package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.NaiveLedger.credits;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.model.NaiveNotices.Refusal;
import dev.scrip.ledger.domain.model.NaiveWallet.OwnLimit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** One command, decided after everything that fell due before it. */
final class NaiveDecision {
  private static final int MOST_VIOLATIONS = 16;
  private static final int MOST_TRIED = 16;
  private static final int MOST_OVERRIDES = 1000;

  private final NaiveTurn turn;
  private final NaiveWallet wallet;
  private final Command command;
  private final Rules rules;
  private final NaiveRefusal refusal = new NaiveRefusal();
  private final NaiveNotices notices;

  /** What was paid, if something was. */
  final List<NaiveMemory.Paid> paid = new ArrayList<>();

  /** Sequence of the line that answers. */
  long answer;

  NaiveDecision(NaiveTurn turn) {
    this.turn = turn;
    this.wallet = turn.wallet;
    this.command = turn.command;
    this.rules = turn.ledger.rules();
    this.notices = new NaiveNotices(turn);
  }

  /** True if accepted. */
  boolean decide(boolean conflict, boolean forgone, long firstSequence) {
    NaiveFields.faults(command, turn.decidedAt).forEach(refusal::refuse);
    if (conflict) {
      refusal.refuse(Reason.IDEMPOTENCY_CONFLICT);
    } else if (forgone) {
      refusal.refuse(Reason.FORGONE);
    } else {
      standing();
    }
    int due = turn.lines.size();
    if (refusal.none()) {
      body();
    }
    if (!refusal.none()) {
      reject(conflict ? firstSequence : 0);
      return false;
    }
    answer = wallet.sequence - (turn.lines.size() - due) + 1;
    new NaiveSteps(turn).followGrants(rules, turn.decidedAt);
    notices.judge(rules, turn.decidedAt, List.of());
    return true;
  }

  private void standing() {
    boolean open = command.body() instanceof Command.Open;
    if (wallet.absent() && !open) {
      refusal.refuse(Reason.UNKNOWN_WALLET);
    } else if (open && !wallet.opening.isEmpty()) {
      refusal.refuse(Reason.WALLET_EXISTS);
    } else if (wallet.closed() && !goesOnWhenClosed()) {
      refusal.refuse(Reason.WALLET_CLOSED);
    }
  }

  private boolean goesOnWhenClosed() {
    return command.body() instanceof Command.Capture
        || command.body() instanceof Command.Release
        || command.body() instanceof Command.Refund
        || command.body() instanceof Command.Settle
        || command.body() instanceof Command.Restore;
  }

  private void body() {
    NaiveGranting granting = new NaiveGranting(turn, rules, refusal);
    NaiveCharging charging = new NaiveCharging(turn, rules, refusal, notices);
    NaiveHolds holds = new NaiveHolds(turn, rules);
    NaivePlans plans = new NaivePlans(turn, rules);
    NaiveTransfers transfers = new NaiveTransfers(turn, rules, refusal);
    switch (command.body()) {
      case Command.Open open -> granting.open(open);
      case Command.Charge charge -> charging.charge(charge).ifPresent(paid::add);
      case Command.AddGrant grant -> granting.grant(grant);
      case Command.VoidGrant target -> granting.voidGrant(target);
      case Command.Authorize hold -> charging.authorize(hold);
      case Command.Capture capture -> holds.capture(capture, refusal, notices).ifPresent(paid::add);
      case Command.Release release -> holds.release(release, refusal);
      case Command.Refund refund -> new NaiveRefunds(turn, rules, refusal).refund(refund);
      case Command.SetLimit limit -> setLimit(limit);
      case Command.Transfer transfer -> transfers.send(transfer);
      case Command.MoveSeat move -> transfers.moveSeat(move);
      case Command.Deliver deliver -> transfers.deliver(deliver);
      case Command.Settle settle ->
          transfers.settle(wallet.transit(settle.transfer()).orElseThrow());
      case Command.Restore restore ->
          transfers.restore(wallet.transit(restore.transfer()).orElseThrow());
      case Command.Reset reset -> granting.reset(reset);
      case Command.ChangePlan change -> plans.change(change, refusal);
      case Command.CancelPlan _ -> plans.cancel(refusal);
      case Command.ResumePlan _ -> plans.resume(refusal);
      case Command.Close _ -> close();
      case Command.Forgo forgo ->
          turn.done("FORGONE", rules, "", BigDecimal.ZERO, new NaiveEffects())
              .with("reference", forgo.id());
      case Command.Tick _, Command.Unsupported _ ->
          throw new IllegalStateException("the model does not judge " + command.body());
    }
  }

  private void close() {
    wallet.status = "CLOSED";
    wallet.periods.clear();
    wallet.windows.clear();
    wallet.pending.clear();
    turn.done("CLOSED", rules, "", BigDecimal.ZERO, new NaiveEffects());
  }

  private void setLimit(Command.SetLimit set) {
    boolean known =
        rules.limits().stream()
            .anyMatch(
                limit -> limit.id().equals(set.limit()) && limit.scope() == Rules.LimitScope.ACTOR);
    if (!known) {
      refusal.refuse(Reason.UNKNOWN_LIMIT);
    }
    if (known && set.amount() != Long.MIN_VALUE && set.amount() < 0) {
      refusal.refuse(NaiveViolation.amount("amount"));
    }
    boolean fresh =
        wallet.overrides.stream()
            .noneMatch(own -> own.limit().equals(set.limit()) && own.subject().equals(set.actor()));
    if (fresh && set.amount() != Long.MIN_VALUE && wallet.overrides.size() >= MOST_OVERRIDES) {
      refusal.refuse(Reason.TOO_MANY);
    }
    if (!refusal.none()) {
      return;
    }
    wallet.overrides.removeIf(
        own -> own.limit().equals(set.limit()) && own.subject().equals(set.actor()));
    BigDecimal amount = set.amount() == Long.MIN_VALUE ? BigDecimal.ZERO : credits(set.amount());
    if (set.amount() != Long.MIN_VALUE) {
      wallet.overrides.add(new OwnLimit(set.limit(), set.actor(), amount));
    }
    NaiveEffects effects = new NaiveEffects();
    effects.overrides.add(set.limit() + "/" + set.actor() + " " + Fact.text(credits(set.amount())));
    turn.done("LIMIT_SET", rules, poolOf(set.limit()), amount, effects)
        .with("reference", set.limit());
  }

  private String poolOf(String limit) {
    return rules.limits().stream()
        .filter(one -> one.id().equals(limit))
        .map(Rules.Limit::pool)
        .findFirst()
        .orElse("");
  }

  // Rejections

  private void reject(long firstSequence) {
    refusal.violations.sort(Comparator.comparing(NaiveViolation::reason));
    boolean absent = wallet.absent();
    if (command.body() instanceof Command.Charge charge) {
      refusal.action = charge.action();
      refusal.quantity = credits(charge.quantity());
    } else if (command.body() instanceof Command.Authorize hold) {
      refusal.action = hold.action();
      refusal.quantity = credits(hold.quantity());
    }
    NaiveRetry retry = new NaiveRetry(turn);
    Instant retryAt =
        refusal.violations.stream().anyMatch(NaiveViolation::isLasting)
            ? Fact.NEVER
            : retry.first(trial -> refusal.passes.stream().allMatch(one -> one.test(trial)));
    List<String> words =
        refusal.violations.stream()
            .limit(MOST_VIOLATIONS)
            .map(one -> one.words((Predicate<NaiveTurn> holds) -> retry.first(holds)))
            .toList();
    if (absent) {
      turn.lines.clear();
    }
    Fact fact =
        turn.stamp("R", refusal.violations.getFirst().reason().name(), turn.decidedAt, rules);
    if (absent) {
      wallet.sequence = 0;
      fact.fields().put("#", "0");
    }
    fact.with("command", command.type())
        .with("pool", refusal.pool)
        .with("action", refusal.action)
        .with("actor", command.actor())
        .with("app", command.app())
        .with("quantity", refusal.quantity)
        .with("balance", wallet.balance(refusal.pool))
        .with("first", Long.toString(firstSequence))
        .with("retry", retryAt)
        .with("violations", words.toString())
        .with("tried", tried().toString());
    if (!command.text().metadata().isEmpty()) {
      fact.with("text", command.text().metadata().toString());
    }
    answer = wallet.sequence;
    if (!absent) {
      notices.judge(rules, turn.decidedAt, refusals());
    }
  }

  /** Grants that were looked at, where credits or limits stand in the way. */
  private List<String> tried() {
    List<String> tried = new ArrayList<>();
    boolean asked =
        refusal.violations.stream()
            .anyMatch(one -> !one.limit().isEmpty() || one.reason() == Reason.INSUFFICIENT_CREDITS);
    if (asked) {
      for (NaiveGrant grant : wallet.inDrawOrder()) {
        if (grant.pool.equals(refusal.pool) && !grant.voided() && grant.left.signum() > 0) {
          refusal.usable.forEach(usable ->
              tried.add(grant.id + " " + Fact.text(grant.left) + " " + usable.apply(grant)));
        }
      }
    }
    return tried.stream().limit(MOST_TRIED).toList();
  }

  private List<Refusal> refusals() {
    return refusal.violations.stream()
        .filter(one -> one.reason() == Reason.INSUFFICIENT_CREDITS)
        .map(one -> new Refusal(refusal.pool, refusal.action, one.required()))
        .toList();
  }
}
