package dev.scrip.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.scrip.projector.audit.Line;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.DepletionCause;
import dev.scrip.schemas.DepletionType;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryCause;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.GrantTerms;
import dev.scrip.schemas.RejectionReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each line in one sentence, made of its own facts. */
class ExplanationTest {
  private static final Command CHARGE =
      CommandClient.command(
          "c", "ada", "", "", Map.of(), new Charge("chat.change", 1_000_000L, null, Map.of()));

  /** Avro builds defaults only of classes it was told to trust, which the codec does. */
  @BeforeAll
  static void trust() {
    AvroCodec.of(Entry.class);
  }

  private static String of(Entry entry) {
    return Explanation.of(new Line.Accepted(entry));
  }

  @Test
  void shouldSayWhatAChargeCostAndWhoPaid() {
    assertEquals(
        "1 message credit for chat.change (row chat.change/1: 1 × 1), from"
            + " free.message@2027-01-31T14:37:05Z: 25 → 24; limit message-per-day: 1 of 5 used",
        of(Lines.charged(CHARGE, 2)));
  }

  @Test
  void shouldSayWhatWasGivenAndForHowLong() {
    Entry opened = Lines.entry(CHARGE, EntryType.OPENED);
    opened.setGrants(
        List.of(
            new GrantTerms(
                "g",
                "message",
                "promo",
                20_000_000L,
                Lines.NOW,
                Instant.parse("2027-02-28T14:37:05Z"),
                0,
                List.of(),
                "",
                "SHARE20",
                null)));
    assertEquals("opened on plan free: 20 message credits until 2027-02-28T14:37:05Z", of(opened));

    opened.setType(EntryType.GRANTED);
    assertEquals(
        "20 message credits until 2027-02-28T14:37:05Z granted as promo (code SHARE20)",
        of(opened));

    opened.setType(EntryType.RESET);
    opened.setCause(EntryCause.DUE);
    assertEquals(
        "periods reset: 20 message credits until 2027-02-28T14:37:05Z, due at"
            + " 2027-01-31T14:37:05Z",
        of(opened));
  }

  @Test
  void shouldSayWhyItWasRefusedAndWhenItWouldPass() {
    assertEquals(
        "chat.change needs 1 message credit, 0 available; would pass at 2027-02-01T00:00:00Z",
        Explanation.of(
            new Line.Refused(Lines.rejected(CHARGE, RejectionReason.INSUFFICIENT_CREDITS))));
    assertEquals(
        "chat.change was refused: field: expected something else",
        Explanation.of(new Line.Refused(Lines.rejected(CHARGE, RejectionReason.UNKNOWN_WALLET))));
  }

  @Test
  void shouldSayWhatWasCrossed() {
    Depletion depletion =
        Depletion.newBuilder()
            .setType(DepletionType.DEPLETED)
            .setCause(DepletionCause.EMPTY)
            .setPool("tokens")
            .setNextReset(Instant.parse("2027-02-28T14:37:05Z"))
            .build();
    assertEquals(
        "tokens is used up; next reset at 2027-02-28T14:37:05Z",
        Explanation.of(new Line.Crossed(depletion)));

    depletion.setType(DepletionType.LOW_BALANCE);
    depletion.setAlert("tokens<5");
    depletion.setThreshold(5_000_000);
    depletion.setBalance(4_500_000);
    assertEquals(
        "tokens is low: 4.5 tokens (alert tokens<5, threshold 5); next reset at"
            + " 2027-02-28T14:37:05Z",
        Explanation.of(new Line.Crossed(depletion)));
  }
}
