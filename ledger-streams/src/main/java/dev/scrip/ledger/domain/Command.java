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

  public record Reset(List<String> pools) implements Body {
    public Reset {
      pools = List.copyOf(pools);
    }
  }

  public record Tick() implements Body {}

  public record ChangePlan(String plan) implements Body {}

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
        new Canonical().string(type()).string(actor).string(app).strings(text.metadata());
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
      case Tick _, Close _ -> form.size(0);
      case ChangePlan change -> form.string(change.plan());
      case Forgo forgo -> form.string(forgo.id());
      case Unsupported unsupported -> form.bytes(unsupported.content().bytes());
    }
    return Hash.sha256(new byte[0], form.array(), form.length()).first(16);
  }
}
