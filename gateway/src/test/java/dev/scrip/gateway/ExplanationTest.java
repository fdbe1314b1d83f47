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
import dev.scrip.schemas.GrantUsable;
import dev.scrip.schemas.HoldOpened;
import dev.scrip.schemas.LimitUse;
import dev.scrip.schemas.MoreFacts;
import dev.scrip.schemas.OverrideSet;
import dev.scrip.schemas.PlanChangePending;
import dev.scrip.schemas.Posting;
import dev.scrip.schemas.PostingKind;
import dev.scrip.schemas.PricePart;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.TriedGrant;
import dev.scrip.schemas.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
                false,
                null,
                0)));
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

    depletion.setScope(List.of("build.*", "edit.code"));
    assertEquals(
        "tokens for build.*, edit.code is used up; next reset at 2027-02-28T14:37:05Z",
        Explanation.of(new Line.Crossed(depletion)));

    depletion.setCause(DepletionCause.REFUSED);
    depletion.setBalance(500_000);
    assertEquals(
        "tokens for build.*, edit.code refused a charge for lack of credits, 0.5 tokens there;"
            + " next reset at 2027-02-28T14:37:05Z",
        Explanation.of(new Line.Crossed(depletion)));

    depletion.setType(DepletionType.RECOVERED);
    depletion.setBalance(5_000_000);
    assertEquals(
        "tokens for build.*, edit.code has credits again: 5 tokens",
        Explanation.of(new Line.Crossed(depletion)));

    depletion.setScope(List.of());
    depletion.setType(DepletionType.LOW_BALANCE);
    depletion.setAlert("tokens<5");
    depletion.setThreshold(5_000_000);
    depletion.setBalance(4_500_000);
    assertEquals(
        "tokens is low: 4.5 tokens (alert tokens<5, threshold 5); next reset at"
            + " 2027-02-28T14:37:05Z",
        Explanation.of(new Line.Crossed(depletion)));
  }

  @Test
  void shouldSayTheSumOfAPriceOfSeveralParts() {
    Entry tokens = Lines.charged(CHARGE, 2);
    tokens.setLimits(List.of());
    tokens.setPostings(List.of());
    tokens.setPriceKind("tokens");
    tokens.setMore(
        more()
            .setParts(
                List.of(
                    new PricePart("input", 1_200_000_000L, 3_000_000L),
                    new PricePart("output", 300_000_000L, 15_000_000L),
                    new PricePart("minimum", 1_000_000L, 1_000_000L)))
            .build());
    assertEquals(
        "1 message credit for chat.change (row chat.change/1: input 3 × 1200 / 1000000"
            + " + output 15 × 300 / 1000000 + no less than 1)",
        of(tokens));

    tokens.setPriceKind("tiered");
    tokens.setMore(
        more()
            .setParts(
                List.of(
                    new PricePart("free", 2_000_000L, 0L),
                    new PricePart("tier 1", 4_000_000L, 250_000L)))
            .build());
    assertEquals(
        "1 message credit for chat.change (row chat.change/1: 2 free + tier 1 0.25 × 4)",
        of(tokens));
  }

  @Test
  void shouldSayWhatBecameOfAHold() {
    Entry held = Lines.charged(CHARGE, 2);
    held.setType(EntryType.HELD);
    held.setMore(more().setHolds(List.of(hold())).build());
    assertEquals(
        "1 message credit held for chat.change (row chat.change/1: 1 × 1) until"
            + " 2027-01-31T14:52:05Z, from free.message@2027-01-31T14:37:05Z: 25 → 24;"
            + " limit message-per-day: 1 of 5 used",
        of(held));

    Entry captured = Lines.charged(CHARGE, 3);
    captured.setType(EntryType.CAPTURED);
    captured.setReference("h-1");
    captured.setLimits(List.of());
    captured.setPriceKind("");
    captured.setMore(more().setShortfall(500_000L).build());
    captured.setPostings(
        List.of(posting(PostingKind.CAPTURE, 0, 24, -1), posting(PostingKind.RELEASE, 2, 24, -2)));
    assertEquals(
        "1 message credit for chat.change by hold h-1, 0.5 more could not be paid, from"
            + " gift: 1 of what was held, back to gift: 24 → 26",
        of(captured));

    captured.setType(EntryType.REFUNDED);
    captured.setReference("c-1");
    captured.setPostings(List.of(posting(PostingKind.REFUND, 1, 24, 0), overdraft()));
    assertEquals(
        "1 message credit refunded for charge c-1, to gift: 24 → 25, overdraft: -3 → -2",
        of(captured));

    captured.setType(EntryType.RELEASED);
    captured.setReference("h-1");
    captured.setPostings(List.of(posting(PostingKind.RELEASE, 1, 24, -1)));
    assertEquals("1 message credit of hold h-1 released, to gift: 24 → 25", of(captured));
  }

  @Test
  void shouldSayWhatWasFreeAndWhatACeilingCounts() {
    Entry charged = Lines.charged(CHARGE, 2);
    charged.setPostings(List.of());
    charged.setLimits(
        List.of(
            use("$free:chat.change", 3, Instant.parse("2027-02-01T00:00:00Z")),
            use("$ceiling:free.daily", 30, Instant.parse("2027-02-01T00:00:00Z")),
            use("$ceiling:free.weekly", 30, Instant.parse("2027-01-08T00:00:00Z")),
            use("$ceiling:free.ever", 30, null)));
    assertEquals(
        "1 message credit for chat.change (row chat.change/1: 1 × 1); free of charge: 1 of 3 used;"
            + " monthly ceiling of free.daily: 1 of 30 used; weekly ceiling of free.weekly: 1 of 30"
            + " used; ceiling of free.ever: 1 of 30 used",
        of(charged));
  }

  private static LimitUse use(String name, long most, @Nullable Instant end) {
    return new LimitUse(
        name,
        "",
        most * Lines.CREDIT,
        0L,
        Lines.CREDIT,
        Instant.parse("2027-01-01T00:00:00Z"),
        end);
  }

  @Test
  void shouldSayThatAnActionRanTooOften() {
    Rejection rejection = Lines.rejected(CHARGE, RejectionReason.LOOP_BREAKER);
    Violation violation = rejection.getViolations().getFirst();
    violation.setField("action");
    violation.setValue("chat.change");
    violation.setDetail("at most 20 within 60000 ms");
    rejection.setRetryAt(Instant.parse("2027-01-31T14:38:05Z"));
    assertEquals(
        "chat.change was refused: more than 20 within 1 minute (loop breaker); would pass at"
            + " 2027-01-31T14:38:05Z",
        Explanation.of(new Line.Refused(rejection)));

    violation.setDetail("at most 3 within 90000 ms");
    rejection.setRetryAt(null);
    assertEquals(
        "chat.change was refused: more than 3 within 90 seconds (loop breaker)",
        Explanation.of(new Line.Refused(rejection)));
  }

  @Test
  void shouldSayWhereATransferIsAndWhatIsToComeOfAPlan() {
    Entry sent = Lines.entry(CHARGE, EntryType.TRANSFER_SENT);
    sent.setPool("message");
    sent.setAmount(20_000_000);
    sent.setReference("t-1");
    sent.setMore(more().setCounterparty("ben").build());
    assertEquals("20 message credits sent to wallet ben", of(sent));
    sent.setPostings(List.of(posting(PostingKind.TRANSFER, -20, 25, 0)));
    assertEquals("20 message credits sent to wallet ben, from gift: 25 → 5", of(sent));
    sent.setPostings(List.of());
    sent.setType(EntryType.TRANSFER_SETTLED);
    assertEquals("transfer t-1 arrived in wallet ben: 20 message credits", of(sent));
    sent.setType(EntryType.TRANSFER_RESTORED);
    assertEquals("transfer t-1 came back from wallet ben: 20 message credits", of(sent));

    Entry plan = Lines.entry(CHARGE, EntryType.PLAN_CHANGE_SCHEDULED);
    plan.setReference("free");
    plan.setMore(
        more().setPending(List.of(new PlanChangePending("free", Lines.NOW, true))).build());
    assertEquals("plan cancelled: falls back to free at 2027-01-31T14:37:05Z", of(plan));

    Entry own = Lines.entry(CHARGE, EntryType.LIMIT_SET);
    own.setMore(
        more().setOverrides(List.of(new OverrideSet("member", "ben", 30_000_000L))).build());
    assertEquals("limit member (ben) set to 30", of(own));
    own.setMore(more().setOverrides(List.of(new OverrideSet("member", "ben", null))).build());
    assertEquals("limit member (ben) is the rules' own again", of(own));
  }

  @Test
  void shouldSayWhichGrantsWereTriedInVain() {
    Rejection rejection = Lines.rejected(CHARGE, RejectionReason.INSUFFICIENT_CREDITS);
    rejection.setTried(
        List.of(
            new TriedGrant("daily", 300_000L, GrantUsable.YES),
            new TriedGrant("cloud", 4_000_000L, GrantUsable.NOT_IN_SCOPE),
            new TriedGrant("bought", 9_000_000L, GrantUsable.SUSPENDED)));
    assertEquals(
        "chat.change needs 1 message credit, 0 available (daily: 0.3, cloud: 4 for other actions,"
            + " bought: 9 suspended); would pass at 2027-02-01T00:00:00Z",
        Explanation.of(new Line.Refused(rejection)));
  }

  private static MoreFacts.Builder more() {
    return MoreFacts.newBuilder();
  }

  private static HoldOpened hold() {
    return HoldOpened.newBuilder()
        .setHold("h-1")
        .setExpiresAt(Instant.parse("2027-01-31T14:52:05Z"))
        .build();
  }

  private static Posting posting(PostingKind kind, long change, long before, long held) {
    return new Posting(
        "gift",
        "message",
        kind,
        change * Lines.CREDIT,
        before * Lines.CREDIT,
        (before + change) * Lines.CREDIT,
        held * Lines.CREDIT,
        null);
  }

  private static Posting overdraft() {
    return new Posting(
        "",
        "message",
        PostingKind.REFUND,
        Lines.CREDIT,
        -3 * Lines.CREDIT,
        -2 * Lines.CREDIT,
        0L,
        null);
  }
}
