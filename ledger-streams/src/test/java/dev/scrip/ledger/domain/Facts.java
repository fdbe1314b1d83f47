package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.model.Fact;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

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
        .with("decided", instant(stamp.decidedAt()))
        .with("effective", instant(stamp.effectiveAt()))
        .with("by", stamp.commandId())
        .with("v", Long.toString(stamp.rulesVersion()))
        .with("plan", stamp.plan());
  }

  private static Fact of(Entry entry) {
    Entry.Effects effects = entry.effects();
    return stamp(entry.stamp(), "E", entry.type().name())
        .with("cause", entry.cause().name())
        .with("pool", entry.pool())
        .with("amount", credits(entry.amount()))
        .with("balance", credits(entry.balanceAfter()))
        .with(
            "grants",
            effects.grants().stream()
                .map(terms ->
                    terms.grant()
                        + " "
                        + terms.pool()
                        + " "
                        + terms.source()
                        + " "
                        + words(terms.amount())
                        + " "
                        + words(terms.effectiveAt(), terms.expiresAt())
                        + " p"
                        + terms.priority()
                        + " "
                        + terms.scope()
                        + " rule:"
                        + terms.rule()
                        + " code:"
                        + terms.code()
                        + " period:"
                        + Fact.text(instant(terms.periodEnd())))
                .toList()
                .toString())
        .with(
            "postings",
            effects.postings().stream()
                .filter(posting -> posting.amount() != 0)
                .map(posting ->
                    posting.grant()
                        + " "
                        + posting.pool()
                        + " "
                        + posting.kind()
                        + " "
                        + words(posting.amount())
                        + " ("
                        + words(posting.before())
                        + ">"
                        + words(posting.after())
                        + ")")
                .toList()
                .toString())
        .with(
            "limits",
            effects.limits().stream()
                .map(use ->
                    use.limit()
                        + "/"
                        + use.subject()
                        + " of "
                        + words(use.amount())
                        + " ("
                        + words(use.before())
                        + ">"
                        + words(use.after())
                        + ") "
                        + words(use.start(), use.end()))
                .toList()
                .toString())
        .with(
            "periods",
            effects.periods().stream()
                .map(period ->
                    period.rule()
                        + "/"
                        + period.pool()
                        + " "
                        + words(period.start(), period.end())
                        + (period.ceilingEnd() == 0
                            ? ""
                            : " issued "
                                + words(period.issued())
                                + " until "
                                + instant(period.ceilingEnd())))
                .toList()
                .toString())
        .with(
            "closed",
            effects.closedLimits().stream()
                .map(closed -> closed.limit() + "/" + closed.subject())
                .toList()
                .toString())
        .with("action", entry.action())
        .with("actor", entry.actor())
        .with("app", entry.app())
        .with("quantity", credits(entry.quantity()))
        .with(
            "priced",
            entry.priced().kind().isEmpty()
                ? ""
                : entry.priced().kind()
                    + " "
                    + entry.priced().row()
                    + " "
                    + words(entry.priced().unit()))
        .with("anchor", instant(entry.anchor()))
        .with("openAnchor", instant(entry.openAnchor()))
        .with("reference", entry.reference());
  }

  private static Fact of(Rejection rejection) {
    return stamp(rejection.stamp(), "R", rejection.reason().name())
        .with("command", rejection.commandType())
        .with("pool", rejection.pool())
        .with("action", rejection.action())
        .with("actor", rejection.actor())
        .with("app", rejection.app())
        .with("quantity", credits(rejection.quantity()))
        .with("balance", credits(rejection.balance()))
        .with("first", Long.toString(rejection.firstSequence()))
        .with("retry", instant(rejection.retryAt()))
        .with("violations", rejection.violations().stream().map(Facts::words).toList().toString());
  }

  private static String words(Rejection.Violation violation) {
    String words = violation.reason().name();
    if (violation.required() == Times.UNSET || violation.reason() == Reason.INVALID_AMOUNT) {
      return words;
    }
    words += violation.limit().isEmpty() ? "" : " " + violation.limit() + "/" + violation.subject();
    words += " needs " + words(violation.required()) + " has " + words(violation.available());
    return words + " retry " + Fact.text(instant(violation.retryAt()));
  }

  private static Fact of(Depletion depletion) {
    return stamp(depletion.stamp(), "D", depletion.type().name())
        .with("cause", depletion.cause().name())
        .with("pool", depletion.pool())
        .with("balance", credits(depletion.balance()))
        .with("next", instant(depletion.nextReset()))
        .with("limit", depletion.limit())
        .with("subject", depletion.subject())
        .with("threshold", credits(depletion.threshold()))
        .with("alert", depletion.alert())
        .with(
            "window",
            depletion.windowStart() == Times.UNSET
                ? ""
                : words(depletion.windowStart(), depletion.windowEnd()));
  }

  private static BigDecimal credits(long micros) {
    return BigDecimal.valueOf(micros, 6);
  }

  private static String words(long micros) {
    return Fact.text(credits(micros));
  }

  private static String words(long start, long end) {
    return Fact.text(instant(start)) + ".." + Fact.text(instant(end));
  }

  static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
