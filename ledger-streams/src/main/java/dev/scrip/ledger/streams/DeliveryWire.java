package dev.scrip.ledger.streams;

import static dev.scrip.ledger.domain.Times.NEVER;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Hash;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Terms;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.schemas.Deliver;
import dev.scrip.schemas.DeliveredGrant;
import dev.scrip.schemas.DeliveredPeriod;
import dev.scrip.schemas.DeliveredSeat;
import dev.scrip.schemas.GrantSource;
import dev.scrip.schemas.Restore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** What one wallet sends to another: Avro and domain, both ways. */
final class DeliveryWire {
  private DeliveryWire() {}

  static Deliver toAvro(Command.Deliver deliver) {
    return new Deliver(
        deliver.transfer(),
        deliver.from(),
        deliver.grants().stream().map(DeliveryWire::toAvro).toList(),
        toAvro(deliver.seat()));
  }

  static Command.Deliver toDomain(Deliver deliver) {
    return new Command.Deliver(
        deliver.getTransfer(),
        deliver.getFrom(),
        deliver.getGrants().stream().map(DeliveryWire::toDomain).toList(),
        toDomain(deliver.getSeat()));
  }

  /** A reason that this level does not know is more than it can obey. */
  static Command.Body toDomain(Restore restore) {
    String reason = restore.getReason();
    return EnumSet.allOf(Reason.class).stream()
        .filter(known -> known.name().equals(reason))
        .findFirst()
        .<Command.Body>map(known -> new Command.Restore(restore.getTransfer(), known))
        .orElseGet(() ->
            new Command.Unsupported(
                "Restore", "body.reason: " + reason, content(restore.getTransfer(), reason)));
  }

  private static Hash content(String transfer, String reason) {
    return Hash.of((transfer + '\0' + reason).getBytes(StandardCharsets.UTF_8));
  }

  private static DeliveredGrant toAvro(Terms terms) {
    return new DeliveredGrant(
        terms.id(),
        terms.pool(),
        GrantSource.valueOf(terms.source().name()),
        terms.amount(),
        Instant.ofEpochMilli(terms.effectiveAt()),
        terms.expiresAt() == NEVER ? null : Instant.ofEpochMilli(terms.expiresAt()),
        terms.priority(),
        terms.scope(),
        terms.rule(),
        terms.requiresPaidPlan(),
        Instant.ofEpochMilli(terms.origin()),
        terms.times(),
        terms.code());
  }

  private static Terms toDomain(DeliveredGrant grant) {
    return new Terms(
        grant.getId(),
        grant.getPool(),
        Source.valueOf(grant.getSource().name()),
        grant.getAmount(),
        grant.getEffectiveAt().toEpochMilli(),
        grant.getExpiresAt() == null ? NEVER : grant.getExpiresAt().toEpochMilli(),
        grant.getPriority(),
        grant.getScope(),
        grant.getRule(),
        grant.getRequiresPaidPlan(),
        grant.getOrigin().toEpochMilli(),
        grant.getTimes(),
        grant.getCode());
  }

  private static @Nullable DeliveredSeat toAvro(Command.Seat seat) {
    return seat.equals(Command.Seat.NONE)
        ? null
        : new DeliveredSeat(
            seat.plan(),
            Instant.ofEpochMilli(seat.anchor()),
            seat.periods().stream()
                .map(period ->
                    new DeliveredPeriod(
                        period.rule(),
                        period.pool(),
                        Instant.ofEpochMilli(period.start()),
                        Instant.ofEpochMilli(period.end()),
                        period.count(),
                        period.issued(),
                        Instant.ofEpochMilli(period.ceilingEnd())))
                .toList());
  }

  private static Command.Seat toDomain(@Nullable DeliveredSeat seat) {
    return seat == null
        ? Command.Seat.NONE
        : new Command.Seat(
            seat.getPlan(),
            seat.getAnchor().toEpochMilli(),
            seat.getPeriods().stream()
                .map(period ->
                    new Wallet.Period(
                        period.getRule(),
                        period.getPool(),
                        period.getStart().toEpochMilli(),
                        period.getEnd().toEpochMilli(),
                        period.getCount(),
                        period.getIssued(),
                        period.getCeilingEnd().toEpochMilli()))
                .toList());
  }
}
