package dev.scrip.ledger.domain;

import java.util.List;

/**
 * An accepted command, or a step that fell due, with every fact that explains it. Its effects are
 * all that {@link Ledger#evolve} needs.
 *
 * @param pool empty where several or none are meant
 * @param quantity micros
 * @param amount micros charged, granted, expired or voided
 * @param balanceAfter the pool's balance after the line
 * @param anchor the wallet's anchor where the line sets it, else {@link Times#UNSET}
 * @param reference the id the line is about: a grant given, voided, expired or come into effect, or
 *     the command id forgone
 */
public record Entry(
    Stamp stamp,
    Type type,
    Cause cause,
    String pool,
    String action,
    String actor,
    String app,
    long quantity,
    long amount,
    long balanceAfter,
    Priced priced,
    long anchor,
    long openAnchor,
    String reference,
    Effects effects,
    Text text)
    implements Line {

  public enum Type {
    OPENED,
    CHARGED,
    GRANTED,
    ACTIVATED,
    EXPIRED,
    VOIDED,
    RESET,
    PLAN_CHANGED,
    CLOSED,
    FORGONE
  }

  public enum Cause {
    COMMAND,
    DUE
  }

  /** Which row of the price list said the price; no kind = none was read. */
  public record Priced(String kind, String row, long unit) {
    public static final Priced NONE = new Priced("", "", 0);
  }

  /** A grant the line added; its credits come by a posting. */
  public record GrantTerms(
      String grant,
      String pool,
      Source source,
      long amount,
      long effectiveAt,
      long expiresAt,
      int priority,
      List<String> scope,
      String rule,
      String code,
      long periodEnd) {
    public GrantTerms {
      scope = List.copyOf(scope);
    }
  }

  public enum PostingKind {
    GRANT,
    CHARGE,
    EXPIRE,
    VOID
  }

  /** What one grant gained or lost: signed micros, and what was left before and after. */
  public record Posting(
      String grant, String pool, PostingKind kind, long amount, long before, long after) {}

  /** A limit's window after the line. */
  public record LimitUse(
      String limit, String subject, long amount, long before, long after, long start, long end) {}

  /** A recurring grant's period the line opened; start = end: ended without a next one. */
  public record PeriodOpened(
      String rule, String pool, long start, long end, long issued, long ceilingEnd) {}

  /** A limit's window the line emptied. */
  public record LimitClosed(String limit, String subject) {}

  /** All that the line changes. */
  public record Effects(
      List<GrantTerms> grants,
      List<Posting> postings,
      List<LimitUse> limits,
      List<PeriodOpened> periods,
      List<LimitClosed> closedLimits) {
    public static final Effects NONE =
        new Effects(List.of(), List.of(), List.of(), List.of(), List.of());

    public Effects {
      grants = List.copyOf(grants);
      postings = List.copyOf(postings);
      limits = List.copyOf(limits);
      periods = List.copyOf(periods);
      closedLimits = List.copyOf(closedLimits);
    }
  }

  @Override
  public Entry chained(Hash hash) {
    return new Entry(
        stamp.chained(hash),
        type,
        cause,
        pool,
        action,
        actor,
        app,
        quantity,
        amount,
        balanceAfter,
        priced,
        anchor,
        openAnchor,
        reference,
        effects,
        text);
  }

  @Override
  public Canonical canonical() {
    Canonical form =
        stamp
            .write(new Canonical().string("E"))
            .string(type.name())
            .string(cause.name())
            .string(pool)
            .string(action)
            .string(actor)
            .string(app)
            .number(quantity)
            .number(amount)
            .number(balanceAfter)
            .string(priced.kind())
            .string(priced.row())
            .number(priced.unit())
            .number(anchor)
            .number(openAnchor)
            .string(reference);
    form.size(effects.grants().size());
    for (GrantTerms terms : effects.grants()) {
      form.string(terms.grant())
          .string(terms.pool())
          .string(terms.source().name())
          .number(terms.amount())
          .number(terms.effectiveAt())
          .number(terms.expiresAt())
          .number(terms.priority())
          .strings(terms.scope())
          .string(terms.rule())
          .string(terms.code())
          .number(terms.periodEnd());
    }
    form.size(effects.postings().size());
    for (Posting posting : effects.postings()) {
      form.string(posting.grant())
          .string(posting.pool())
          .string(posting.kind().name())
          .number(posting.amount())
          .number(posting.before())
          .number(posting.after());
    }
    form.size(effects.limits().size());
    for (LimitUse use : effects.limits()) {
      form.string(use.limit())
          .string(use.subject())
          .number(use.amount())
          .number(use.before())
          .number(use.after())
          .number(use.start())
          .number(use.end());
    }
    form.size(effects.periods().size());
    for (PeriodOpened period : effects.periods()) {
      form.string(period.rule())
          .string(period.pool())
          .number(period.start())
          .number(period.end())
          .number(period.issued())
          .number(period.ceilingEnd());
    }
    form.size(effects.closedLimits().size());
    for (LimitClosed closed : effects.closedLimits()) {
      form.string(closed.limit()).string(closed.subject());
    }
    return form.bytes(text.hash().bytes());
  }
}
