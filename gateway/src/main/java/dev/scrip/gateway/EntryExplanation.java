package dev.scrip.gateway;

import static dev.scrip.gateway.Explanation.credits;
import static dev.scrip.gateway.Explanation.limit;

import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryCause;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.GrantTerms;
import dev.scrip.schemas.LimitUse;
import dev.scrip.schemas.MoreFacts;
import dev.scrip.schemas.OverrideSet;
import dev.scrip.schemas.PlanChangePending;
import dev.scrip.schemas.Posting;
import dev.scrip.schemas.PricePart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What was done: the price and its sum, the grants before and after, the limits after. */
final class EntryExplanation {
  /** Prices of tokens are for so many. */
  private static final String MILLION = "1000000";

  private static final MoreFacts NOTHING_MORE =
      new MoreFacts(
          0L, "", List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
          List.of(), List.of());

  private EntryExplanation() {}

  static String of(Entry entry) {
    return what(entry)
        + (entry.getCause() == EntryCause.DUE ? ", due at " + entry.getEffectiveAt() : "");
  }

  private static String what(Entry entry) {
    String amount = credits(entry.getAmount(), entry.getPool());
    String about = entry.getReference();
    return switch (entry.getType()) {
      case CHARGED -> amount + " for " + entry.getAction() + price(entry) + effects(entry);
      case OPENED -> "opened on plan " + entry.getPlan() + given(entry);
      case GRANTED -> granted(entry);
      case ACTIVATED -> amount + " of grant " + about + " became usable";
      case EXPIRED -> amount + " expired" + fromTo(entry);
      case VOIDED -> amount + " taken back" + fromTo(entry);
      case RESET -> "periods reset" + given(entry) + moves(entry, "; ");
      case PLAN_CHANGED -> "plan changed to " + entry.getPlan() + given(entry) + moves(entry, "; ");
      case CLOSED -> "wallet closed";
      case FORGONE -> "id " + about + " will not be accepted in this wallet";
      case HELD ->
          amount
              + " held for "
              + entry.getAction()
              + price(entry)
              + holdUntil(entry)
              + effects(entry);
      case CAPTURED ->
          amount
              + " for "
              + entry.getAction()
              + " by hold "
              + about
              + price(entry)
              + shortfall(entry)
              + effects(entry);
      case RELEASED -> amount + " of hold " + about + " released" + effects(entry);
      case HOLD_EXPIRED -> "hold " + about + " expired: " + amount + " released" + effects(entry);
      case REFUNDED -> amount + " refunded for charge " + about + effects(entry);
      case ROLLED_OVER -> amount + " carried into grant " + about + fromTo(entry);
      case OVERDRAFT_SETTLED -> "overdraft settled" + moves(entry, ": ");
      case LIMIT_SET -> ownLimit(entry);
      case PLAN_CHANGE_SCHEDULED -> planToCome(entry);
      case PLAN_CHANGE_WITHDRAWN -> "plan stays " + entry.getPlan() + ": the change was withdrawn";
      case TRANSFER_SENT -> sent(entry, amount);
      case TRANSFER_RECEIVED ->
          received(entry, amount) + " received from " + counterparty(entry) + given(entry);
      case TRANSFER_SETTLED ->
          "transfer " + about + " arrived in wallet " + counterparty(entry) + plus(amount, entry);
      case TRANSFER_RESTORED ->
          "transfer "
              + about
              + " came back from wallet "
              + counterparty(entry)
              + plus(amount, entry)
              + fromTo(entry);
      case UNKNOWN -> "a kind of entry this version does not know";
    };
  }

  /** The row of the price list and the sum. */
  private static String price(Entry entry) {
    if (entry.getPriceKind().isEmpty()) {
      return "";
    }
    List<PricePart> parts = more(entry).getParts();
    String sum =
        !parts.isEmpty()
            ? String.join(" + ", parts.stream().map(EntryExplanation::part).toList())
            : switch (entry.getPriceKind()) {
              case "fixed" ->
                  Json.amount(entry.getUnitPrice()) + " × " + Json.amount(entry.getQuantity());
              case "reported" -> "reported by the caller";
              default -> "";
            };
    return " (row " + entry.getPriceRow() + (sum.isEmpty() ? "" : ": " + sum) + ")";
  }

  private static String part(PricePart part) {
    String unit = Json.amount(part.getUnit());
    String quantity = Json.amount(part.getQuantity());
    return switch (part.getName()) {
      case "free" -> quantity + " free";
      case "unit" -> unit + " × " + quantity;
      case "minimum" -> "no less than " + unit;
      case "input", "output", "cached" ->
          part.getName() + " " + unit + " × " + quantity + " / " + MILLION;
      default -> part.getName() + " " + unit + " × " + quantity;
    };
  }

  private static String shortfall(Entry entry) {
    long shortfall = more(entry).getShortfall();
    return shortfall == 0 ? "" : ", " + Json.amount(shortfall) + " more could not be paid";
  }

  private static String holdUntil(Entry entry) {
    return more(entry).getHolds().isEmpty()
        ? ""
        : " until " + more(entry).getHolds().getFirst().getExpiresAt();
  }

  private static String ownLimit(Entry entry) {
    if (more(entry).getOverrides().isEmpty()) {
      return "limit " + entry.getReference() + " set";
    }
    OverrideSet set = more(entry).getOverrides().getFirst();
    return limit(set.getLimit(), set.getSubject())
        + (set.getAmount() == null
            ? " is the rules' own again"
            : " set to " + Json.amount(set.getAmount()));
  }

  private static String planToCome(Entry entry) {
    List<PlanChangePending> pending = more(entry).getPending();
    boolean cancel = !pending.isEmpty() && pending.getFirst().getCancel();
    Instant at = pending.isEmpty() ? null : pending.getFirst().getAt();
    return (cancel ? "plan cancelled: falls back to " : "plan changes to ")
        + entry.getReference()
        + (at == null ? "" : " at " + at);
  }

  private static String sent(Entry entry, String amount) {
    String plan =
        more(entry).getTransits().isEmpty()
                || more(entry).getTransits().getFirst().getSeat() == null
            ? ""
            : more(entry).getTransits().getFirst().getSeat().getPlan();
    return (plan.isEmpty() ? amount : "plan " + plan)
        + " sent to wallet "
        + counterparty(entry)
        + fromTo(entry);
  }

  private static String received(Entry entry, String amount) {
    return entry.getPool().isEmpty() ? "plan " + entry.getPlan() : amount;
  }

  private static String plus(String amount, Entry entry) {
    return entry.getPool().isEmpty() ? "" : ": " + amount;
  }

  private static String granted(Entry entry) {
    List<String> granted = new ArrayList<>();
    for (GrantTerms terms : entry.getGrants()) {
      granted.add(
          terms(entry, terms)
              + " granted as "
              + terms.getSource()
              + (terms.getCode().isEmpty() ? "" : " (code " + terms.getCode() + ")"));
    }
    return String.join(", ", granted);
  }

  /** The grants a line gave, with how long they last. */
  private static String given(Entry entry) {
    List<String> given = new ArrayList<>();
    for (GrantTerms terms : entry.getGrants()) {
      given.add(terms(entry, terms));
    }
    return given.isEmpty() ? "" : ": " + String.join(", ", given);
  }

  private static String terms(Entry entry, GrantTerms terms) {
    Instant until = terms.getExpiresAt();
    boolean later = terms.getEffectiveAt().isAfter(entry.getEffectiveAt());
    return credits(terms.getAmount(), terms.getPool())
        + (later ? " from " + terms.getEffectiveAt() : "")
        + (until == null ? "" : " until " + until);
  }

  private static String effects(Entry entry) {
    StringBuilder text = new StringBuilder(fromTo(entry));
    for (LimitUse limit : entry.getLimits()) {
      text.append("; ")
          .append(Counted.words(limit))
          .append(": ")
          .append(Json.amount(limit.getAfter()))
          .append(ceiling(limit))
          .append(" used");
    }
    return text.toString();
  }

  private static String ceiling(LimitUse limit) {
    return limit.getAmount() == Long.MAX_VALUE ? "" : " of " + Json.amount(limit.getAmount());
  }

  /** What each grant had before and has after: where credits came from, then where they went. */
  private static String fromTo(Entry entry) {
    String to = entry.getType() == EntryType.CAPTURED ? ", back to " : ", to ";
    return moves(entry, ", from ", posting -> posting.getAmount() <= 0)
        + moves(entry, to, posting -> posting.getAmount() > 0);
  }

  /** What each grant had before and has after; a grant that is new says so by its amount. */
  private static String moves(Entry entry, String before) {
    return moves(entry, before, _ -> true);
  }

  private static String moves(Entry entry, String before, Predicate<Posting> which) {
    List<String> moves = new ArrayList<>();
    for (Posting posting : entry.getPostings()) {
      String move = which.test(posting) ? move(posting) : null;
      if (move != null) {
        moves.add((posting.getGrant().isEmpty() ? "overdraft" : posting.getGrant()) + ": " + move);
      }
    }
    return moves.isEmpty() ? "" : before + String.join(", ", moves);
  }

  private static @Nullable String move(Posting posting) {
    return switch (posting.getKind()) {
      case GRANT -> null;
      case CAPTURE -> Json.amount(-posting.getHeld()) + " of what was held";
      default ->
          posting.getAmount() == 0
              ? null
              : Json.amount(posting.getBefore()) + " → " + Json.amount(posting.getAfter());
    };
  }

  private static String counterparty(Entry entry) {
    return more(entry).getCounterparty();
  }

  private static MoreFacts more(Entry entry) {
    MoreFacts more = entry.getMore();
    return more == null ? NOTHING_MORE : more;
  }
}
