package dev.scrip.ledger.streams;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Depletion;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Hash;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rejection;
import dev.scrip.ledger.domain.Stamp;
import dev.scrip.ledger.domain.Text;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.DepletionCause;
import dev.scrip.schemas.DepletionType;
import dev.scrip.schemas.GrantUsable;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.TriedGrant;
import dev.scrip.schemas.Violation;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lines as the records of the three event topics, both ways: what was written is read as the same
 * line, whose canonical form and hash are the same.
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
      case Entry entry -> ENTRIES.encode(entryId, out -> EntryWire.write(entry, offset, out));
      case Rejection rejection -> REJECTIONS.encode(rejectionId, toAvro(rejection, offset));
      case Depletion depletion -> DEPLETIONS.encode(depletionId, toAvro(depletion, offset));
    };
  }

  /**
   * The entry that was written as these bytes.
   *
   * @throws dev.scrip.schemas.UnreadableRecord for anything else
   */
  public static Entry entry(byte[] bytes) {
    return EntryWire.toDomain(ENTRIES.decode(bytes, ENTRIES.schema()));
  }

  /**
   * The rejection that was written as these bytes.
   *
   * @throws dev.scrip.schemas.UnreadableRecord for anything else
   */
  public static Rejection rejection(byte[] bytes) {
    return toDomain(REJECTIONS.decode(bytes, REJECTIONS.schema()));
  }

  /**
   * The depletion event that was written as these bytes.
   *
   * @throws dev.scrip.schemas.UnreadableRecord for anything else
   */
  public static Depletion depletion(byte[] bytes) {
    return toDomain(DEPLETIONS.decode(bytes, DEPLETIONS.schema()));
  }

  private static dev.scrip.schemas.Rejection toAvro(Rejection rejection, long offset) {
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
        .setViolations(rejection.violations().stream().map(LineWire::toAvro).toList())
        .setMetadata(rejection.text().metadata())
        .setMetadataHash(bytes(rejection.text().hash()))
        .setSalt(bytes(rejection.text().salt()))
        .setTried(
            rejection.tried().stream()
                .map(grant ->
                    new TriedGrant(
                        grant.grant(),
                        grant.remaining(),
                        GrantUsable.valueOf(grant.usable().name())))
                .toList())
        .build();
  }

  private static Rejection toDomain(dev.scrip.schemas.Rejection avro) {
    return new Rejection(
        stamp(
            avro.getWallet(),
            avro.getSequence(),
            avro.getHash(),
            avro.getDecidedAt(),
            avro.getEffectiveAt(),
            avro.getCommandId(),
            avro.getLevel(),
            avro.getRulesVersion(),
            avro.getPlan()),
        avro.getCommandType(),
        avro.getPool(),
        avro.getAction(),
        avro.getActor(),
        avro.getApp(),
        avro.getQuantity(),
        avro.getBalance(),
        avro.getFirstSequence(),
        instant(avro.getRetryAt(), NEVER),
        avro.getViolations().stream().map(LineWire::toDomain).toList(),
        avro.getTried().stream()
            .map(grant ->
                new Rejection.Tried(
                    grant.getGrant(),
                    grant.getRemaining(),
                    Rejection.Usable.valueOf(grant.getUsable().name())))
            .toList(),
        text(avro.getMetadata(), avro.getSalt()));
  }

  private static Violation toAvro(Rejection.Violation violation) {
    return new Violation(
        RejectionReason.valueOf(violation.reason().name()),
        violation.field(),
        violation.value(),
        violation.detail(),
        violation.limit(),
        violation.subject(),
        amount(violation.required()),
        amount(violation.available()),
        amount(violation.ceiling()),
        instant(violation.retryAt()));
  }

  private static Rejection.Violation toDomain(Violation avro) {
    return new Rejection.Violation(
        Reason.valueOf(avro.getReason().name()),
        avro.getField(),
        avro.getValue(),
        avro.getDetail(),
        avro.getLimit(),
        avro.getSubject(),
        amount(avro.getRequired()),
        amount(avro.getAvailable()),
        amount(avro.getCeiling()),
        instant(avro.getRetryAt(), NEVER));
  }

  private static dev.scrip.schemas.Depletion toAvro(Depletion depletion, long offset) {
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
        .setScope(depletion.scope())
        .setLimit(depletion.limit())
        .setSubject(depletion.subject())
        .setThreshold(depletion.threshold())
        .setAlert(depletion.alert())
        .setGrant(depletion.grant())
        .setAmount(depletion.amount())
        .setExpiresAt(instant(depletion.expiresAt()))
        .setBalance(depletion.balance())
        .setNextReset(instant(depletion.nextReset()))
        .setWindowStart(instant(depletion.windowStart()))
        .setWindowEnd(instant(depletion.windowEnd()))
        .build();
  }

  private static Depletion toDomain(dev.scrip.schemas.Depletion avro) {
    // A window has a start, and may be without an end; no window has neither.
    long windowStart = instant(avro.getWindowStart(), UNSET);
    return new Depletion(
        stamp(
            avro.getWallet(),
            avro.getSequence(),
            avro.getHash(),
            avro.getDecidedAt(),
            avro.getEffectiveAt(),
            avro.getCommandId(),
            avro.getLevel(),
            avro.getRulesVersion(),
            avro.getPlan()),
        Depletion.Type.valueOf(avro.getType().name()),
        switch (avro.getCause()) {
          case UNKNOWN -> Depletion.Cause.NONE;
          case EMPTY -> Depletion.Cause.EMPTY;
          case REFUSED -> Depletion.Cause.REFUSED;
        },
        avro.getPool(),
        avro.getScope(),
        avro.getLimit(),
        avro.getSubject(),
        avro.getThreshold(),
        avro.getAlert(),
        avro.getGrant(),
        avro.getAmount(),
        instant(avro.getExpiresAt(), NEVER),
        avro.getBalance(),
        instant(avro.getNextReset(), NEVER),
        windowStart,
        instant(avro.getWindowEnd(), windowStart == UNSET ? UNSET : NEVER));
  }

  static Stamp stamp(
      String wallet,
      long sequence,
      ByteBuffer hash,
      Instant decidedAt,
      Instant effectiveAt,
      String commandId,
      int level,
      long rulesVersion,
      String plan) {
    return new Stamp(
        wallet,
        sequence,
        Hash.of(bytes(hash)),
        decidedAt.toEpochMilli(),
        effectiveAt.toEpochMilli(),
        commandId,
        level,
        rulesVersion,
        plan);
  }

  static Text text(Map<String, String> metadata, ByteBuffer salt) {
    return Text.of(metadata, bytes(salt));
  }

  static ByteBuffer bytes(Hash hash) {
    return ByteBuffer.wrap(hash.bytes());
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  static @Nullable Instant instant(long millis) {
    return millis == UNSET || millis == NEVER ? null : Instant.ofEpochMilli(millis);
  }

  /** {@code none} is what null stands for in the field. */
  static long instant(@Nullable Instant instant, long none) {
    return instant == null ? none : instant.toEpochMilli();
  }

  static @Nullable Long amount(long micros) {
    return micros == UNSET ? null : micros;
  }

  private static long amount(@Nullable Long micros) {
    return micros == null ? UNSET : micros;
  }
}
