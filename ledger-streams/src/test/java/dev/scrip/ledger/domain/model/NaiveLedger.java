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
import java.util.TreeMap;

/**
 * A second ledger, written from the text and not from the fold: BigDecimal, java.time, plain lists,
 * whole copies; simple and slow. The fold is judged by it. It never reads the fold.
 */
public final class NaiveLedger {
  record Version(Rules rules, Instant publishedAt) {}

  final List<Version> versions = new ArrayList<>();
  private final Duration memory;
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
    NaiveDecision decision = new NaiveDecision(this, wallet, command, at);
    String outcome = decide(decision, wallet, command, at);
    if (!decision.lines.isEmpty() && !wallet.status.equals("ABSENT")) {
      wallet.decidedAt = at;
      wallets.put(command.wallet(), wallet);
    }
    return new Answer(decision.lines, outcome);
  }

  private String decide(NaiveDecision decision, NaiveWallet wallet, Command command, Instant at) {
    if (command.body() instanceof Command.Tick) {
      decision.applyDue();
      return "nothing";
    }
    NaiveWallet.Known known =
        wallet.memory.getOrDefault(
            command.id(), new NaiveWallet.Known(List.of(), Instant.MIN, 0, false));
    boolean remembered = at.isBefore(known.forgetAt());
    boolean decided = remembered && !known.content().isEmpty();
    if (decided && sameContent(known.content().getFirst(), command)) {
      return "replayed " + command.id();
    }
    if (command.body() instanceof Command.Open open
        && !wallet.opening.isEmpty()
        && wallet.opening.getFirst().equals(open)) {
      return "nothing";
    }
    if (command.body() instanceof Command.Forgo forgo && !decided) {
      NaiveWallet.Known target =
          wallet.memory.getOrDefault(
              forgo.id(), new NaiveWallet.Known(List.of(), Instant.MIN, 0, false));
      if (at.isBefore(target.forgetAt())) {
        return target.content().isEmpty() ? "nothing" : "replayed " + forgo.id();
      }
    }
    decision.applyDue();
    boolean accepted = decision.command(decided, remembered && known.forgone(), known.sequence());
    if (!wallet.status.equals("ABSENT") && !decided) {
      long answer = decision.answer;
      if (command.body() instanceof Command.Forgo forgo && accepted) {
        wallet.memory.put(
            forgo.id(), new NaiveWallet.Known(List.of(), at.plus(memory), answer, true));
      } else {
        boolean always = command.body() instanceof Command.AddGrant;
        wallet.memory.put(
            command.id(),
            new NaiveWallet.Known(
                List.of(command), always ? Instant.MAX : at.plus(memory), answer, false));
      }
    }
    return "decided #" + decision.answer;
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
