package dev.scrip.ledger.streams;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Depletion;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Hash;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Rejection;
import dev.scrip.ledger.domain.Stamp;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.DepletionCause;
import dev.scrip.schemas.DepletionType;
import dev.scrip.schemas.EntryCause;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.GrantTerms;
import dev.scrip.schemas.LimitClosed;
import dev.scrip.schemas.LimitUse;
import dev.scrip.schemas.PeriodOpened;
import dev.scrip.schemas.Posting;
import dev.scrip.schemas.PostingKind;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.Violation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Lines as the records of the three event topics.
 *
 * @param entryId registry id of the schema that entries are written with, and so on
 */
public record LineWire(int entryId, int rejectionId, int depletionId) {
  private static final AvroCodec<dev.scrip.schemas.Entry> ENTRIES =
      AvroCodec.of(dev.scrip.schemas.Entry.class);
  private static final AvroCodec<dev.scrip.schemas.Rejection> REJECTIONS =
      AvroCodec.of(dev.scrip.schemas.Rejection.class);
  private static final AvroCodec<dev.scrip.schemas.Depletion> DEPLETIONS =
      AvroCodec.of(dev.scrip.schemas.Depletion.class);

  /** The bytes of a line whose command stands at an offset. */
  public byte[] bytes(Line line, long offset) {
    return switch (line) {
      case Entry entry -> ENTRIES.encode(entryId, avro(entry, offset));
      case Rejection rejection -> REJECTIONS.encode(rejectionId, avro(rejection, offset));
      case Depletion depletion -> DEPLETIONS.encode(depletionId, avro(depletion, offset));
    };
  }

  private static dev.scrip.schemas.Entry avro(Entry entry, long offset) {
    Stamp stamp = entry.stamp();
    Entry.Effects effects = entry.effects();
    return dev.scrip.schemas.Entry.newBuilder()
        .setWallet(stamp.wallet())
        .setSequence(stamp.sequence())
        .setHash(bytes(stamp.hash()))
        .setDecidedAt(Instant.ofEpochMilli(stamp.decidedAt()))
        .setEffectiveAt(Instant.ofEpochMilli(stamp.effectiveAt()))
        .setCommandId(stamp.commandId())
        .setCommandOffset(offset)
        .setLevel(stamp.level())
        .setRulesVersion(stamp.rulesVersion())
        .setPlan(stamp.plan())
        .setType(EntryType.valueOf(entry.type().name()))
        .setCause(EntryCause.valueOf(entry.cause().name()))
        .setPool(entry.pool())
        .setAction(entry.action())
        .setActor(entry.actor())
        .setApp(entry.app())
        .setQuantity(entry.quantity())
        .setAmount(entry.amount())
        .setBalanceAfter(entry.balanceAfter())
        .setPriceKind(entry.priced().kind())
        .setPriceRow(entry.priced().row())
        .setUnitPrice(entry.priced().unit())
        .setAnchor(instant(entry.anchor()))
        .setOpenAnchor(instant(entry.openAnchor()))
        .setReference(entry.reference())
        .setGrants(effects.grants().stream().map(LineWire::avro).toList())
        .setPostings(
            effects.postings().stream()
                .map(posting ->
                    new Posting(
                        posting.grant(),
                        posting.pool(),
                        PostingKind.valueOf(posting.kind().name()),
                        posting.amount(),
                        posting.before(),
                        posting.after()))
                .toList())
        .setLimits(
            effects.limits().stream()
                .map(use ->
                    new LimitUse(
                        use.limit(),
                        use.subject(),
                        use.amount(),
                        use.before(),
                        use.after(),
                        Instant.ofEpochMilli(use.start()),
                        instant(use.end())))
                .toList())
        .setPeriods(
            effects.periods().stream()
                .map(period ->
                    new PeriodOpened(
                        period.rule(),
                        period.pool(),
                        Instant.ofEpochMilli(period.start()),
                        Instant.ofEpochMilli(period.end()),
                        period.issued(),
                        Instant.ofEpochMilli(period.ceilingEnd())))
                .toList())
        .setClosedLimits(
            effects.closedLimits().stream()
                .map(closed -> new LimitClosed(closed.limit(), closed.subject()))
                .toList())
        .setMetadata(entry.text().metadata())
        .setMetadataHash(bytes(entry.text().hash()))
        .setSalt(bytes(entry.text().salt()))
        .build();
  }

  private static GrantTerms avro(Entry.GrantTerms terms) {
    return GrantTerms.newBuilder()
        .setGrant(terms.grant())
        .setPool(terms.pool())
        .setSource(terms.source().name().toLowerCase(Locale.ROOT))
        .setAmount(terms.amount())
        .setEffectiveAt(Instant.ofEpochMilli(terms.effectiveAt()))
        .setExpiresAt(instant(terms.expiresAt()))
        .setPriority(terms.priority())
        .setScope(terms.scope())
        .setRule(terms.rule())
        .setCode(terms.code())
        .setPeriodEnd(instant(terms.periodEnd()))
        .build();
  }

  private static dev.scrip.schemas.Rejection avro(Rejection rejection, long offset) {
    Stamp stamp = rejection.stamp();
    Rejection.Violation first = rejection.violations().getFirst();
    return dev.scrip.schemas.Rejection.newBuilder()
        .setWallet(stamp.wallet())
        .setSequence(stamp.sequence())
        .setHash(bytes(stamp.hash()))
        .setDecidedAt(Instant.ofEpochMilli(stamp.decidedAt()))
        .setEffectiveAt(Instant.ofEpochMilli(stamp.effectiveAt()))
        .setCommandId(stamp.commandId())
        .setCommandOffset(offset)
        .setLevel(stamp.level())
        .setRulesVersion(stamp.rulesVersion())
        .setPlan(stamp.plan())
        .setReason(RejectionReason.valueOf(rejection.reason().name()))
        .setCommandType(rejection.commandType())
        .setPool(rejection.pool())
        .setAction(rejection.action())
        .setActor(rejection.actor())
        .setApp(rejection.app())
        .setQuantity(rejection.quantity())
        .setRequired(amount(first.required()))
        .setAvailable(amount(first.available()))
        .setLimit(amount(first.ceiling()))
        .setRetryAt(instant(rejection.retryAt()))
        .setBalance(rejection.balance())
        .setFirstSequence(rejection.firstSequence())
        .setViolations(
            rejection.violations().stream()
                .map(violation ->
                    new Violation(
                        RejectionReason.valueOf(violation.reason().name()),
                        violation.field(),
                        violation.value(),
                        violation.detail(),
                        violation.limit(),
                        violation.subject(),
                        amount(violation.required()),
                        amount(violation.available()),
                        amount(violation.ceiling()),
                        instant(violation.retryAt())))
                .toList())
        .setMetadata(rejection.text().metadata())
        .setMetadataHash(bytes(rejection.text().hash()))
        .setSalt(bytes(rejection.text().salt()))
        .build();
  }

  private static dev.scrip.schemas.Depletion avro(Depletion depletion, long offset) {
    Stamp stamp = depletion.stamp();
    return dev.scrip.schemas.Depletion.newBuilder()
        .setWallet(stamp.wallet())
        .setSequence(stamp.sequence())
        .setHash(bytes(stamp.hash()))
        .setDecidedAt(Instant.ofEpochMilli(stamp.decidedAt()))
        .setEffectiveAt(Instant.ofEpochMilli(stamp.effectiveAt()))
        .setCommandId(stamp.commandId())
        .setCommandOffset(offset)
        .setLevel(stamp.level())
        .setRulesVersion(stamp.rulesVersion())
        .setPlan(stamp.plan())
        .setType(DepletionType.valueOf(depletion.type().name()))
        .setCause(
            switch (depletion.cause()) {
              case NONE -> DepletionCause.UNKNOWN;
              case EMPTY -> DepletionCause.EMPTY;
              case REFUSED -> DepletionCause.REFUSED;
            })
        .setPool(depletion.pool())
        .setLimit(depletion.limit())
        .setSubject(depletion.subject())
        .setThreshold(depletion.threshold())
        .setAlert(depletion.alert())
        .setBalance(depletion.balance())
        .setNextReset(instant(depletion.nextReset()))
        .setWindowStart(instant(depletion.windowStart()))
        .setWindowEnd(instant(depletion.windowEnd()))
        .build();
  }

  private static ByteBuffer bytes(Hash hash) {
    return ByteBuffer.wrap(hash.bytes());
  }

  private static @Nullable Instant instant(long millis) {
    return millis == UNSET || millis == NEVER ? null : Instant.ofEpochMilli(millis);
  }

  private static @Nullable Long amount(long micros) {
    return micros == UNSET ? null : micros;
  }
}
