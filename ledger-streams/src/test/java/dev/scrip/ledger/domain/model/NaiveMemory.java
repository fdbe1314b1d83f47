package dev.scrip.ledger.domain.model;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.model.NaiveWallet.Slice;
import dev.scrip.ledger.domain.model.NaiveWallet.Use;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * What is remembered of an id.
 *
 * @param content the command, or none for an id that was forgone
 * @param charge what was paid under this id, at most one
 * @param hold whether a hold was opened under this id
 * @param ended whether that hold was captured or released
 */
record NaiveMemory(
    List<Command> content,
    Instant forgetAt,
    long sequence,
    List<Paid> charge,
    boolean hold,
    boolean ended) {
  static final NaiveMemory NOTHING =
      new NaiveMemory(List.of(), Instant.MIN, 0, List.of(), false, false);

  /**
   * What a charge or a capture took.
   *
   * @param slices in the order of its postings; a grant without a name is the overdraft
   * @param uses of limits and ceilings
   * @param free use of the action's free quantity, at most one
   */
  record Paid(
      String action,
      String pool,
      List<Slice> slices,
      List<Use> uses,
      List<Use> free,
      BigDecimal refunded) {
    BigDecimal amount() {
      return slices.stream().map(Slice::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    Paid refunded(BigDecimal sum) {
      return new Paid(action, pool, slices, uses, free, sum);
    }
  }

  static NaiveMemory forgone(Instant until, long sequence) {
    return new NaiveMemory(List.of(), until, sequence, List.of(), false, false);
  }

  NaiveMemory paid(Paid paid) {
    return new NaiveMemory(content, forgetAt, sequence, List.of(paid), hold, ended);
  }

  NaiveMemory endedHold(Instant until) {
    return new NaiveMemory(content, until, sequence, charge, hold, true);
  }

  boolean remembered(Instant at) {
    return at.isBefore(forgetAt);
  }

  boolean forgone() {
    return content.isEmpty();
  }
}
