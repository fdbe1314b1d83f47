package dev.scrip.projector.notify;

import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.DepletionCause;
import dev.scrip.schemas.DepletionType;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Violation;
import java.time.Instant;
import java.util.List;

/** The events that docs/notifications.md shows. */
final class Examples {
  private static final Instant NOW = Instant.parse("2027-01-31T14:37:05Z");
  private static final Instant RESET = Instant.parse("2027-02-28T14:37:05Z");
  private static final Instant MIDNIGHT = Instant.parse("2027-02-01T00:00:00Z");

  static {
    Schemas.trust();
  }

  private Examples() {}

  static List<Event> all() {
    return List.of(depleted(), scopeDepleted(), lowBalance(), limitReached(), rejected());
  }

  static Event depleted() {
    return new Event.Crossed(depletion("ana").build());
  }

  private static Event scopeDepleted() {
    return new Event.Crossed(
        depletion("ana")
            .setSequence(9)
            .setCommandId("c-8")
            .setScope(List.of("chat.*"))
            .setCause(DepletionCause.REFUSED)
            .setAmount(3_000_000)
            .setBalance(1_000_000)
            .build());
  }

  static Depletion.Builder depletion(String wallet) {
    return Depletion.newBuilder()
        .setWallet(wallet)
        .setType(DepletionType.DEPLETED)
        .setSequence(7)
        .setDecidedAt(NOW)
        .setEffectiveAt(NOW)
        .setCommandId("c-6")
        .setRulesVersion(1)
        .setPlan("free")
        .setCause(DepletionCause.EMPTY)
        .setPool("message")
        .setNextReset(RESET);
  }

  private static Event lowBalance() {
    return new Event.Crossed(
        depletion("ana")
            .setType(DepletionType.LOW_BALANCE)
            .setSequence(5)
            .setCommandId("c-4")
            .setCause(DepletionCause.UNKNOWN)
            .setAlert("message<20%")
            .setThreshold(5_000_000)
            .setBalance(4_700_000)
            .build());
  }

  private static Event limitReached() {
    return new Event.Crossed(
        depletion("ana")
            .setType(DepletionType.LIMIT_REACHED)
            .setSequence(6)
            .setCommandId("c-5")
            .setCause(DepletionCause.REFUSED)
            .setLimit("free.message.day")
            .setThreshold(5_000_000)
            .setBalance(20_000_000)
            .setWindowStart(Instant.parse("2027-01-31T00:00:00Z"))
            .setWindowEnd(MIDNIGHT)
            .build());
  }

  private static Event rejected() {
    return new Event.Refused(
        Rejection.newBuilder()
            .setWallet("ana")
            .setReason(RejectionReason.DAILY_CAP)
            .setSequence(8)
            .setDecidedAt(NOW)
            .setEffectiveAt(NOW)
            .setCommandId("c-7")
            .setCommandType("Charge")
            .setRulesVersion(1)
            .setPlan("free")
            .setPool("message")
            .setAction("chat.change")
            .setActor("ana")
            .setRequired(1_000_000L)
            .setAvailable(0L)
            .setLimit(5_000_000L)
            .setRetryAt(MIDNIGHT)
            .setBalance(20_000_000)
            .setViolations(
                List.of(
                    Violation.newBuilder()
                        .setReason(RejectionReason.DAILY_CAP)
                        .setLimit("free.message.day")
                        .setRequired(1_000_000L)
                        .setAvailable(0L)
                        .setCeiling(5_000_000L)
                        .setRetryAt(MIDNIGHT)
                        .build()))
            .build());
  }
}
