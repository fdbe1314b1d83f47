package dev.scrip.projector.notify;

import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.DepletionCause;
import dev.scrip.schemas.Rejection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event in plain words: what happened, the facts, what can be done. Of one event it is always
 * the same.
 *
 * @param facts one a line, as {@code Plan: builder}
 */
record Letter(String subject, String lead, List<String> facts, String advice) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  Letter {
    facts = List.copyOf(facts);
  }

  static Letter of(Event event) {
    return switch (event) {
      case Event.Crossed(Depletion depletion) -> crossed(depletion);
      case Event.Refused(Rejection rejection) -> refused(rejection);
    };
  }

  private static Letter crossed(Depletion depletion) {
    String wallet = depletion.getWallet();
    String scope = String.join(", ", depletion.getScope());
    String credits =
        depletion.getPool()
            + " credits "
            + (scope.isEmpty() ? "" : "for " + scope + " ")
            + "of "
            + wallet;
    String limit = "limit " + depletion.getLimit() + " of " + wallet;
    List<String> facts = new ArrayList<>();
    facts.add("Wallet: " + wallet);
    fact(facts, "Plan", depletion.getPlan());
    fact(facts, "Pool", depletion.getPool());
    fact(facts, "Actions", scope);
    facts.add("Balance: " + EventJson.amount(depletion.getBalance()));
    fact(facts, "Limit", depletion.getLimit());
    fact(facts, "For", depletion.getSubject());
    if (depletion.getThreshold() != 0) {
      facts.add("Threshold: " + EventJson.amount(depletion.getThreshold()));
    }
    time(facts, "Limit opens again", depletion.getWindowEnd());
    time(facts, "Next reset", depletion.getNextReset());
    String wait =
        depletion.getNextReset() == null
            ? "Add credits or change to a larger plan."
            : "Wait for the next reset, add credits, or change to a larger plan.";
    return switch (depletion.getType()) {
      case DEPLETED ->
          new Letter(
              "The " + credits + " are used up",
              depletion.getCause() == DepletionCause.REFUSED
                  ? "A request needed more " + credits + " than are left, and was refused."
                  : "The last of the " + credits + " has been spent.",
              facts,
              wait);
      case RECOVERED ->
          new Letter(
              "The " + credits + " are back",
              "There are " + credits + " to spend again.",
              facts,
              "Nothing needs to be done.");
      case LIMIT_REACHED ->
          new Letter(
              "The " + limit + " is reached",
              "Further use is refused until the limit opens again.",
              facts,
              depletion.getWindowEnd() == null
                  ? "Ask whoever manages the plan to raise the limit."
                  : "Wait until the limit opens again, or have it raised.");
      case LIMIT_CLEARED ->
          new Letter(
              "The " + limit + " is open again",
              "Use within the limit is possible again.",
              facts,
              "Nothing needs to be done.");
      case LOW_BALANCE ->
          new Letter(
              "The " + credits + " are running low",
              "The balance has fallen below the threshold.",
              facts,
              "Add credits in time, or change to a larger plan.");
      case EXPIRING_SOON ->
          new Letter(
              "Some " + credits + " expire soon",
              "What is not used before it expires is gone.",
              facts,
              "Use these credits first.");
      case TOP_UP_DUE ->
          new Letter(
              "A top-up of the " + credits + " is due",
              "The balance has fallen to where a top-up was agreed on.",
              facts,
              "The payment system adds the credits; check there if they do not arrive.");
      case TOP_UP_LIMIT_REACHED ->
          new Letter(
              "No more top-ups of the " + credits + " this month",
              "The monthly limit of automatic top-ups is reached.",
              facts,
              "Raise the limit, or add credits by hand.");
      case UNKNOWN ->
          new Letter(
              "News of the " + credits,
              "Something happened that this version cannot name.",
              facts,
              "Update the projector.");
    };
  }

  private static Letter refused(Rejection rejection) {
    String what =
        rejection.getAction().isEmpty() ? rejection.getCommandType() : rejection.getAction();
    List<String> facts = new ArrayList<>();
    facts.add("Wallet: " + rejection.getWallet());
    fact(facts, "Plan", rejection.getPlan());
    fact(facts, "Pool", rejection.getPool());
    fact(facts, "Action", rejection.getAction());
    fact(facts, "Actor", rejection.getActor());
    fact(facts, "App", rejection.getApp());
    facts.add("Reason: " + rejection.getReason().name());
    amount(facts, "Needed", rejection.getRequired());
    amount(facts, "Available", rejection.getAvailable());
    amount(facts, "Limit", rejection.getLimit());
    if (!rejection.getPool().isEmpty()) {
      facts.add("Balance: " + EventJson.amount(rejection.getBalance()));
    }
    time(facts, "Would pass at", rejection.getRetryAt());
    return new Letter(
        "A request of " + rejection.getWallet() + " was refused: " + words(rejection),
        what + " was refused: " + words(rejection) + ".",
        facts,
        rejection.getRetryAt() == null
            ? "Change what the reason names, then send it as a new request."
            : "Send it as a new request from then on, or add credits before.");
  }

  private static String words(Rejection rejection) {
    return switch (rejection.getReason()) {
      case INSUFFICIENT_CREDITS -> "not enough credits";
      case DAILY_CAP -> "the limit of the day is reached";
      case MEMBER_LIMIT -> "the limit of the member is reached";
      case LIMIT_EXCEEDED -> "a limit is reached";
      case UNKNOWN_WALLET -> "the wallet does not exist";
      default -> rejection.getReason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  private static void fact(List<String> facts, String name, String value) {
    if (!value.isEmpty()) {
      facts.add(name + ": " + value);
    }
  }

  private static void amount(List<String> facts, String name, @Nullable Long micros) {
    if (micros != null) {
      facts.add(name + ": " + EventJson.amount(micros));
    }
  }

  private static void time(List<String> facts, String name, @Nullable Instant instant) {
    if (instant != null) {
      facts.add(name + ": " + TIME.format(instant));
    }
  }

  String text() {
    return lead + "\n\n" + String.join("\n", facts) + "\n\nWhat to do: " + advice + "\n";
  }

  String html() {
    StringBuilder rows = new StringBuilder();
    for (String fact : facts) {
      int colon = fact.indexOf(": ");
      rows.append("<tr><th align=\"left\">")
          .append(escaped(fact.substring(0, colon)))
          .append("</th><td>")
          .append(escaped(fact.substring(colon + 2)))
          .append("</td></tr>\n");
    }
    return """
    <!doctype html>
    <html lang="en"><body style="font-family:sans-serif;line-height:1.5">
    <p>%s</p>
    <table cellpadding="4">
    %s</table>
    <p><b>What to do:</b> %s</p>
    </body></html>
    """
        .formatted(escaped(lead), rows, escaped(advice));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
