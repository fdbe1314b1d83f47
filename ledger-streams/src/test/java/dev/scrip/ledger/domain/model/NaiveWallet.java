package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.NEVER;

import dev.scrip.ledger.domain.Command;
import dev.scrip.ledger.domain.Source;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the model knows of one wallet: plain lists, copied whole when something is tried. */
final class NaiveWallet {
  /** A grant and what is left of it. */
  static final class Grant {
    String id = "";
    String pool = "";
    Source source = Source.UNKNOWN;
    BigDecimal amount = BigDecimal.ZERO;
    BigDecimal left = BigDecimal.ZERO;
    Instant effectiveAt = NEVER;
    Instant expiresAt = NEVER;
    int priority;
    List<String> scope = List.of();
    String rule = "";
    String code = "";
    Instant periodEnd = NEVER;
    boolean active;
    int arrival;

    Grant copy() {
      Grant copy = new Grant();
      copy.id = id;
      copy.pool = pool;
      copy.source = source;
      copy.amount = amount;
      copy.left = left;
      copy.effectiveAt = effectiveAt;
      copy.expiresAt = expiresAt;
      copy.priority = priority;
      copy.scope = scope;
      copy.rule = rule;
      copy.code = code;
      copy.periodEnd = periodEnd;
      copy.active = active;
      copy.arrival = arrival;
      return copy;
    }

    boolean mayPay(String action) {
      return scope.isEmpty() || scope.stream().anyMatch(pattern -> matches(pattern, action));
    }
  }

  /** The open period of a recurring grant. */
  record Period(
      String rule,
      String pool,
      Instant start,
      Instant end,
      BigDecimal issued,
      Instant ceilingEnd,
      int serial) {}

  /** Use of a limit. */
  record Window(
      String limit, String subject, Instant start, Instant end, BigDecimal used, boolean told) {
    boolean holds(Instant at) {
      return !at.isBefore(start) && at.isBefore(end);
    }
  }

  /** What people were told of a pool. */
  record Told(boolean empty, boolean refused, List<BigDecimal> refusals, List<String> alerts) {
    static final Told NOTHING = new Told(false, false, List.of(), List.of());
  }

  record Known(List<Command> content, Instant forgetAt, long sequence, boolean forgone) {}

  String status = "ABSENT";
  long sequence;
  Instant decidedAt = Instant.MIN;
  String plan = "";
  Instant anchor = NEVER;
  List<Command.Open> opening = new ArrayList<>();
  List<Grant> grants = new ArrayList<>();
  List<Period> periods = new ArrayList<>();
  List<Window> windows = new ArrayList<>();
  Map<String, Told> told = new TreeMap<>();
  TreeSet<String> redeemed = new TreeSet<>();
  List<String> opened = new ArrayList<>();
  Map<String, Known> memory = new TreeMap<>();
  int arrivals;

  /** Last instant whose steps were applied. */
  Instant passed = Instant.MIN;

  NaiveWallet copy() {
    NaiveWallet copy = new NaiveWallet();
    copy.status = status;
    copy.sequence = sequence;
    copy.decidedAt = decidedAt;
    copy.plan = plan;
    copy.anchor = anchor;
    copy.opening.addAll(opening);
    grants.forEach(grant -> copy.grants.add(grant.copy()));
    copy.periods.addAll(periods);
    copy.windows.addAll(windows);
    copy.told.putAll(told);
    copy.redeemed.addAll(redeemed);
    copy.opened.addAll(opened);
    copy.memory.putAll(memory);
    copy.arrivals = arrivals;
    copy.passed = passed;
    return copy;
  }

  /** Left in the pool's active grants. */
  BigDecimal balance(String pool) {
    return grants.stream()
        .filter(grant -> grant.active && grant.pool.equals(pool))
        .map(grant -> grant.left)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Amounts of the pool's grants that are neither expired nor voided. */
  BigDecimal granted(String pool) {
    return grants.stream()
        .filter(grant -> grant.pool.equals(pool) && grant.active)
        .map(grant -> grant.amount)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  Instant nextReset(String pool) {
    return periods.stream()
        .filter(period -> period.pool().equals(pool))
        .map(Period::end)
        .min(Comparator.naturalOrder())
        .orElse(NEVER);
  }

  Told told(String pool) {
    return told.getOrDefault(pool, Told.NOTHING);
  }

  /** Active grants that may pay for an action: scoped, priority, expiry, effect, arrival. */
  List<Grant> inDrawOrder(String pool, String action) {
    return allInDrawOrder().stream()
        .filter(grant -> grant.active && grant.pool.equals(pool) && grant.mayPay(action))
        .toList();
  }

  List<Grant> allInDrawOrder() {
    return grants.stream()
        .sorted(
            Comparator.comparing((Grant grant) -> grant.scope.isEmpty())
                .thenComparingInt(grant -> grant.priority)
                .thenComparing(grant -> grant.expiresAt)
                .thenComparing(grant -> grant.effectiveAt)
                .thenComparingInt(grant -> grant.arrival))
        .toList();
  }

  static boolean matches(String pattern, String action) {
    return pattern.endsWith(".*")
        ? action.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(action);
  }
}
