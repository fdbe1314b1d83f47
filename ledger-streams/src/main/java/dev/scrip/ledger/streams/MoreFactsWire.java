package dev.scrip.ledger.streams;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;
import static dev.scrip.ledger.streams.LineWire.amount;
import static dev.scrip.ledger.streams.LineWire.instant;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Entry.DealingsChanged;
import dev.scrip.ledger.domain.Grant;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.schemas.GrantState;
import dev.scrip.schemas.HoldOpened;
import dev.scrip.schemas.HoldSlice;
import dev.scrip.schemas.HoldUse;
import dev.scrip.schemas.MoreFacts;
import dev.scrip.schemas.OverrideSet;
import dev.scrip.schemas.PeriodMoved;
import dev.scrip.schemas.PlanChangePending;
import dev.scrip.schemas.PricePart;
import dev.scrip.schemas.RecentCharge;
import dev.scrip.schemas.SeatMoved;
import dev.scrip.schemas.StateChanged;
import dev.scrip.schemas.TransitOpened;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What few entries have, in a record of its own: a plain charge pays one byte for it. */
final class MoreFactsWire {
  private MoreFactsWire() {}

  static @Nullable MoreFacts toAvro(Entry entry) {
    Entry.Effects effects = entry.effects();
    DealingsChanged dealings = effects.dealings();
    if (entry.shortfall() == 0
        && entry.counterparty().isEmpty()
        && entry.priced().parts().isEmpty()
        && effects.states().isEmpty()
        && dealings.isNone()) {
      return null;
    }
    return new MoreFacts(
        entry.shortfall(),
        entry.counterparty(),
        entry.priced().parts().stream()
            .map(part -> new PricePart(part.name(), part.quantity(), part.unit()))
            .toList(),
        effects.states().stream()
            .map(changed ->
                new StateChanged(changed.grant(), GrantState.valueOf(changed.state().name())))
            .toList(),
        dealings.holds().stream().map(MoreFactsWire::toAvro).toList(),
        dealings.endedHolds(),
        dealings.overrides().stream()
            .map(set -> new OverrideSet(set.limit(), set.subject(), amount(set.amount())))
            .toList(),
        dealings.pending().stream()
            .map(change ->
                new PlanChangePending(change.plan(), instant(change.at()), change.cancel()))
            .toList(),
        dealings.transits().stream().map(MoreFactsWire::toAvro).toList(),
        dealings.endedTransits(),
        dealings.recent().stream()
            .map(charge -> new RecentCharge(charge.action(), Instant.ofEpochMilli(charge.until())))
            .toList());
  }

  static long shortfall(dev.scrip.schemas.Entry avro) {
    return avro.getMore() == null ? 0 : avro.getMore().getShortfall();
  }

  static String counterparty(dev.scrip.schemas.Entry avro) {
    return avro.getMore() == null ? "" : avro.getMore().getCounterparty();
  }

  static List<Entry.Part> parts(dev.scrip.schemas.Entry avro) {
    return avro.getMore() == null
        ? List.of()
        : avro.getMore().getParts().stream()
            .map(part -> new Entry.Part(part.getName(), part.getQuantity(), part.getUnit()))
            .toList();
  }

  static List<Entry.StateChanged> states(dev.scrip.schemas.Entry avro) {
    return avro.getMore() == null
        ? List.of()
        : avro.getMore().getStates().stream()
            .map(changed ->
                new Entry.StateChanged(
                    changed.getGrant(), Grant.State.valueOf(changed.getState().name())))
            .toList();
  }

  static DealingsChanged dealings(dev.scrip.schemas.Entry avro) {
    MoreFacts more = avro.getMore();
    return more == null
        ? DealingsChanged.NONE
        : new DealingsChanged(
            more.getHolds().stream().map(MoreFactsWire::toDomain).toList(),
            more.getEndedHolds(),
            more.getOverrides().stream()
                .map(set ->
                    new Wallet.OwnLimit(
                        set.getLimit(),
                        set.getSubject(),
                        set.getAmount() == null ? UNSET : set.getAmount()))
                .toList(),
            more.getPending().stream()
                .map(change ->
                    new Wallet.Pending(
                        change.getPlan(), instant(change.getAt(), NEVER), change.getCancel()))
                .toList(),
            more.getTransits().stream().map(MoreFactsWire::toDomain).toList(),
            more.getEndedTransits(),
            more.getRecent().stream()
                .map(charge ->
                    new Wallet.Recent(charge.getAction(), charge.getUntil().toEpochMilli()))
                .toList());
  }

  private static HoldOpened toAvro(Wallet.Hold hold) {
    return new HoldOpened(
        hold.id(),
        hold.action(),
        hold.pool(),
        hold.actor(),
        hold.app(),
        hold.plan(),
        hold.rulesVersion(),
        hold.quantity(),
        hold.amount(),
        hold.attributes(),
        hold.free(),
        hold.slices().stream().map(slice -> new HoldSlice(slice.grant(), slice.amount())).toList(),
        hold.uses().stream()
            .map(use ->
                new HoldUse(
                    use.limit(),
                    use.subject(),
                    Instant.ofEpochMilli(use.start()),
                    instant(use.end()),
                    use.amount()))
            .toList(),
        Instant.ofEpochMilli(hold.expiresAt()));
  }

  private static Wallet.Hold toDomain(HoldOpened avro) {
    return new Wallet.Hold(
        avro.getHold(),
        avro.getAction(),
        avro.getPool(),
        avro.getActor(),
        avro.getApp(),
        avro.getPlan(),
        avro.getRulesVersion(),
        avro.getQuantity(),
        avro.getAmount(),
        new TreeMap<>(avro.getAttributes()),
        avro.getFree(),
        avro.getSlices().stream()
            .map(slice -> new Wallet.Slice(slice.getGrant(), slice.getAmount()))
            .toList(),
        avro.getUses().stream()
            .map(use ->
                new Wallet.Use(
                    use.getLimit(),
                    use.getSubject(),
                    use.getWindowStart().toEpochMilli(),
                    instant(use.getWindowEnd(), NEVER),
                    use.getAmount()))
            .toList(),
        avro.getExpiresAt().toEpochMilli());
  }

  private static TransitOpened toAvro(Wallet.Transit transit) {
    Command.Seat seat = transit.seat();
    return new TransitOpened(
        transit.id(),
        transit.to(),
        transit.grants().stream().map(EntryWire::toAvro).toList(),
        seat.equals(Command.Seat.NONE)
            ? null
            : new SeatMoved(
                seat.plan(),
                Instant.ofEpochMilli(seat.anchor()),
                seat.periods().stream()
                    .map(period ->
                        new PeriodMoved(
                            period.rule(),
                            period.pool(),
                            Instant.ofEpochMilli(period.start()),
                            Instant.ofEpochMilli(period.end()),
                            period.count(),
                            period.issued(),
                            Instant.ofEpochMilli(period.ceilingEnd())))
                    .toList()));
  }

  private static Wallet.Transit toDomain(TransitOpened avro) {
    SeatMoved seat = avro.getSeat();
    return new Wallet.Transit(
        avro.getTransfer(),
        avro.getTo(),
        avro.getGrants().stream().map(EntryWire::toDomain).toList(),
        seat == null
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
                    .toList()));
  }
}
