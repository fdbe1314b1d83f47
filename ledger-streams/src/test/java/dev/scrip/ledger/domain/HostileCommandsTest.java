package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Command.AddGrant;
import dev.scrip.ledger.domain.Command.Deliver;
import dev.scrip.ledger.domain.Presets.Switches;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What any service may write to the log stops no partition, and no wallet outgrows its record. */
class HostileCommandsTest {
  private static final long T0 = Instant.parse("2027-01-31T14:37:05Z").toEpochMilli();

  private final Fold fold = new Fold(Presets.base44(Switches.DEFAULT), T0);

  private void open(String plan) {
    decide("open", new Command.Open(plan, Times.UNSET), T0);
  }

  private Decision decide(String id, Command.Body body, long at) {
    return fold.decide(new Command(id, "ana", "", "", Text.NONE, body), at);
  }

  // Names that are taken

  @Test
  void shouldPassOverATakenNameWhereATransferArrives() {
    open("free");
    decide("bob:t1#1", grant(2, List.of()), T0);
    decide("deliver:bob:t1", new Deliver("t1", "bob", List.of(slice(3)), Command.Seat.NONE), T0);
    decide("d2", new Deliver("t1", "bob", List.of(slice(4)), Command.Seat.NONE), T0);
    assertEquals(
        List.of("bob:t1#1", "bob:t1#1+2", "bob:t1#1+3"), names("bob"), "each grant has a name");
    assertEquals(34 * Micros.ONE, fold.wallet("ana").balance("message"));
  }

  private List<String> names(String prefix) {
    return fold.wallet("ana").grants().stream()
        .map(Grant::id)
        .filter(id -> id.startsWith(prefix))
        .sorted()
        .toList();
  }

  // Deliveries that no node writes

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, Long.MIN_VALUE})
  void shouldRefuseADeliveryOfNothingOrLess(long amount) {
    open("free");
    Terms terms = slice(1).as("g", amount);
    Decision decision = decide("d", new Deliver("t", "bob", List.of(terms), Command.Seat.NONE), T0);
    assertEquals(Reason.INVALID_FIELD, refusal(decision));
  }

  @Test
  void shouldRefuseADeliveryOfMoreThanANodeSends() {
    open("free");
    Deliver many = new Deliver("t", "bob", Collections.nCopies(65, slice(1)), Command.Seat.NONE);
    assertEquals(Reason.TOO_MANY, refusal(decide("d", many, T0)));
  }

  @Test
  void shouldRefuseASeatWhosePeriodEndsBeforeItBegins() {
    open("free");
    Wallet.Period period = new Wallet.Period("starter.message", "message", T0, T0, 1, 0, 0);
    Command.Seat seat = new Command.Seat("starter", T0, List.of(period));
    assertEquals(
        Reason.INVALID_FIELD, refusal(decide("d", new Deliver("t", "bob", List.of(), seat), T0)));
  }

  @Test
  void shouldRefuseASeatFromBeforeTheCalendar() {
    open("free");
    Wallet.Period period =
        new Wallet.Period("starter.message", "message", Long.MIN_VALUE + 1, T0, 1, 0, 0);
    Command.Seat seat = new Command.Seat("starter", T0, List.of(period));
    assertEquals(
        Reason.INVALID_FIELD, refusal(decide("d", new Deliver("t", "bob", List.of(), seat), T0)));
  }

  // What a wallet keeps

  @Test
  void shouldRefuseAttributesOfManyBytes() {
    open("starter");
    Map<String, String> much = Map.of("note", "x".repeat(2_048));
    Decision decision =
        decide(
            "c",
            new Command.Charge("chat.change", Micros.ONE, Times.UNSET, new TreeMap<>(much)),
            T0);
    assertEquals(Reason.TOO_MANY, refusal(decision));
  }

  @Test
  void shouldRefuseAScopeOfManyBytes() {
    open("free");
    List<String> scope = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      scope.add("a".repeat(100) + i);
    }
    assertEquals(Reason.TOO_MANY, refusal(decide("g", grant(1, scope), T0)));
  }

  /** A delivery that exceeds 64 KiB would be read by nobody, and never answered. */
  @Test
  void shouldRefuseATransferThatCouldNotArrive() {
    open("free");
    List<String> scope = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      scope.add("a".repeat(95) + i);
    }
    for (int i = 0; i < 40; i++) {
      decide("g" + i, grant(1, scope), T0);
    }
    Decision decision = decide("t", new Command.Transfer("bob", "message", 65 * Micros.ONE), T0);
    assertEquals(Reason.TOO_MANY, refusal(decision));
    decide("t2", new Command.Transfer("bob", "message", 35 * Micros.ONE), T0);
    assertEquals(1, fold.wallet("ana").dealings().transits().size());
  }

  private static AddGrant grant(long credits, List<String> scope) {
    return new AddGrant(
        "message", credits * Micros.ONE, Source.ADJUSTMENT, Times.UNSET, Times.UNSET, 0, scope, "");
  }

  private static Terms slice(long credits) {
    return new Terms(
        "g",
        "message",
        Source.ADJUSTMENT,
        credits * Micros.ONE,
        T0,
        Times.NEVER,
        0,
        List.of(),
        "",
        false,
        T0,
        0,
        "");
  }

  private static Reason refusal(Decision decision) {
    assertTrue(decision.lines().getLast() instanceof Rejection, () -> decision.lines().toString());
    return ((Rejection) decision.lines().getLast()).violations().getFirst().reason();
  }
}
