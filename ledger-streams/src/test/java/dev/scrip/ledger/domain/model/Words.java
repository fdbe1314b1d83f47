package dev.scrip.ledger.domain.model;

import static dev.scrip.ledger.domain.model.Fact.text;

import dev.scrip.ledger.domain.Source;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How the parts of a line are written, for the fold and for the model alike. */
public final class Words {
  private Words() {}

  /**
   * Parts of a line of a type. Of lines that close and open much at once the text says no order, so
   * none is compared.
   */
  public static String list(String type, List<String> parts) {
    return switch (type) {
      case "RESET", "PLAN_CHANGED", "TRANSFER_SENT", "TRANSFER_RECEIVED", "TRANSFER_RESTORED" ->
          parts.stream().sorted().toList().toString();
      default -> parts.toString();
    };
  }

  public static String span(Instant start, Instant end) {
    return text(start) + ".." + text(end);
  }

  public static String terms(
      String id,
      String pool,
      Source source,
      BigDecimal amount,
      Instant effectiveAt,
      Instant expiresAt,
      int priority,
      List<String> scope,
      String rule,
      boolean requiresPaidPlan,
      Instant origin,
      int times,
      String code) {
    return String.join(
        " ",
        id,
        pool,
        source.name(),
        text(amount),
        span(effectiveAt, expiresAt),
        "p" + priority,
        scope.toString(),
        "rule:" + rule,
        requiresPaidPlan ? "paid" : "any",
        "origin:" + text(origin) + "~" + times,
        "code:" + code);
  }

  public static String posting(
      String grant,
      String pool,
      String kind,
      BigDecimal amount,
      BigDecimal before,
      BigDecimal after,
      BigDecimal held,
      Instant expiresAt) {
    return String.join(
        " ",
        grant,
        pool,
        kind,
        text(amount),
        "(" + text(before) + ">" + text(after) + ")",
        "held " + text(held),
        "until " + text(expiresAt));
  }

  public static String limitUse(
      String limit,
      String subject,
      BigDecimal ceiling,
      BigDecimal before,
      BigDecimal after,
      Instant start,
      Instant end) {
    return limit
        + "/"
        + subject
        + " of "
        + text(ceiling)
        + " ("
        + text(before)
        + ">"
        + text(after)
        + ") "
        + span(start, end);
  }

  public static String period(
      String rule, String pool, Instant start, Instant end, BigDecimal issued, Instant ceilingEnd) {
    return rule
        + "/"
        + pool
        + " "
        + span(start, end)
        + " issued "
        + text(issued)
        + " until "
        + text(ceilingEnd);
  }

  public static String part(String name, BigDecimal quantity, BigDecimal unit) {
    return name + " " + text(quantity) + " at " + text(unit);
  }

  public static String use(
      String limit, String subject, Instant start, Instant end, BigDecimal amount) {
    return limit + "/" + subject + " " + span(start, end) + " " + text(amount);
  }

  public static String hold(
      String id,
      String action,
      String pool,
      String actor,
      String app,
      String plan,
      long rulesVersion,
      BigDecimal quantity,
      BigDecimal amount,
      Map<String, String> attributes,
      BigDecimal free,
      List<String> slices,
      List<String> uses,
      Instant expiresAt) {
    return String.join(
        " ",
        id,
        action,
        pool,
        "actor:" + actor,
        "app:" + app,
        plan,
        "v" + rulesVersion,
        text(quantity),
        text(amount),
        attributes.toString(),
        "free " + text(free),
        slices.toString(),
        uses.toString(),
        "until " + text(expiresAt));
  }

  public static String pending(String plan, Instant at, boolean cancel) {
    return plan.isEmpty() ? "none" : plan + " " + text(at) + (cancel ? " cancel" : "");
  }

  public static String transit(
      String id,
      String to,
      List<String> grants,
      String seatPlan,
      Instant seatAnchor,
      List<String> seatPeriods) {
    return id + " to " + to + " " + grants + " " + seatPlan + " " + text(seatAnchor) + seatPeriods;
  }

  public static String violation(
      String reason,
      String field,
      String limit,
      String subject,
      BigDecimal required,
      BigDecimal available,
      BigDecimal ceiling,
      Instant retryAt) {
    return reason
        + (field.isEmpty() ? "" : " of " + field)
        + (limit.isEmpty() ? "" : " by " + limit + "/" + subject)
        + " needs "
        + text(required)
        + " has "
        + text(available)
        + " ceiling "
        + text(ceiling)
        + " retry "
        + text(retryAt);
  }
}
