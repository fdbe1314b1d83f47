package dev.scrip.deploy.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.deploy.bench.Folded;
import dev.scrip.ledger.domain.Decision;
import dev.scrip.ledger.domain.Rejection;
import dev.scrip.schemas.AddGrant;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.OpenWallet;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands of benchmarks. */
class LoadTest {
  private static final Instant START = Instant.parse("2026-11-15T10:00:00Z");

  /** Shares in per cent of the commands; all others are accepted charges. */
  @ParameterizedTest
  @CsvSource({
    // workload, wallets, duplicates, rejections, grants
    "W1, 2000,  0, 0, 0",
    "W2, 2000,  0, 0, 0",
    "W3,   20,  0, 0, 0",
    "W4, 2000, 10, 0, 0",
    "W5, 2000,  0, 5, 0",
    "W6, 2000,  0, 0, 0",
    "W7, 2000,  5, 5, 1",
    "W7,    3,  5, 5, 1",
  })
  void shouldComeToTheSharesThatAreNamed(
      Workload workload, int wallets, double duplicates, double rejections, double grants) {
    int size = 20_000;
    Map<String, Integer> found = new TreeMap<>();
    new Folded(START)
        .fold(
            new Load(workload, wallets, size, 7, START),
            (command, decision) -> {
              if (isOpening(command)) {
                assertFalse(isRejected(decision), "rejected: " + command);
              } else {
                found.merge(outcome(command, decision), 1, Integer::sum);
              }
            });

    assertShare(duplicates, found, "duplicate", size);
    assertShare(rejections, found, "INSUFFICIENT_CREDITS", size);
    assertShare(grants, found, "grant", size);
    assertShare(100 - duplicates - rejections - grants, found, "charge", size);
    assertTrue(
        Set.of("duplicate", "INSUFFICIENT_CREDITS", "grant", "charge").containsAll(found.keySet()),
        found.toString());
  }

  private static boolean isOpening(Command command) {
    return command.getBody() instanceof OpenWallet || command.getCommandId().startsWith("fund-");
  }

  private static boolean isRejected(Decision decision) {
    return decision.lines().stream().anyMatch(Rejection.class::isInstance);
  }

  private static String outcome(Command command, Decision decision) {
    if (decision.outcome() instanceof Decision.Replayed) {
      return "duplicate";
    }
    for (var line : decision.lines()) {
      if (line instanceof Rejection rejection) {
        return rejection.reason().name();
      }
    }
    return command.getBody() instanceof AddGrant ? "grant" : "charge";
  }

  private static void assertShare(
      double expected, Map<String, Integer> found, String what, int size) {
    assertEquals(expected, 100.0 * found.getOrDefault(what, 0) / size, 0.6, what + " of " + found);
  }

  @Test
  void shouldFundTheOneWalletOfALongRun() {
    Load load = new Load(Workload.W3, 1, 100_000_000, 7, START);
    Folded folded = new Folded(START);
    load.opening(0).forEach(command -> assertFalse(isRejected(folded.decide(command))));

    for (long n = 0; n < 200; n++) {
      assertFalse(isRejected(folded.decide(load.at(n))), "rejected: " + load.at(n));
    }
    // What is meant to be refused is, however much the wallet has.
    Load refused = new Load(Workload.W5, 1, 100_000_000, 8, START);
    Set<String> found = new HashSet<>();
    for (long n = 0; n < 200; n++) {
      found.add(outcome(refused.at(n), folded.decide(refused.at(n))));
    }
    assertEquals(Set.of("charge", "INSUFFICIENT_CREDITS"), found);
  }

  @Test
  void shouldBeTheSameForTheSameSeed() {
    Load load = new Load(Workload.W7, 1_000, 10_000, 42, START);
    Load same = new Load(Workload.W7, 1_000, 10_000, 42, START);
    Load other = new Load(Workload.W7, 1_000, 10_000, 43, START);

    assertEquals(load.at(9_999), same.at(9_999));
    assertEquals(load.opening(17), same.opening(17));
    assertNotEquals(load.at(9_999), other.at(9_999));
  }

  /** Numbers of different versions can be compared only as long as their commands are the same. */
  @Test
  void shouldBeTheSameAsEver() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    AvroCodec<Command> codec = AvroCodec.of(Command.class);
    Load load = new Load(Workload.W7, 1_000_000, 10_000, 1, START);
    for (int wallet = 0; wallet < 100; wallet++) {
      load.opening(wallet).forEach(command -> digest.update(codec.encode(1, command)));
    }
    for (long n = 0; n < load.commands(); n++) {
      digest.update(codec.encode(1, load.at(n)));
    }

    assertEquals(
        "7791d0c4179b40cd3366b498b162e8873c22747d51ccdd454785ba64cfe20f42",
        HexFormat.of().formatHex(digest.digest()));
  }

  @Test
  void shouldNameEachCommandOnce() {
    Load load = new Load(Workload.W1, 1_000, 200_000, 1, START);
    Set<String> ids = new HashSet<>();
    for (long n = 0; n < load.commands(); n++) {
      assertTrue(ids.add(load.at(n).getCommandId()), "number " + n);
    }
  }

  @Test
  void shouldDrawByZipfsLaw() {
    int ranks = 50_000;
    Draw.Picker picker = Draw.ZIPF.over(ranks);
    int draws = 300_000;
    int[] found = new int[ranks];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < draws; i++) {
      found[picker.pick(random)]++;
    }

    double sum = 0;
    for (int k = 0; k < ranks; k++) {
      sum += picker.share(k);
    }
    assertEquals(1, sum, 0.001);
    for (int k : new int[] {0, 1, 2, 10, 100}) {
      double expected = picker.share(k) * draws;
      assertEquals(expected, found[k], 5 * Math.sqrt(expected), "rank " + k);
    }
    // The second comes 2^1.1 times as seldom as the first.
    assertEquals(Math.pow(2, 1.1), picker.share(0) / picker.share(1), 1e-9);
  }
}
