package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;

import java.util.List;

/**
 * A refused command, with every condition it violated, in the precedence of {@link Reason}; the
 * first one is the answer.
 *
 * @param commandType name of the command's body
 * @param balance of the pool
 * @param tried grants of the pool that were looked at, in draw-down order, where credits or limits
 *     stand in the way; the first ones, if there are many
 * @param firstSequence IDEMPOTENCY_CONFLICT: sequence of the first decision on the id
 */
public record Rejection(
    Stamp stamp,
    String commandType,
    String pool,
    String action,
    String actor,
    String app,
    long quantity,
    long balance,
    long firstSequence,
    long retryAt,
    List<Violation> violations,
    List<Tried> tried,
    Text text)
    implements Line {

  /**
   * One violated condition. Micros that mean nothing here are {@link Times#UNSET}, an instant that
   * does not come is {@link Times#NEVER}.
   *
   * @param detail what was expected
   */
  public record Violation(
      Reason reason,
      String field,
      String value,
      String detail,
      String limit,
      String subject,
      long required,
      long available,
      long ceiling,
      long retryAt) {

    /** The same with the instant from which the condition would hold. */
    Violation retryAt(long instant) {
      return new Violation(
          reason, field, value, detail, limit, subject, required, available, ceiling, instant);
    }

    /** A fault of a field. */
    static Violation field(Reason reason, String field, String value, String detail) {
      return new Violation(
          reason,
          field,
          value.length() > 100 ? value.substring(0, 100) : value,
          detail,
          "",
          "",
          UNSET,
          UNSET,
          UNSET,
          NEVER);
    }

    /** A lack of credits. */
    static Violation funds(long required, long available) {
      return new Violation(
          Reason.INSUFFICIENT_CREDITS, "", "", "", "", "", required, available, UNSET, NEVER);
    }
  }

  public enum Usable {
    /** Wholly, as far as it goes. */
    YES,
    /** As far as a limit lets. */
    LIMITED,
    /** Its scope does not hold the action. */
    NOT_IN_SCOPE,
    PENDING,
    SUSPENDED
  }

  /** A grant that was looked at, with what is left and free of it. */
  public record Tried(String grant, long remaining, Usable usable) {}

  public Rejection {
    violations = List.copyOf(violations);
    tried = List.copyOf(tried);
    if (violations.isEmpty()) {
      throw new IllegalArgumentException("a rejection without a violated condition");
    }
  }

  public Reason reason() {
    return violations.getFirst().reason();
  }

  @Override
  public Rejection chained(Hash hash) {
    return new Rejection(
        stamp.chained(hash),
        commandType,
        pool,
        action,
        actor,
        app,
        quantity,
        balance,
        firstSequence,
        retryAt,
        violations,
        tried,
        text);
  }

  @Override
  public Canonical write(Canonical form) {
    stamp
        .write(form.letter('R'))
        .string(commandType)
        .string(pool)
        .string(action)
        .string(actor)
        .string(app)
        .number(quantity)
        .number(balance)
        .number(firstSequence)
        .number(retryAt)
        .size(violations.size());
    for (Violation violation : violations) {
      form.string(violation.reason().name())
          .string(violation.field())
          .string(violation.value())
          .string(violation.detail())
          .string(violation.limit())
          .string(violation.subject())
          .number(violation.required())
          .number(violation.available())
          .number(violation.ceiling())
          .number(violation.retryAt());
    }
    form.size(tried.size());
    for (Tried grant : tried) {
      form.string(grant.grant()).number(grant.remaining()).kind(grant.usable());
    }
    return text.hash().write(form);
  }
}
