package dev.scrip.ledger.streams;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;
import static dev.scrip.ledger.streams.LineWire.instant;

import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Stamp;
import dev.scrip.ledger.domain.Terms;
import dev.scrip.schemas.EntryCause;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.GrantTerms;
import dev.scrip.schemas.LimitUse;
import dev.scrip.schemas.MoreFacts;
import dev.scrip.schemas.PeriodOpened;
import dev.scrip.schemas.Posting;
import dev.scrip.schemas.PostingKind;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Entries: domain and Avro, both ways and exactly. They are written field by field: every charge
 * writes one, and Avro's own writer takes many times as long for a record with instants.
 */
final class EntryWire {
  private static final Schema TYPES = EntryType.getClassSchema();
  private static final Schema CAUSES = EntryCause.getClassSchema();
  private static final Schema KINDS = PostingKind.getClassSchema();
  private static final SpecificDatumWriter<GrantTerms> GRANT_TERMS =
      new SpecificDatumWriter<>(GrantTerms.class);
  private static final SpecificDatumWriter<MoreFacts> MORE_FACTS =
      new SpecificDatumWriter<>(MoreFacts.class);

  private EntryWire() {}

  /** Writes the fields of an entry whose command stands at an offset, as the schema orders them. */
  static void write(Entry entry, long offset, Encoder out) throws IOException {
    Stamp stamp = entry.stamp();
    Entry.Effects effects = entry.effects();
    out.writeString(stamp.wallet());
    out.writeEnum(TYPES.getEnumOrdinal(entry.type().name()));
    out.writeLong(stamp.sequence());
    out.writeBytes(stamp.hash().bytes());
    out.writeLong(stamp.decidedAt());
    out.writeLong(stamp.effectiveAt());
    out.writeString(stamp.commandId());
    out.writeLong(offset);
    out.writeInt(stamp.level());
    out.writeLong(stamp.rulesVersion());
    out.writeString(stamp.plan());
    out.writeEnum(CAUSES.getEnumOrdinal(entry.cause().name()));
    out.writeString(entry.pool());
    out.writeString(entry.action());
    out.writeString(entry.actor());
    out.writeString(entry.app());
    out.writeLong(entry.quantity());
    out.writeLong(entry.amount());
    out.writeLong(entry.balanceAfter());
    out.writeString(entry.priced().kind());
    out.writeString(entry.priced().row());
    out.writeLong(entry.priced().unit());
    write(entry.anchor(), out);
    write(entry.openAnchor(), out);
    out.writeString(entry.reference());
    write(effects.grants(), out, EntryWire::write);
    write(effects.postings(), out, EntryWire::write);
    write(effects.limits(), out, EntryWire::write);
    write(effects.periods(), out, EntryWire::write);
    write(effects.closedLimits(), out, EntryWire::write);
    out.writeMapStart();
    out.setItemCount(entry.text().metadata().size());
    for (Map.Entry<String, String> item : entry.text().metadata().entrySet()) {
      out.startItem();
      out.writeString(item.getKey());
      out.writeString(item.getValue());
    }
    out.writeMapEnd();
    out.writeBytes(entry.text().hash().bytes());
    out.writeBytes(entry.text().salt().bytes());
    MoreFacts more = MoreFactsWire.toAvro(entry);
    out.writeIndex(more == null ? 0 : 1);
    if (more != null) {
      MORE_FACTS.write(more, out);
    }
  }

  private interface Writing<T> {
    void write(T value, Encoder out) throws IOException;
  }

  private static <T> void write(List<T> values, Encoder out, Writing<T> one) throws IOException {
    out.writeArrayStart();
    out.setItemCount(values.size());
    for (T value : values) {
      out.startItem();
      one.write(value, out);
    }
    out.writeArrayEnd();
  }

  /** An instant, or null for one that does not come or is not given. */
  private static void write(long millis, Encoder out) throws IOException {
    boolean none = millis == UNSET || millis == NEVER;
    out.writeIndex(none ? 0 : 1);
    if (!none) {
      out.writeLong(millis);
    }
  }

  private static void write(Terms terms, Encoder out) throws IOException {
    GRANT_TERMS.write(toAvro(terms), out);
  }

  private static void write(Entry.Posting posting, Encoder out) throws IOException {
    out.writeString(posting.grant());
    out.writeString(posting.pool());
    out.writeEnum(KINDS.getEnumOrdinal(posting.kind().name()));
    out.writeLong(posting.amount());
    out.writeLong(posting.before());
    out.writeLong(posting.after());
    out.writeLong(posting.held());
    write(posting.expiresAt(), out);
  }

  private static void write(Entry.LimitUse use, Encoder out) throws IOException {
    out.writeString(use.limit());
    out.writeString(use.subject());
    out.writeLong(use.amount());
    out.writeLong(use.before());
    out.writeLong(use.after());
    out.writeLong(use.start());
    write(use.end(), out);
  }

  private static void write(Entry.PeriodOpened period, Encoder out) throws IOException {
    out.writeString(period.rule());
    out.writeString(period.pool());
    out.writeLong(period.start());
    out.writeLong(period.end());
    out.writeLong(period.issued());
    out.writeLong(period.ceilingEnd());
  }

  private static void write(Entry.LimitClosed closed, Encoder out) throws IOException {
    out.writeString(closed.limit());
    out.writeString(closed.subject());
  }

  static Entry toDomain(dev.scrip.schemas.Entry avro) {
    return new Entry(
        LineWire.stamp(
            avro.getWallet(),
            avro.getSequence(),
            avro.getHash(),
            avro.getDecidedAt(),
            avro.getEffectiveAt(),
            avro.getCommandId(),
            avro.getLevel(),
            avro.getRulesVersion(),
            avro.getPlan()),
        Entry.Type.valueOf(avro.getType().name()),
        Entry.Cause.valueOf(avro.getCause().name()),
        avro.getPool(),
        avro.getAction(),
        avro.getActor(),
        avro.getApp(),
        avro.getQuantity(),
        avro.getAmount(),
        MoreFactsWire.shortfall(avro),
        avro.getBalanceAfter(),
        new Entry.Priced(
            avro.getPriceKind(),
            avro.getPriceRow(),
            avro.getUnitPrice(),
            MoreFactsWire.parts(avro)),
        instant(avro.getAnchor(), UNSET),
        instant(avro.getOpenAnchor(), UNSET),
        avro.getReference(),
        MoreFactsWire.counterparty(avro),
        effects(avro),
        LineWire.text(avro.getMetadata(), avro.getSalt()));
  }

  private static Entry.Effects effects(dev.scrip.schemas.Entry avro) {
    return new Entry.Effects(
        all(avro.getGrants(), EntryWire::toDomain),
        all(avro.getPostings(), EntryWire::toDomain),
        all(avro.getLimits(), EntryWire::toDomain),
        all(avro.getPeriods(), EntryWire::toDomain),
        all(
            avro.getClosedLimits(),
            closed -> new Entry.LimitClosed(closed.getLimit(), closed.getSubject())),
        MoreFactsWire.states(avro),
        MoreFactsWire.dealings(avro));
  }

  /** Most lists of most lines are empty. */
  private static <A, B> List<B> all(List<A> values, Function<A, B> other) {
    return values.isEmpty() ? List.of() : values.stream().map(other).toList();
  }

  static GrantTerms toAvro(Terms terms) {
    return new GrantTerms(
        terms.id(),
        terms.pool(),
        terms.source().name().toLowerCase(Locale.ROOT),
        terms.amount(),
        Instant.ofEpochMilli(terms.effectiveAt()),
        instant(terms.expiresAt()),
        terms.priority(),
        terms.scope(),
        terms.rule(),
        terms.code(),
        terms.requiresPaidPlan(),
        terms.origin() == terms.effectiveAt() ? null : Instant.ofEpochMilli(terms.origin()),
        terms.times());
  }

  static Terms toDomain(GrantTerms avro) {
    long effectiveAt = avro.getEffectiveAt().toEpochMilli();
    return new Terms(
        avro.getGrant(),
        avro.getPool(),
        Source.valueOf(avro.getSource().toUpperCase(Locale.ROOT)),
        avro.getAmount(),
        effectiveAt,
        instant(avro.getExpiresAt(), NEVER),
        avro.getPriority(),
        avro.getScope(),
        avro.getRule(),
        avro.getRequiresPaidPlan(),
        instant(avro.getOrigin(), effectiveAt),
        avro.getTimes(),
        avro.getCode());
  }

  private static Entry.Posting toDomain(Posting avro) {
    return new Entry.Posting(
        avro.getGrant(),
        avro.getPool(),
        Entry.PostingKind.valueOf(avro.getKind().name()),
        avro.getAmount(),
        avro.getBefore(),
        avro.getAfter(),
        avro.getHeld(),
        instant(avro.getExpiresAt(), NEVER));
  }

  private static Entry.LimitUse toDomain(LimitUse avro) {
    return new Entry.LimitUse(
        avro.getLimit(),
        avro.getSubject(),
        avro.getAmount(),
        avro.getBefore(),
        avro.getAfter(),
        avro.getWindowStart().toEpochMilli(),
        instant(avro.getWindowEnd(), NEVER));
  }

  private static Entry.PeriodOpened toDomain(PeriodOpened avro) {
    return new Entry.PeriodOpened(
        avro.getRule(),
        avro.getPool(),
        avro.getStart().toEpochMilli(),
        avro.getEnd().toEpochMilli(),
        avro.getIssued(),
        avro.getCeilingEnd().toEpochMilli());
  }
}
