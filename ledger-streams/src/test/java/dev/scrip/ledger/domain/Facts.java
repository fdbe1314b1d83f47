package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.model.Fact;
import dev.scrip.ledger.domain.model.Words;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** A line of the fold in the words of the model. */
final class Facts {
  private Facts() {}

  static List<Fact> of(List<Line> lines) {
    return lines.stream().map(Facts::of).toList();
  }

  static Fact of(Line line) {
    return switch (line) {
      case Entry entry -> of(entry);
      case Rejection rejection -> of(rejection);
      case Depletion depletion -> of(depletion);
    };
  }

  private static Fact stamp(Stamp stamp, String kind, String type) {
    return Fact.of(kind, stamp.sequence(), type)
        .with("wallet", stamp.wallet())
        .with("decided", instant(stamp.decidedAt()))
        .with("effective", instant(stamp.effectiveAt()))
        .with("by", stamp.commandId())
        .with("level", Integer.toString(stamp.level()))
        .with("v", Long.toString(stamp.rulesVersion()))
        .with("plan", stamp.plan());
  }

  private static Fact of(Entry entry) {
    Fact fact =
        stamp(entry.stamp(), "E", entry.type().name())
            .with("cause", entry.cause().name())
            .with("pool", entry.pool())
            .with("amount", credits(entry.amount()))
            .with("shortfall", credits(entry.shortfall()))
            .with("balance", credits(entry.balanceAfter()))
            .with("action", entry.action())
            .with("actor", entry.actor())
            .with("app", entry.app())
            .with("quantity", credits(entry.quantity()))
            .with("priced", words(entry.priced()))
            .with("anchor", instant(entry.anchor()))
            .with("openAnchor", instant(entry.openAnchor()))
            .with("reference", entry.reference())
            .with("counterparty", entry.counterparty());
    effects(fact, entry.effects());
    dealings(fact, entry.effects().dealings());
    return text(fact, entry.text());
  }

  private static Fact text(Fact fact, Text text) {
    return text.metadata().isEmpty() ? fact : fact.with("text", text.metadata().toString());
  }

  private static String words(Entry.Priced priced) {
    return priced.kind().isEmpty()
        ? ""
        : priced.kind()
            + " "
            + priced.row()
            + " "
            + words(priced.unit())
            + " "
            + list(
                priced.parts(),
                part -> Words.part(part.name(), credits(part.quantity()), credits(part.unit())));
  }

  private static void effects(Fact fact, Entry.Effects effects) {
    String type = fact.fields().getOrDefault("type", "");
    fact.with("grants", list(effects.grants(), Facts::words))
        .with(
            "postings",
            ordered(
                type,
                effects.postings(),
                posting ->
                    Words.posting(
                        posting.grant(),
                        posting.pool(),
                        posting.kind().name(),
                        credits(posting.amount()),
                        credits(posting.before()),
                        credits(posting.after()),
                        credits(posting.held()),
                        instant(posting.expiresAt()))))
        .with(
            "limits",
            list(
                effects.limits(),
                use ->
                    Words.limitUse(
                        use.limit(),
                        use.subject(),
                        credits(use.amount()),
                        credits(use.before()),
                        credits(use.after()),
                        instant(use.start()),
                        instant(use.end()))))
        .with(
            "periods",
            ordered(
                type,
                effects.periods(),
                period ->
                    Words.period(
                        period.rule(),
                        period.pool(),
                        instant(period.start()),
                        instant(period.end()),
                        credits(period.issued()),
                        instant(period.ceilingEnd()))))
        .with(
            "closed",
            ordered(
                type, effects.closedLimits(), closed -> closed.limit() + "/" + closed.subject()))
        .with("states", ordered(type, effects.states(), one -> one.grant() + " " + one.state()));
  }

  private static void dealings(Fact fact, Entry.DealingsChanged dealings) {
    fact.with("holds", list(dealings.holds(), Facts::words))
        .with("endedHolds", dealings.endedHolds().toString())
        .with(
            "overrides",
            list(
                dealings.overrides(),
                own -> own.limit() + "/" + own.subject() + " " + words(own.amount())))
        .with(
            "pending",
            list(
                dealings.pending(),
                pending -> Words.pending(pending.plan(), instant(pending.at()), pending.cancel())))
        .with("transits", list(dealings.transits(), Facts::words))
        .with("endedTransits", dealings.endedTransits().toString())
        .with(
            "recent",
            list(dealings.recent(), recent -> recent.action() + " " + instant(recent.until())));
  }

  private static String words(Terms terms) {
    return Words.terms(
        terms.id(),
        terms.pool(),
        terms.source(),
        credits(terms.amount()),
        instant(terms.effectiveAt()),
        instant(terms.expiresAt()),
        terms.priority(),
        terms.scope(),
        terms.rule(),
        terms.requiresPaidPlan(),
        instant(terms.origin()),
        terms.times(),
        terms.code());
  }

  private static String words(Wallet.Hold hold) {
    return Words.hold(
        hold.id(),
        hold.action(),
        hold.pool(),
        hold.actor(),
        hold.app(),
        hold.plan(),
        hold.rulesVersion(),
        credits(hold.quantity()),
        credits(hold.amount()),
        hold.attributes(),
        credits(hold.free()),
        hold.slices().stream().map(slice -> slice.grant() + " " + words(slice.amount())).toList(),
        hold.uses().stream()
            .map(use ->
                Words.use(
                    use.limit(),
                    use.subject(),
                    instant(use.start()),
                    instant(use.end()),
                    credits(use.amount())))
            .toList(),
        instant(hold.expiresAt()));
  }

  private static String words(Wallet.Transit transit) {
    return Words.transit(
        transit.id(),
        transit.to(),
        transit.grants().stream().map(Facts::words).toList(),
        transit.seat().plan(),
        instant(transit.seat().anchor()),
        transit.seat().periods().stream()
            .map(period ->
                Words.period(
                    period.rule(),
                    period.pool(),
                    instant(period.start()),
                    instant(period.end()),
                    credits(period.issued()),
                    instant(period.ceilingEnd())))
            .toList());
  }

  private static Fact of(Rejection rejection) {
    Fact fact =
        stamp(rejection.stamp(), "R", rejection.reason().name())
            .with("command", rejection.commandType())
            .with("pool", rejection.pool())
            .with("action", rejection.action())
            .with("actor", rejection.actor())
            .with("app", rejection.app())
            .with("quantity", credits(rejection.quantity()))
            .with("balance", credits(rejection.balance()))
            .with("first", Long.toString(rejection.firstSequence()))
            .with("retry", instant(rejection.retryAt()))
            .with("violations", list(rejection.violations(), Facts::words))
            .with(
                "tried",
                list(
                    rejection.tried(),
                    tried ->
                        tried.grant() + " " + words(tried.remaining()) + " " + tried.usable()));
    return text(fact, rejection.text());
  }

  private static String words(Rejection.Violation violation) {
    // Of other reasons field and value are prose.
    boolean named =
        violation.reason() == Reason.INVALID_FIELD || violation.reason() == Reason.INVALID_AMOUNT;
    return Words.violation(
        violation.reason().name(),
        named ? violation.field() : "",
        violation.limit(),
        violation.subject(),
        credits(violation.required()),
        credits(violation.available()),
        credits(violation.ceiling()),
        instant(violation.retryAt()));
  }

  private static Fact of(Depletion depletion) {
    return stamp(depletion.stamp(), "D", depletion.type().name())
        .with("cause", depletion.cause().name())
        .with("pool", depletion.pool())
        .with("scope", depletion.scope().toString())
        .with("balance", credits(depletion.balance()))
        .with("next", instant(depletion.nextReset()))
        .with("limit", depletion.limit())
        .with("subject", depletion.subject())
        .with("threshold", credits(depletion.threshold()))
        .with("alert", depletion.alert())
        .with("grant", depletion.grant())
        .with("amount", credits(depletion.amount()))
        .with(
            "expires",
            depletion.expiresAt() == Times.NEVER ? "" : Fact.text(instant(depletion.expiresAt())))
        .with(
            "window",
            depletion.windowStart() == Times.UNSET
                ? ""
                : Words.span(instant(depletion.windowStart()), instant(depletion.windowEnd())));
  }

  private static <T> String ordered(String type, List<T> values, Function<T, String> words) {
    return Words.list(type, values.stream().map(words).toList());
  }

  private static <T> String list(List<T> values, Function<T, String> words) {
    return values.stream().map(words).toList().toString();
  }

  private static BigDecimal credits(long micros) {
    return BigDecimal.valueOf(micros, 6);
  }

  private static String words(long micros) {
    return Fact.text(credits(micros));
  }

  static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
