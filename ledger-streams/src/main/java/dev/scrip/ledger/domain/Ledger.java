package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Decision.Decided;
import dev.scrip.ledger.domain.Decision.Nothing;
import dev.scrip.ledger.domain.Decision.Remember;
import dev.scrip.ledger.domain.Decision.Replayed;
import dev.scrip.ledger.domain.Memory.Remembered;
import dev.scrip.ledger.domain.Rejection.Violation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The fold. {@link #decide} says what a command comes to and changes nothing; {@link #evolve} makes
 * a line part of the wallet and holds no rule. Neither reads anything but its arguments.
 */
public final class Ledger {
  /**
   * Changes whenever the fold decides otherwise than before on the same log, or keeps its state in
   * another form, until level 1 is frozen: what an older fold has answered must not be decided
   * anew.
   */
  public static final int REVISION = 5;

  /** Part of the level: most violated conditions a rejection names. */
  static final int MOST_VIOLATIONS = 16;

  private Ledger() {}

  /**
   * Decides a command: what fell due before it, the command itself, the crossings it makes.
   *
   * @param appendedAt the broker's append time of the command
   */
  public static Decision decide(
      Book book, Wallet wallet, Memory memory, Command command, long appendedAt) {
    long at = Math.max(book.now(appendedAt), wallet.decidedAt());
    if (command.body() instanceof Command.Tick) {
      return tick(book, wallet, command, at);
    }
    Remembered known = live(memory.of(command.id()), at);
    Hash content = command.content();
    if (!known.isNothing() && known.content().equals(content)) {
      return new Decision(wallet, List.of(), new Replayed(command.id()));
    }
    if (command.body() instanceof Command.Forgo forgo && known.content().isNone()) {
      Remembered target = live(memory.of(forgo.id()), at);
      if (!target.isNothing()) {
        return new Decision(
            wallet,
            List.of(),
            target.content().isNone() ? new Nothing() : new Replayed(forgo.id()));
      }
    }
    if (sameOpening(wallet, command) || Transferring.stray(wallet, command.body())) {
      return new Decision(wallet, List.of(), new Nothing());
    }
    Lines lines = new Lines(book, wallet, command, at);
    DueSteps.apply(lines, book, at);
    Situation situation = Situation.of(book, lines.wallet(), memory, command, at);
    Verdict verdict = verdict(situation, known);
    return switch (verdict) {
      case Verdict.Accept accept -> accepted(lines, situation, accept, content);
      case Verdict.Refuse refuse -> refused(lines, situation, refuse, known, content);
    };
  }

  private static Decision accepted(
      Lines lines, Situation situation, Verdict.Accept accept, Hash content) {
    long at = situation.at();
    Entry entry = lines.accepted(accept);
    DueSteps.follow(lines, at, situation.rules());
    if (situation.command().body() instanceof Command.Reset) {
      Overdrafts.afterReset(lines, entry, at, situation.rules());
    }
    Notices.afterEntry(lines, situation.wallet(), entry, at, situation.rules());
    List<Remember> remember = remember(situation, entry, content);
    if (!accept.remember().isEmpty()) {
      remember = Stream.concat(accept.remember().stream(), remember.stream()).toList();
    }
    return new Decision(lines.wallet(), lines.list(), new Decided(entry, remember));
  }

  private static Decision refused(
      Lines lines, Situation situation, Verdict.Refuse refuse, Remembered known, Hash content) {
    boolean conflict = !known.content().isNone();
    Rejection rejection = lines.refused(refuse, conflict ? known.sequence() : 0);
    Notices.afterRejection(lines, situation, rejection);
    List<Remember> remember = conflict ? List.of() : remember(situation, rejection, content);
    return new Decision(lines.wallet(), lines.list(), new Decided(rejection, remember));
  }

  private static Decision tick(Book book, Wallet wallet, Command command, long at) {
    Lines lines = new Lines(book, wallet, command, at);
    DueSteps.apply(lines, book, at);
    return new Decision(lines.wallet(), lines.list(), new Nothing());
  }

  private static Remembered live(Remembered remembered, long at) {
    return at < remembered.forgetAt() ? remembered : Remembered.NOTHING;
  }

  private static boolean sameOpening(Wallet wallet, Command command) {
    return command.body() instanceof Command.Open open
        && wallet.status() != Wallet.Status.ABSENT
        && open.plan().equals(wallet.openPlan())
        && open.anchor() == wallet.openAnchor();
  }

  /**
   * Rules in the order of precedence: what a command is, then what is known of it, then the rest.
   */
  private static Verdict verdict(Situation situation, Remembered known) {
    Command command = situation.command();
    List<Violation> violations = Fields.faults(command, situation.at());
    standing(situation, known).ifPresent(violations::add);
    if (!violations.isEmpty()) {
      violations.sort(Comparator.comparing(Violation::reason));
      int most = Math.min(violations.size(), MOST_VIOLATIONS);
      return new Verdict.Refuse("", Times.NEVER, violations.subList(0, most), List.of());
    }
    return switch (command.body()) {
      case Command.Open open -> Subscribing.decide(situation, open);
      case Command.Charge charge -> Charging.decide(situation, charge);
      case Command.AddGrant grant -> Granting.decide(situation, grant);
      case Command.VoidGrant target -> Granting.decide(situation, target);
      case Command.Authorize authorize -> Holding.decide(situation, authorize);
      case Command.Capture capture -> Holding.decide(situation, capture);
      case Command.Release release -> Holding.decide(situation, release);
      case Command.Refund refund -> Refunding.decide(situation, refund);
      case Command.SetLimit set -> Overriding.decide(situation, set);
      case Command.Transfer transfer -> Transferring.decide(situation, transfer);
      case Command.MoveSeat seat -> Transferring.decide(situation, seat);
      case Command.Deliver deliver -> Transferring.decide(situation, deliver);
      case Command.Settle settle -> Transferring.decide(situation, settle);
      case Command.Restore restore -> Transferring.decide(situation, restore);
      case Command.Reset reset -> Subscribing.decide(situation, reset);
      case Command.ChangePlan change -> PlanChanges.decide(situation, change);
      case Command.CancelPlan _ -> PlanChanges.cancel(situation);
      case Command.ResumePlan _ -> PlanChanges.resume(situation);
      case Command.Close _ -> Subscribing.close(situation);
      case Command.Forgo forgo ->
          Verdict.Accept.of(
              Entry.Type.FORGONE,
              Verdict.About.reference("", 0, forgo.id()),
              Entry.Effects.NONE,
              situation.wallet());
      case Command.Tick _, Command.Unsupported _ ->
          throw new IllegalStateException(command.type() + " is answered before any rule is asked");
    };
  }

  /** What stands against a command whatever it asks for: its id, and the state of the wallet. */
  private static Optional<Violation> standing(Situation situation, Remembered known) {
    Command command = situation.command();
    Wallet.Status status = situation.wallet().status();
    boolean opens = command.body() instanceof Command.Open;
    if (!known.content().isNone()) {
      return against(
          Reason.IDEMPOTENCY_CONFLICT,
          "commandId",
          command.id(),
          "the content of the first command with this id, or a new id");
    }
    if (known.forgone()) {
      return against(
          Reason.FORGONE, "commandId", command.id(), "an id that was not forgone: take a new one");
    }
    if (status == Wallet.Status.ABSENT && !opens) {
      return against(Reason.UNKNOWN_WALLET, "wallet", command.wallet(), "a wallet that was opened");
    }
    if (status != Wallet.Status.ABSENT && opens) {
      return against(
          Reason.WALLET_EXISTS,
          "wallet",
          command.wallet(),
          "a wallet not yet opened, or the same opening as the first");
    }
    return status == Wallet.Status.CLOSED && !worksOnClosed(command.body())
        ? against(Reason.WALLET_CLOSED, "wallet", command.wallet(), "a wallet that is open")
        : Optional.empty();
  }

  /** What only brings to an end what was begun before. */
  private static boolean worksOnClosed(Command.Body body) {
    return switch (body) {
      case Command.Capture _,
          Command.Release _,
          Command.Refund _,
          Command.Settle _,
          Command.Restore _ ->
          true;
      default -> false;
    };
  }

  private static Optional<Violation> against(
      Reason reason, String field, String value, String expected) {
    return Optional.of(Violation.field(reason, field, value, expected));
  }

  private static List<Remember> remember(Situation situation, Line answer, Hash content) {
    Command command = situation.command();
    long sequence = answer.stamp().sequence();
    boolean delivery = command.body() instanceof Command.Deliver;
    // What a transfer brings is answered once and for all, also where there is no wallet.
    if ((sequence == 0 && !delivery) || !Fields.isId(command.id())) {
      return List.of();
    }
    long window = Math.addExact(situation.at(), situation.book().memoryMs());
    if (command.body() instanceof Command.Forgo forgo && answer instanceof Entry) {
      Remembered forgone = new Remembered(Hash.NONE, window, sequence, true, 0, false);
      return List.of(new Remember(forgo.id(), forgone, true));
    }
    Remembered remembered =
        new Remembered(content, forgetAt(situation, answer, window), sequence, false, 0, false);
    return List.of(new Remember(command.id(), remembered, true));
  }

  private static long forgetAt(Situation situation, Line answer, long window) {
    return switch (situation.command().body()) {
      case Command.AddGrant _, Command.Transfer _, Command.MoveSeat _, Command.Deliver _ ->
          Times.NEVER;
      case Command.Authorize authorize when answer instanceof Entry ->
          Math.addExact(window, Holding.expiresIn(authorize));
      default -> window;
    };
  }

  /** The wallet as of an instant: what fell due by then applied, nothing written. */
  public static Wallet asOf(Book book, Wallet wallet, long at) {
    return preview(book, wallet, at).wallet();
  }

  /** When something next falls due for a wallet by time alone; {@link Times#NEVER} = nothing. */
  public static long nextDue(Book book, Wallet wallet) {
    return DueSteps.next(book, wallet, wallet.decidedAt());
  }

  /**
   * Whether a timer should make what fell due by an instant happen now: where people are told of
   * it, a hold expires, the plan changes, or a period ends in which something was used. The rest
   * waits for the next command.
   */
  public static boolean wantsTick(Book book, Wallet wallet, long at) {
    if (nextDue(book, wallet) > at) {
      return false;
    }
    if (wallet.dealings().pending().at() <= at
        || wallet.dealings().holds().stream().anyMatch(hold -> hold.expiresAt() <= at)) {
      return true;
    }
    for (Grant grant : wallet.grants()) {
      boolean used = !grant.rule().isEmpty() && grant.remaining() < grant.amount();
      if (used && (grant.expiresAt() <= at || periodEnds(wallet, grant.rule(), at))) {
        return true;
      }
    }
    return preview(book, wallet, at).lines().stream().anyMatch(Depletion.class::isInstance);
  }

  private static boolean periodEnds(Wallet wallet, String rule, long at) {
    return wallet.periods().stream()
        .anyMatch(period -> period.end() <= at && period.rule().equals(rule));
  }

  private static Decision preview(Book book, Wallet wallet, long at) {
    if (nextDue(book, wallet) > at) {
      return new Decision(wallet, List.of(), new Nothing());
    }
    Command tick = new Command("", wallet.id(), "", "", Text.NONE, new Command.Tick());
    return tick(book, wallet, tick, at);
  }

  /**
   * Makes a line part of the wallet. Total: a line that cannot have happened is a corrupt log.
   *
   * @throws IllegalStateException naming wallet, sequence and both values
   */
  public static Wallet evolve(Wallet wallet, Line line) {
    Stamp stamp = line.stamp();
    if (stamp.sequence() == 0) {
      return wallet;
    }
    if (stamp.sequence() != wallet.sequence() + 1) {
      throw Evolving.corrupt(
          wallet, stamp, "sequence " + (wallet.sequence() + 1), Long.toString(stamp.sequence()));
    }
    return switch (line) {
      case Entry entry -> Evolving.evolve(wallet, entry);
      case Rejection rejection -> Evolving.evolve(wallet, rejection);
      case Depletion depletion -> Evolving.evolve(wallet, depletion);
    };
  }

  /** All lines in order. */
  public static Wallet evolve(Wallet wallet, List<Line> lines) {
    Wallet after = wallet;
    for (Line line : lines) {
      after = evolve(after, line);
    }
    return after;
  }
}
