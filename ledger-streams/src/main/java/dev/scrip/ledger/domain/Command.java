package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.UNSET;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A request to one wallet. Amounts and quantities are micros, instants epoch milliseconds; what was
 * not given is empty or {@link Times#UNSET}.
 *
 * @param id idempotency key within the wallet
 * @param actor who triggered it; empty = not given
 * @param app the app that triggered it; empty = not given
 */
public record Command(String id, String wallet, String actor, String app, Text text, Body body) {

  /** The whole language of commands. */
  public sealed interface Body {}

  public record Open(String plan, long anchor) implements Body {}

  public record Charge(
      String action, long quantity, long amount, SortedMap<String, String> attributes)
      implements Body {
    public Charge {
      attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    public static Charge of(String action) {
      return new Charge(action, Micros.ONE, UNSET, new TreeMap<>(Map.of()));
    }
  }

  public record AddGrant(
      String pool,
      long amount,
      Source source,
      long effectiveAt,
      long expiresAt,
      int priority,
      List<String> scope,
      String code)
      implements Body {
    public AddGrant {
      scope = List.copyOf(scope);
    }
  }

  public record VoidGrant(String grant) implements Body {}

  /**
   * Reserves what a charge would cost.
   *
   * @param expiresIn milliseconds
   */
  public record Authorize(
      String action,
      long quantity,
      long amount,
      SortedMap<String, String> attributes,
      long expiresIn)
      implements Body {
    public Authorize {
      attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }

    Charge charge() {
      return new Charge(action, quantity, amount, attributes);
    }
  }

  /** Charges for a hold, at its prices; neither quantity nor amount = all that is held. */
  public record Capture(String hold, long quantity, long amount) implements Body {}

  public record Release(String hold) implements Body {}

  /**
   * Gives a charge back.
   *
   * @param amount {@link Times#UNSET} = all that was not refunded yet
   * @param failed whether it is because the action failed, not a favour
   */
  public record Refund(String charge, long amount, boolean failed) implements Body {}

  /**
   * A ceiling of a limit for one actor.
   *
   * @param amount {@link Times#UNSET} = back to the rules' own
   */
  public record SetLimit(String limit, String actor, long amount) implements Body {}

  /** Passes credits to another wallet. */
  public record Transfer(String to, String pool, long amount) implements Body {}

  /** Passes plan, anchor and what remains of the plan's grants to another wallet. */
  public record MoveSeat(String to) implements Body {}

  /**
   * What a transfer brings; sent by the source's node until the transfer is settled.
   *
   * @param grants as they were in the source, each with the amount that comes
   */
  public record Deliver(String transfer, String from, List<Terms> grants, Seat seat)
      implements Body {
    public Deliver {
      grants = List.copyOf(grants);
    }
  }

  /**
   * A subscription on its way to another wallet.
   *
   * @param plan empty = none is
   */
  public record Seat(String plan, long anchor, List<Wallet.Period> periods) {
    public static final Seat NONE = new Seat("", UNSET, List.of());

    public Seat {
      periods = List.copyOf(periods);
    }

    boolean isNone() {
      return plan.isEmpty();
    }
  }

  /** The other wallet took what the transfer brought. */
  public record Settle(String transfer) implements Body {}

  /** The other wallet refused it: it comes back. */
  public record Restore(String transfer, Reason reason) implements Body {}

  public record Reset(List<String> pools) implements Body {
    public Reset {
      pools = List.copyOf(pools);
    }
  }

  public record Tick() implements Body {}

  public enum When {
    NOW,
    PERIOD_END
  }

  public record ChangePlan(String plan, When when) implements Body {}

  /** Falls back to the rules' fallback plan at the end of the term. */
  public record CancelPlan() implements Body {}

  /** Takes back what was to happen to the plan at the end of the term. */
  public record ResumePlan() implements Body {}

  public record Close() implements Body {}

  public record Forgo(String id) implements Body {}

  /** Well formed, but beyond the level in force. */
  public record Unsupported(String type, String what, Hash content) implements Body {}

  /** Names the body as the schema does. */
  public String type() {
    return switch (body) {
      case Open _ -> "OpenWallet";
      case Charge _ -> "Charge";
      case AddGrant _ -> "AddGrant";
      case VoidGrant _ -> "VoidGrant";
      case Authorize _ -> "Authorize";
      case Capture _ -> "Capture";
      case Release _ -> "Release";
      case Refund _ -> "Refund";
      case SetLimit _ -> "SetLimit";
      case Transfer _ -> "Transfer";
      case MoveSeat _ -> "MoveSeat";
      case Deliver _ -> "Deliver";
      case Settle _ -> "Settle";
      case Restore _ -> "Restore";
      case CancelPlan _ -> "CancelPlan";
      case ResumePlan _ -> "ResumePlan";
      case Reset _ -> "Reset";
      case Tick _ -> "Tick";
      case ChangePlan _ -> "ChangePlan";
      case Close _ -> "CloseWallet";
      case Forgo _ -> "Forgo";
      case Unsupported unsupported -> unsupported.type();
    };
  }

  /**
   * 16 bytes that stand for the content: all fields but time of occurrence and salt. Two commands
   * of one id and equal content are one.
   */
  public Hash content() {
    Canonical form =
        Canonical.begin().string(type()).string(actor).string(app).strings(text.metadata());
    switch (body) {
      case Open open -> form.string(open.plan()).number(open.anchor());
      case Charge charge ->
          form.string(charge.action())
              .number(charge.quantity())
              .number(charge.amount())
              .strings(charge.attributes());
      case AddGrant grant ->
          form.string(grant.pool())
              .number(grant.amount())
              .string(grant.source().name())
              .number(grant.effectiveAt())
              .number(grant.expiresAt())
              .number(grant.priority())
              .strings(grant.scope())
              .string(grant.code());
      case VoidGrant target -> form.string(target.grant());
      case Reset reset -> form.strings(reset.pools());
      case Authorize hold ->
          form.string(hold.action())
              .number(hold.quantity())
              .number(hold.amount())
              .strings(hold.attributes())
              .number(hold.expiresIn());
      case Capture capture ->
          form.string(capture.hold()).number(capture.quantity()).number(capture.amount());
      case Release release -> form.string(release.hold());
      case Refund refund ->
          form.string(refund.charge()).number(refund.amount()).flag(refund.failed());
      case SetLimit set -> form.string(set.limit()).string(set.actor()).number(set.amount());
      case Transfer transfer ->
          form.string(transfer.to()).string(transfer.pool()).number(transfer.amount());
      case MoveSeat seat -> form.string(seat.to());
      case Deliver deliver -> {
        form.string(deliver.transfer()).string(deliver.from()).size(deliver.grants().size());
        deliver.grants().forEach(terms -> terms.write(form));
        form.string(deliver.seat().plan()).number(deliver.seat().anchor());
        form.size(deliver.seat().periods().size());
        deliver.seat().periods().forEach(period -> period.write(form));
      }
      case Settle settle -> form.string(settle.transfer());
      case Restore restore -> form.string(restore.transfer()).string(restore.reason().name());
      case Tick _, Close _, CancelPlan _, ResumePlan _ -> form.size(0);
      case ChangePlan change -> form.string(change.plan()).string(change.when().name());
      case Forgo forgo -> form.string(forgo.id());
      case Unsupported unsupported -> unsupported.content().write(form);
    }
    return Hash.sha256(form).first(16);
  }
}
