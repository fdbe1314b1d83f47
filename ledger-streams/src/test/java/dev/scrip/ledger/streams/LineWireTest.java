package dev.scrip.ledger.streams;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Depletion;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Hash;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rejection;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Stamp;
import dev.scrip.ledger.domain.Terms;
import dev.scrip.ledger.domain.Text;
import dev.scrip.ledger.domain.Wallet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines are read as they were written: refunds and captures are decided by what is read. */
class LineWireTest {
  private static final LineWire LINES = new LineWire(3, 4, 5);

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldReadAnyEntryAsItWasWritten(long seed) {
    Entry entry = new AnyValues(seed).any(Entry.class);
    Entry withText = with(entry, entry.text().metadata().isEmpty() ? Text.NONE : entry.text());

    assertSame(withText, LineWire.entry(LINES.bytes(withText, seed)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldReadAnyRejectionAsItWasWritten(long seed) {
    AnyValues values = new AnyValues(seed);
    Rejection any =
        new Rejection(
            values.any(Stamp.class),
            "Charge",
            "message",
            "chat.change",
            "ben",
            "crm",
            seed,
            -seed,
            seed,
            NEVER,
            List.of(values.any(Rejection.Violation.class), values.any(Rejection.Violation.class)),
            List.of(values.any(Rejection.Tried.class)),
            Text.of(Map.of("note", "für 5 €"), new byte[] {1, 2}));

    assertSame(any, LineWire.rejection(LINES.bytes(any, seed)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldReadAnyDepletionAsItWasWritten(long seed) {
    Depletion any = new AnyValues(seed).any(Depletion.class);

    assertSame(any, LineWire.depletion(LINES.bytes(any, seed)));
  }

  @Test
  void shouldTellWhatDoesNotComeFromWhatIsNotGiven() {
    Stamp stamp = new Stamp("ana", 7, Hash.NONE, 5, 4, "c", 1, 2, "free");
    Terms terms =
        new Terms(
            "g", "message", Source.PLAN, 5, 4, NEVER, 0, List.of(), "monthly", false, 4, 0, "");
    Command.Seat seat = new Command.Seat("pro", 4, List.of());
    Entry entry =
        entry(
            stamp,
            new Entry.Effects(
                List.of(terms),
                List.of(
                    new Entry.Posting(
                        "", "message", Entry.PostingKind.FORGIVE, 5, -5, 0, 0, NEVER)),
                List.of(new Entry.LimitUse("daily", "", 5, 0, 1, 4, NEVER)),
                List.of(),
                List.of(),
                List.of(),
                new Entry.DealingsChanged(
                    List.of(),
                    List.of(),
                    List.of(new Wallet.OwnLimit("member", "ben", UNSET)),
                    List.of(Wallet.Pending.NONE),
                    List.of(
                        new Wallet.Transit("t1", "ben", List.of(terms), Command.Seat.NONE),
                        new Wallet.Transit("t2", "ben", List.of(), seat)),
                    List.of(),
                    List.of())));
    assertSame(entry, LineWire.entry(LINES.bytes(entry, 1)));

    Rejection rejection =
        new Rejection(
            stamp,
            "Charge",
            "message",
            "a",
            "",
            "",
            1,
            0,
            0,
            NEVER,
            List.of(
                new Rejection.Violation(
                    Reason.INVALID_FIELD, "f", "v", "d", "", "", UNSET, UNSET, UNSET, NEVER)),
            List.of(),
            Text.NONE);
    assertSame(rejection, LineWire.rejection(LINES.bytes(rejection, 1)));

    Depletion funds = depletion(stamp, UNSET, UNSET);
    assertSame(funds, LineWire.depletion(LINES.bytes(funds, 1)));
    Depletion window = depletion(stamp, 4, NEVER);
    assertSame(window, LineWire.depletion(LINES.bytes(window, 1)));
  }

  @Test
  void shouldTakeOneByteForWhatAPlainChargeHasNot() {
    Stamp stamp = new Stamp("ana", 7, Hash.NONE, 5, 4, "c", 1, 2, "free");
    Entry plain = entry(stamp, Entry.Effects.NONE);
    Entry ended =
        entry(
            stamp,
            new Entry.Effects(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new Entry.DealingsChanged(
                    List.of(),
                    List.of("h"),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of())));
    byte[] bytes = LINES.bytes(plain, 1);
    byte[] more = LINES.bytes(ended, 1);

    assertEquals(0, bytes[bytes.length - 1]);
    assertArrayEquals(
        Arrays.copyOf(bytes, bytes.length - 1), Arrays.copyOf(more, bytes.length - 1));
    assertTrue(more.length > bytes.length);
  }

  private static void assertSame(Line written, Line read) {
    // The canonical form is made of nothing else: lines that are equal have the same.
    assertEquals(written, read);
  }

  private static Entry entry(Stamp stamp, Entry.Effects effects) {
    return new Entry(
        stamp,
        Entry.Type.CHARGED,
        Entry.Cause.COMMAND,
        "message",
        "a",
        "",
        "",
        1,
        1,
        0,
        0,
        Entry.Priced.NONE,
        UNSET,
        UNSET,
        "",
        "",
        effects,
        Text.NONE);
  }

  private static Entry with(Entry entry, Text text) {
    return new Entry(
        entry.stamp(),
        entry.type(),
        entry.cause(),
        entry.pool(),
        entry.action(),
        entry.actor(),
        entry.app(),
        entry.quantity(),
        entry.amount(),
        entry.shortfall(),
        entry.balanceAfter(),
        entry.priced(),
        entry.anchor(),
        entry.openAnchor(),
        entry.reference(),
        entry.counterparty(),
        entry.effects(),
        new Text(new TreeMap<>(text.metadata()), text.salt()));
  }

  private static Depletion depletion(Stamp stamp, long windowStart, long windowEnd) {
    return new Depletion(
        stamp,
        Depletion.Type.TOP_UP_DUE,
        Depletion.Cause.NONE,
        "message",
        List.of("chat.*"),
        "",
        "",
        25,
        "",
        "",
        100,
        NEVER,
        20,
        NEVER,
        windowStart,
        windowEnd);
  }
}
