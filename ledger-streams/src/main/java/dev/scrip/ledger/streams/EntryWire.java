package dev.scrip.ledger.streams;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;
import static dev.scrip.ledger.streams.LineWire.bytes;
import static dev.scrip.ledger.streams.LineWire.instant;

import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Source;
import dev.scrip.ledger.domain.Stamp;
import dev.scrip.ledger.domain.Terms;
import dev.scrip.schemas.EntryCause;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.GrantTerms;
import dev.scrip.schemas.LimitClosed;
import dev.scrip.schemas.LimitUse;
import dev.scrip.schemas.PeriodOpened;
import dev.scrip.schemas.Posting;
import dev.scrip.schemas.PostingKind;
import java.time.Instant;
import java.util.Locale;

/** Entries: domain and Avro, both ways and exactly. */
final class EntryWire {
  private EntryWire() {}

  static dev.scrip.schemas.Entry toAvro(Entry entry, long offset) {
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
        .setGrants(effects.grants().stream().map(EntryWire::toAvro).toList())
        .setPostings(effects.postings().stream().map(EntryWire::toAvro).toList())
        .setLimits(effects.limits().stream().map(EntryWire::toAvro).toList())
        .setPeriods(effects.periods().stream().map(EntryWire::toAvro).toList())
        .setClosedLimits(
            effects.closedLimits().stream()
                .map(closed -> new LimitClosed(closed.limit(), closed.subject()))
                .toList())
        .setMetadata(entry.text().metadata())
        .setMetadataHash(bytes(entry.text().hash()))
        .setSalt(bytes(entry.text().salt()))
        .setMore(MoreFactsWire.toAvro(entry))
        .build();
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
        avro.getGrants().stream().map(EntryWire::toDomain).toList(),
        avro.getPostings().stream().map(EntryWire::toDomain).toList(),
        avro.getLimits().stream().map(EntryWire::toDomain).toList(),
        avro.getPeriods().stream().map(EntryWire::toDomain).toList(),
        avro.getClosedLimits().stream()
            .map(closed -> new Entry.LimitClosed(closed.getLimit(), closed.getSubject()))
            .toList(),
        MoreFactsWire.states(avro),
        MoreFactsWire.dealings(avro));
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

  private static Posting toAvro(Entry.Posting posting) {
    return new Posting(
        posting.grant(),
        posting.pool(),
        PostingKind.valueOf(posting.kind().name()),
        posting.amount(),
        posting.before(),
        posting.after(),
        posting.held(),
        instant(posting.expiresAt()));
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

  private static LimitUse toAvro(Entry.LimitUse use) {
    return new LimitUse(
        use.limit(),
        use.subject(),
        use.amount(),
        use.before(),
        use.after(),
        Instant.ofEpochMilli(use.start()),
        instant(use.end()));
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

  private static PeriodOpened toAvro(Entry.PeriodOpened period) {
    return new PeriodOpened(
        period.rule(),
        period.pool(),
        Instant.ofEpochMilli(period.start()),
        Instant.ofEpochMilli(period.end()),
        period.issued(),
        Instant.ofEpochMilli(period.ceilingEnd()));
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
