package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.NEVER;
import static dev.scrip.ledger.domain.model.Fact.UNSET;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Rules;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A second ledger, written from the text and not from the fold: BigDecimal, java.time, plain lists,
 * whole copies; simple and slow. The fold is judged by it. It never reads the fold.
 */
public final class NaiveLedger {
  record Version(Rules rules, Instant publishedAt) {}

  final List<Version> versions = new ArrayList<>();
  final Duration memory;
  private final Map<String, NaiveWallet> wallets = new TreeMap<>();
  private Instant controlAt = Instant.MIN;

  public NaiveLedger(Duration memory) {
    this.memory = memory;
  }

  /** What a command comes to: lines, and what the sender hears. */
  public record Answer(List<Fact> lines, String outcome) {}

  public void publish(Rules rules, Instant at) {
    controlAt = at.isBefore(controlAt) ? controlAt : at;
    versions.add(new Version(rules, controlAt));
  }

  Rules rules() {
    return versions.getLast().rules();
  }

  /** The newest version whose instant is before the step's own. */
  Rules rulesFor(Instant step) {
    return versions.reversed().stream()
        .filter(version -> version.publishedAt().isBefore(step))
        .findFirst()
        .orElse(versions.getFirst())
        .rules();
  }

  public Answer decide(Command command, long appendedAt) {
    NaiveWallet wallet = wallets.getOrDefault(command.wallet(), new NaiveWallet()).copy();
    Instant at = latest(Instant.ofEpochMilli(appendedAt), controlAt, wallet.decidedAt);
    NaiveTurn turn = new NaiveTurn(this, wallet, command, at);
    String outcome = decide(turn, command);
    if (!turn.lines.isEmpty()) {
      if (!wallet.absent()) {
        wallet.decidedAt = at;
        wallet.passed = at; // what was due by then was applied, or is not this wallet's
      }
      wallets.put(command.wallet(), wallet);
    }
    return new Answer(turn.lines, outcome);
  }

  private String decide(NaiveTurn turn, Command command) {
    NaiveWallet wallet = turn.wallet;
    if (command.body() instanceof Command.Tick) {
      new NaiveSteps(turn).applyDue();
      return "nothing";
    }
    Instant at = turn.decidedAt;
    NaiveMemory known = wallet.memory.getOrDefault(command.id(), NaiveMemory.NOTHING);
    boolean remembered = known.remembered(at);
    boolean decided = remembered && !known.forgone();
    if (decided && sameContent(known.content().getFirst(), command)) {
      return "replayed " + command.id();
    }
    Optional<String> early = withoutLine(wallet, command, at, decided);
    if (early.isPresent()) {
      return early.get();
    }
    new NaiveSteps(turn).applyDue();
    NaiveDecision decision = new NaiveDecision(turn);
    boolean accepted = decision.decide(decided, remembered && known.forgone(), known.sequence());
    if (!decided) {
      remember(wallet, command, at, decision, accepted);
    }
    return "decided #" + decision.answer;
  }

  /** What needs no decision: an opening or a transfer's end that is in force, an id forgone. */
  private static Optional<String> withoutLine(
      NaiveWallet wallet, Command command, Instant at, boolean decided) {
    return switch (command.body()) {
      case Command.Open open when wallet.opening.contains(open) -> Optional.of("nothing");
      case Command.Settle settle when wallet.transit(settle.transfer()).isEmpty() ->
          Optional.of("nothing");
      case Command.Restore restore when wallet.transit(restore.transfer()).isEmpty() ->
          Optional.of("nothing");
      case Command.Forgo forgo when !decided -> {
        NaiveMemory target = wallet.memory.getOrDefault(forgo.id(), NaiveMemory.NOTHING);
        yield !target.remembered(at)
            ? Optional.empty()
            : Optional.of(target.forgone() ? "nothing" : "replayed " + forgo.id());
      }
      default -> Optional.empty();
    };
  }

  private void remember(
      NaiveWallet wallet, Command command, Instant at, NaiveDecision decision, boolean accepted) {
    boolean delivery = command.body() instanceof Command.Deliver;
    if (wallet.absent() && !delivery) {
      return;
    }
    if (command.body() instanceof Command.Forgo forgo && accepted) {
      wallet.memory.put(forgo.id(), NaiveMemory.forgone(at.plus(memory), decision.answer));
      return;
    }
    boolean always =
        delivery
            || command.body() instanceof Command.AddGrant
            || command.body() instanceof Command.Transfer
            || command.body() instanceof Command.MoveSeat;
    boolean hold = accepted && command.body() instanceof Command.Authorize;
    Instant forgetAt =
        always
            ? Instant.MAX
            : hold
                ? wallet.hold(command.id()).orElseThrow().expiresAt().plus(memory)
                : at.plus(memory);
    wallet.memory.put(
        command.id(),
        new NaiveMemory(List.of(command), forgetAt, decision.answer, decision.paid, hold, false));
  }

  /** Balance of a pool as the last line left it. */
  public BigDecimal balance(String wallet, String pool) {
    return wallets.getOrDefault(wallet, new NaiveWallet()).balance(pool);
  }

  /** Content is all fields but time of occurrence, salt and headers. */
  private static boolean sameContent(Command one, Command other) {
    return one.actor().equals(other.actor())
        && one.app().equals(other.app())
        && one.text().metadata().equals(other.text().metadata())
        && one.body().equals(other.body());
  }

  private static Instant latest(Instant a, Instant b, Instant c) {
    Instant ab = a.isAfter(b) ? a : b;
    return ab.isAfter(c) ? ab : c;
  }

  static Instant instant(long millis) {
    return millis == Long.MAX_VALUE
        ? NEVER
        : millis == Long.MIN_VALUE ? UNSET : Instant.ofEpochMilli(millis);
  }

  static BigDecimal credits(long micros) {
    return BigDecimal.valueOf(micros, 6);
  }
}
