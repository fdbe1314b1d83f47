package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Level 1 of the canonical form, byte for byte: a change of it breaks every chain ever written. */
class CanonicalFormTest {
  private static final Hash BEFORE = Hash.of(filled(32, 7));
  private static final Text TEXT =
      Text.of(new TreeMap<>(Map.of("b", "zwei", "a", "één")), filled(16, 9));

  @Test
  void shouldKeepLevelOneForEver() throws IOException {
    StringBuilder found = new StringBuilder();
    for (Line line : List.of(entry(), rejection(), depletion())) {
      Canonical form = line.write(new Canonical());
      found
          .append(line.getClass().getSimpleName())
          .append(" form ")
          .append(HexFormat.of().formatHex(Arrays.copyOf(form.array(), form.length())))
          .append('\n')
          .append(line.getClass().getSimpleName())
          .append(" hash ")
          .append(BEFORE.chain(line))
          .append('\n');
    }
    assertEquals(golden(), found.toString());
  }

  /** Any one field less would go unnoticed otherwise. */
  @Test
  void shouldHoldEveryFieldOfTheLine() throws IOException {
    String form = golden();
    for (String value :
        List.of(
            "ana",
            "c-1",
            "builder",
            "message",
            "chat.discuss",
            "kim",
            "shop",
            "fixed",
            "chat.discuss/1",
            "ref",
            "g1",
            "r1",
            "CODE",
            "do.*",
            "day",
            "sub",
            "Charge",
            "field",
            "value",
            "detail",
            "limit",
            "subject",
            "message<5",
            "LOW_BALANCE",
            "REFUSED",
            "DAILY_CAP")) {
      String hex = HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8));
      assertEquals(true, form.contains(hex), value);
    }
  }

  /** Their places are what the form holds: a new one comes last. */
  @Test
  void shouldKeepTheOrderOfKindsForEver() {
    assertEquals(
        """
        OPENED CHARGED GRANTED ACTIVATED EXPIRED VOIDED RESET PLAN_CHANGED CLOSED FORGONE HELD \
        CAPTURED RELEASED HOLD_EXPIRED REFUNDED ROLLED_OVER OVERDRAFT_SETTLED LIMIT_SET \
        PLAN_CHANGE_SCHEDULED PLAN_CHANGE_WITHDRAWN TRANSFER_SENT TRANSFER_RECEIVED \
        TRANSFER_SETTLED TRANSFER_RESTORED
        COMMAND DUE
        GRANT CHARGE EXPIRE VOID HOLD CAPTURE RELEASE REFUND ROLLOVER TRANSFER REPAY FORGIVE
        PENDING ACTIVE SUSPENDED VOIDED
        UNKNOWN PLAN DAILY ROLLOVER TOP_UP PROMO ADJUSTMENT REFUND TRANSFER
        YES LIMITED NOT_IN_SCOPE PENDING SUSPENDED
        """,
        names(Entry.Type.values())
            + names(Entry.Cause.values())
            + names(Entry.PostingKind.values())
            + names(Grant.State.values())
            + names(Source.values())
            + names(Rejection.Usable.values()));
  }

  private static String names(Enum<?>[] kinds) {
    return Arrays.stream(kinds).map(Enum::name).collect(Collectors.joining(" ", "", "\n"));
  }

  @Test
  void shouldWriteNumbersThatStandForNoneInOneByte() {
    Canonical form = new Canonical().number(Times.NEVER).number(Times.UNSET).number(0).number(-1);
    assertEquals("00010203", HexFormat.of().formatHex(Arrays.copyOf(form.array(), form.length())));
  }

  private static Stamp stamp() {
    return new Stamp("ana", 42, Hash.NONE, 1_001, 1_000, "c-1", 1, 3, "builder");
  }

  private static Entry entry() {
    return new Entry(
        stamp(),
        Entry.Type.CHARGED,
        Entry.Cause.DUE,
        "message",
        "chat.discuss",
        "kim",
        "shop",
        1_000_000,
        300_000,
        300_002,
        24_700_000,
        new Entry.Priced(
            "fixed", "chat.discuss/1", 300_001, List.of(new Entry.Part("free", 502, 503))),
        500,
        501,
        "ref",
        "bob",
        new Entry.Effects(
            List.of(
                new Terms(
                    "g1",
                    "message",
                    Source.ADJUSTMENT,
                    11,
                    12,
                    13,
                    -14,
                    List.of("do.*"),
                    "r1",
                    true,
                    15,
                    16,
                    "CODE")),
            List.of(
                new Entry.Posting("g1", "message", Entry.PostingKind.EXPIRE, -21, 22, 1, 23, 24)),
            List.of(new Entry.LimitUse("day", "sub", 31, 32, 33, 34, 35)),
            List.of(new Entry.PeriodOpened("r1", "message", 41, 42, 43, 44)),
            List.of(new Entry.LimitClosed("day", "sub")),
            List.of(new Entry.StateChanged("g1", Grant.State.SUSPENDED)),
            dealings()),
        TEXT);
  }

  private static Entry.DealingsChanged dealings() {
    Terms sent =
        new Terms(
            "g3", "message", Source.TOP_UP, 81, 82, 83, 84, List.of(), "r3", false, 85, 86, "");
    Wallet.Period period = new Wallet.Period("r3", "message", 87, 88, 89, 90, 91);
    return new Entry.DealingsChanged(
        List.of(
            new Wallet.Hold(
                "h1",
                "chat.discuss",
                "message",
                "kim",
                "shop",
                "pro",
                92,
                93,
                94,
                new TreeMap<>(Map.of("model", "large")),
                95,
                List.of(new Wallet.Slice("g4", 96)),
                List.of(new Wallet.Use("day", "sub", 97, 98, 99)),
                100)),
        List.of("h2"),
        List.of(new Wallet.OwnLimit("member", "kim", 101)),
        List.of(new Wallet.Pending("free", 102, true)),
        List.of(
            new Wallet.Transit(
                "t1", "cid", List.of(sent), new Command.Seat("elite", 103, List.of(period)))),
        List.of("t2"),
        List.of(new Wallet.Recent("fix.auto", 104)));
  }

  private static Rejection rejection() {
    return new Rejection(
        stamp(),
        "Charge",
        "message",
        "chat.discuss",
        "kim",
        "shop",
        1_000_000,
        51,
        52,
        53,
        List.of(
            new Rejection.Violation(
                Reason.DAILY_CAP,
                "field",
                "value",
                "detail",
                "limit",
                "subject",
                61,
                62,
                63,
                Times.NEVER)),
        List.of(new Rejection.Tried("g5", 64, Rejection.Usable.LIMITED)),
        TEXT);
  }

  private static Depletion depletion() {
    return new Depletion(
        stamp(),
        Depletion.Type.LOW_BALANCE,
        Depletion.Cause.REFUSED,
        "message",
        List.of("do.*"),
        "limit",
        "subject",
        71,
        "message<5",
        "g6",
        76,
        77,
        72,
        73,
        74,
        75);
  }

  private static String golden() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            CanonicalFormTest.class.getResourceAsStream("canonical-level-1.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
