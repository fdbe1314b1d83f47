package dev.scrip.ledger.domain;

import java.util.List;

/**
 * An accepted command, or a step that fell due, with every fact that explains it. Its effects are
 * all that {@link Ledger#evolve} needs.
 *
 * @param pool empty where several or none are meant
 * @param quantity micros
 * @param amount micros charged, granted, held, released, refunded, expired, voided, sent …
 * @param shortfall CAPTURED: micros that funds and limits did not allow beyond what was held
 * @param balanceAfter the pool's balance after the line
 * @param anchor the wallet's anchor where the line sets it, else {@link Times#UNSET}
 * @param reference the id the line is about: a grant given, voided, expired or come into effect, a
 *     hold, a charge refunded, a transfer, a limit, a plan to come, or the command id forgone
 * @param counterparty the other wallet of a transfer
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
    long shortfall,
    long balanceAfter,
    Priced priced,
    long anchor,
    long openAnchor,
    String reference,
    String counterparty,
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
    FORGONE,
    HELD,
    CAPTURED,
    RELEASED,
    HOLD_EXPIRED,
    REFUNDED,
    ROLLED_OVER,
    OVERDRAFT_SETTLED,
    LIMIT_SET,
    PLAN_CHANGE_SCHEDULED,
    PLAN_CHANGE_WITHDRAWN,
    TRANSFER_SENT,
    TRANSFER_RECEIVED,
    TRANSFER_SETTLED,
    TRANSFER_RESTORED
  }

  public enum Cause {
    COMMAND,
    DUE
  }

  /**
   * Which row of the price list said the price, and what it was made of.
   *
   * @param kind fixed, tiered, tokens or reported; empty = no price was read
   * @param unit micros for a quantity of one; 0 where parts say the price
   * @param parts the sum, where it has several; the price is their sum, rounded once
   */
  public record Priced(String kind, String row, long unit, List<Part> parts) {
    public static final Priced NONE = new Priced("", "", 0, List.of());

    public Priced {
      parts = List.copyOf(parts);
    }
  }

  /**
   * One summand of a price.
   *
   * @param name free, tier 1, input, output, cached or minimum
   * @param quantity micros
   * @param unit micros for a quantity of one
   */
  public record Part(String name, long quantity, long unit) {}

  public enum PostingKind {
    GRANT,
    CHARGE,
    EXPIRE,
    VOID,
    HOLD,
    CAPTURE,
    RELEASE,
    REFUND,
    ROLLOVER,
    TRANSFER,
    REPAY,
    FORGIVE
  }

  /**
   * What one grant gained or lost.
   *
   * @param grant empty = the pool's overdraft, of which what is left is what is owed, negative
   * @param amount signed micros that what is left and free changed by
   * @param before left and free before, and {@code after}
   * @param held signed micros that what holds reserve changed by
   * @param expiresAt of the grant
   */
  public record Posting(
      String grant,
      String pool,
      PostingKind kind,
      long amount,
      long before,
      long after,
      long held,
      long expiresAt) {}

  /** A limit's window after the line. */
  public record LimitUse(
      String limit, String subject, long amount, long before, long after, long start, long end) {}

  /** A recurring grant's period the line opened; start = end: ended without a next one. */
  public record PeriodOpened(
      String rule, String pool, long start, long end, long issued, long ceilingEnd) {}

  /** A limit's window the line emptied. */
  public record LimitClosed(String limit, String subject) {}

  /** A grant that is in another state from here on. */
  public record StateChanged(String grant, Grant.State state) {}

  /**
   * What few lines change of the wallet's dealings.
   *
   * @param holds opened
   * @param endedHolds their ids
   * @param overrides set; amount {@link Times#UNSET} = taken back
   * @param pending the change of plan to come, at most one; without a plan: none is to come
   * @param transits sent
   * @param endedTransits their ids
   * @param recent charges that a loop breaker counts
   */
  public record DealingsChanged(
      List<Wallet.Hold> holds,
      List<String> endedHolds,
      List<Wallet.OwnLimit> overrides,
      List<Wallet.Pending> pending,
      List<Wallet.Transit> transits,
      List<String> endedTransits,
      List<Wallet.Recent> recent) {
    public static final DealingsChanged NONE =
        new DealingsChanged(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public DealingsChanged {
      holds = List.copyOf(holds);
      endedHolds = List.copyOf(endedHolds);
      overrides = List.copyOf(overrides);
      pending = List.copyOf(pending);
      transits = List.copyOf(transits);
      endedTransits = List.copyOf(endedTransits);
      recent = List.copyOf(recent);
    }

    public boolean isNone() {
      return equals(NONE);
    }

    void write(Canonical form) {
      form.size(holds.size());
      for (Wallet.Hold hold : holds) {
        form.string(hold.id())
            .string(hold.action())
            .string(hold.pool())
            .string(hold.actor())
            .string(hold.app())
            .string(hold.plan())
            .number(hold.rulesVersion())
            .number(hold.quantity())
            .number(hold.amount())
            .strings(hold.attributes())
            .number(hold.free())
            .size(hold.slices().size());
        hold.slices().forEach(slice -> form.string(slice.grant()).number(slice.amount()));
        form.size(hold.uses().size());
        for (Wallet.Use use : hold.uses()) {
          form.string(use.limit())
              .string(use.subject())
              .number(use.start())
              .number(use.end())
              .number(use.amount());
        }
        form.number(hold.expiresAt());
      }
      form.strings(endedHolds).size(overrides.size());
      for (Wallet.OwnLimit override : overrides) {
        form.string(override.limit()).string(override.subject()).number(override.amount());
      }
      form.size(pending.size());
      for (Wallet.Pending change : pending) {
        form.string(change.plan()).number(change.at()).flag(change.cancel());
      }
      form.size(transits.size());
      for (Wallet.Transit transit : transits) {
        form.string(transit.id()).string(transit.to()).size(transit.grants().size());
        transit.grants().forEach(terms -> terms.write(form));
        form.string(transit.seat().plan()).number(transit.seat().anchor());
        form.size(transit.seat().periods().size());
        transit.seat().periods().forEach(period -> period.write(form));
      }
      form.strings(endedTransits).size(recent.size());
      recent.forEach(charge -> form.string(charge.action()).number(charge.until()));
    }
  }

  /** All that the line changes. */
  public record Effects(
      List<Terms> grants,
      List<Posting> postings,
      List<LimitUse> limits,
      List<PeriodOpened> periods,
      List<LimitClosed> closedLimits,
      List<StateChanged> states,
      DealingsChanged dealings) {
    public static final Effects NONE =
        new Effects(
            List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), DealingsChanged.NONE);

    public Effects {
      grants = List.copyOf(grants);
      postings = List.copyOf(postings);
      limits = List.copyOf(limits);
      periods = List.copyOf(periods);
      closedLimits = List.copyOf(closedLimits);
      states = List.copyOf(states);
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
        shortfall,
        balanceAfter,
        priced,
        anchor,
        openAnchor,
        reference,
        counterparty,
        effects,
        text);
  }

  @Override
  public Canonical write(Canonical form) {
    stamp
        .write(form.letter('E'))
        .kind(type)
        .kind(cause)
        .string(pool)
        .string(action)
        .string(actor)
        .string(app)
        .number(quantity)
        .number(amount)
        .number(shortfall)
        .number(balanceAfter)
        .string(priced.kind())
        .string(priced.row())
        .number(priced.unit())
        .size(priced.parts().size());
    for (Part part : priced.parts()) {
      form.string(part.name()).number(part.quantity()).number(part.unit());
    }
    form.number(anchor).number(openAnchor).string(reference).string(counterparty);
    form.size(effects.grants().size());
    for (Terms terms : effects.grants()) {
      terms.write(form);
    }
    form.size(effects.postings().size());
    for (Posting posting : effects.postings()) {
      // The entry's own pool is not said again; what is left after it is before and amount, as the
      // fold refuses any other.
      form.string(posting.grant())
          .string(posting.pool().equals(pool) ? "" : posting.pool())
          .kind(posting.kind())
          .number(posting.amount())
          .number(posting.before())
          .number(posting.held())
          .number(posting.expiresAt());
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
    form.size(effects.states().size());
    for (StateChanged changed : effects.states()) {
      form.string(changed.grant()).kind(changed.state());
    }
    form.flag(!effects.dealings().isNone());
    if (!effects.dealings().isNone()) {
      effects.dealings().write(form);
    }
    return text.hash().write(form);
  }
}
