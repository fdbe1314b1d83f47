package dev.scrip.gateway;

import dev.scrip.schemas.Charge;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryCause;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.LimitUse;
import dev.scrip.schemas.Posting;
import dev.scrip.schemas.PostingKind;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.Violation;
import java.time.Instant;
import java.util.List;

/** Lines as a ledger would leave them. */
final class Lines {
  static final Instant NOW = Instant.parse("2027-01-31T14:37:05Z");
  static final long CREDIT = 1_000_000;

  private Lines() {}

  /** A charge of 1 from a grant of 25, as the first of its day. */
  static Entry charged(Command command, long sequence) {
    Charge charge = (Charge) command.getBody();
    return Entry.newBuilder()
        .setWallet(command.getWallet())
        .setCommandId(command.getCommandId())
        .setType(EntryType.CHARGED)
        .setCause(EntryCause.COMMAND)
        .setSequence(sequence)
        .setDecidedAt(NOW)
        .setEffectiveAt(NOW)
        .setRulesVersion(1)
        .setPlan("free")
        .setPool("message")
        .setAction(charge.getAction())
        .setActor(command.getActor())
        .setApp(command.getApp())
        .setMetadata(command.getMetadata())
        .setQuantity(charge.getQuantity())
        .setAmount(CREDIT)
        .setBalanceAfter(24 * CREDIT)
        .setPriceKind("fixed")
        .setPriceRow(charge.getAction() + "/1")
        .setUnitPrice(CREDIT)
        .setPostings(
            List.of(
                new Posting(
                    "free.message@2027-01-31T14:37:05Z",
                    "message",
                    PostingKind.CHARGE,
                    -CREDIT,
                    25 * CREDIT,
                    24 * CREDIT,
                    0L,
                    Instant.parse("2027-02-28T14:37:05Z"))))
        .setLimits(
            List.of(
                new LimitUse(
                    "message-per-day",
                    "",
                    5 * CREDIT,
                    0L,
                    CREDIT,
                    Instant.parse("2027-01-31T00:00:00Z"),
                    Instant.parse("2027-02-01T00:00:00Z"))))
        .build();
  }

  /** An accepted command of any other type. */
  static Entry entry(Command command, EntryType type) {
    return Entry.newBuilder()
        .setWallet(command.getWallet())
        .setCommandId(command.getCommandId())
        .setType(type)
        .setCause(EntryCause.COMMAND)
        .setSequence(3)
        .setDecidedAt(NOW)
        .setEffectiveAt(NOW)
        .setRulesVersion(1)
        .setPlan("free")
        .build();
  }

  /** A refusal with one violated condition. */
  static Rejection rejected(Command command, RejectionReason reason) {
    boolean credits = reason == RejectionReason.INSUFFICIENT_CREDITS;
    boolean limit =
        switch (reason) {
          case DAILY_CAP, LIMIT_EXCEEDED, MEMBER_LIMIT -> true;
          default -> false;
        };
    Instant retryAt = Instant.parse("2027-02-01T00:00:00Z");
    Violation violation =
        Violation.newBuilder()
            .setReason(reason)
            .setField(credits || limit ? "" : "field")
            .setDetail(credits || limit ? "" : "something else")
            .setLimit(limit ? "message-per-day" : "")
            .setRequired(credits || limit ? CREDIT : null)
            .setAvailable(credits || limit ? 0L : null)
            .setCeiling(limit ? 5 * CREDIT : null)
            .setRetryAt(credits || limit ? retryAt : null)
            .build();
    return Rejection.newBuilder()
        .setWallet(command.getWallet())
        .setCommandId(command.getCommandId())
        .setReason(reason)
        .setSequence(reason == RejectionReason.UNKNOWN_WALLET ? 0 : 4)
        .setDecidedAt(NOW)
        .setEffectiveAt(NOW)
        .setRulesVersion(1)
        .setCommandType(command.getBody().getClass().getSimpleName())
        .setPool(credits || limit ? "message" : "")
        .setAction(command.getBody() instanceof Charge charge ? charge.getAction() : "")
        .setRequired(credits || limit ? CREDIT : null)
        .setAvailable(credits || limit ? 0L : null)
        .setLimit(limit ? 5 * CREDIT : null)
        .setRetryAt(credits || limit ? retryAt : null)
        .setViolations(List.of(violation))
        .build();
  }
}
