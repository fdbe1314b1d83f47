package dev.scrip.ledger.domain;

import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Charges a second that the pure fold decides on one core: price, draw-down, line, hash chain,
 * content hash and the wallet after it, under the rules of {@code base44-2025}. Run by {@code mvn
 * -Pjmh -pl ledger-streams -am -DskipTests verify}; results stand in docs/benchmarks.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 3,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xms2g", "-Xmx2g", "-Xmn1g"})
@Threads(1)
public class FoldBenchmark {
  private static final int CHARGES = 100_000;
  private static final long START = Instant.parse("2027-01-10T14:37:05Z").toEpochMilli();
  private static final long PLENTY = 1_000_000_000L * Micros.ONE;

  private static final List<String> ACTIONS =
      List.of(
          "chat.discuss",
          "chat.change",
          "edit.visual_ai",
          "integration.call",
          "email.custom_domain",
          "db.read");

  /** 100 stay in the processor's caches, 100,000 do not. */
  @Param({"100", "100000"})
  private int wallets;

  private Book book = Book.EMPTY;
  private Wallet[] state = {};
  private final Command[] charges = new Command[CHARGES];

  /** Wallets on the plan with the most grants, with more credits than the run can use. */
  @Setup
  public void open() throws IOException, RulesFaults {
    Path preset = Path.of(System.getProperty("scrip.preset", "../deploy/rules/base44-2025.yaml"));
    Rules rules = RulesReader.read(preset.toString(), Files.readString(preset), 1);
    List<Control.Body> head =
        List.of(
            new Control.Setting(4, 14 * Span.DAY_MS),
            new Control.RaiseLevel(1),
            new Control.PublishRules(rules));
    for (int i = 0; i < head.size(); i++) {
      book = ((Book.Applied) book.apply(new Control(i + 1, i, head.get(i)), START)).book();
    }
    state = new Wallet[wallets];
    for (int i = 0; i < wallets; i++) {
      String id = "wallet-" + i;
      Wallet wallet = decide(Wallet.absent(id), "open", new Command.Open("elite", Times.UNSET));
      for (String pool : List.of("message", "integration")) {
        wallet =
            decide(
                wallet,
                "more-" + pool,
                new Command.AddGrant(
                    pool, PLENTY, Source.ADJUSTMENT, Times.UNSET, Times.UNSET, 0, List.of(), ""));
      }
      state[i] = wallet;
    }
    for (int i = 0; i < CHARGES; i++) {
      String action = ACTIONS.get(i % ACTIONS.size());
      charges[i] =
          new Command(
              "charge-" + i,
              "wallet-" + i % wallets,
              "ana",
              "shop",
              Text.NONE,
              Command.Charge.of(action));
    }
  }

  private Wallet decide(Wallet wallet, String id, Command.Body body) {
    Command command = new Command(id, wallet.id(), "", "", Text.NONE, body);
    return Ledger.decide(book, wallet, Memory.NONE, command, START).wallet();
  }

  /** 100,000 charges, each on the state that the last one of its wallet left. */
  @Benchmark
  @OperationsPerInvocation(CHARGES)
  public long decide() {
    long lines = 0;
    for (int i = 0; i < CHARGES; i++) {
      int wallet = i % wallets;
      Decision decision = Ledger.decide(book, state[wallet], Memory.NONE, charges[i], START);
      state[wallet] = decision.wallet();
      lines += decision.lines().size();
    }
    if (lines < CHARGES) {
      throw new IllegalStateException("expected a line for each charge, found " + lines);
    }
    return lines;
  }
}
