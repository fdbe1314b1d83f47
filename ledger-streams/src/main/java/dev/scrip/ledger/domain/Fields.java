package dev.scrip.ledger.domain;

import dev.scrip.ledger.domain.Rejection.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a command must be whatever the wallet and the rules are. */
final class Fields {
  static final int MOST_ID_BYTES = 200;
  static final int MOST_NAMES = 64;

  /** Every grant keeps its scope: a wallet's state must stay small. */
  static final int MOST_NAMES_BYTES = 2_048;

  private static final long EARLIEST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
  private static final long LATEST = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private Fields() {}

  static List<Violation> faults(Command command, long at) {
    List<Violation> faults = new ArrayList<>(0);
    id(faults, "wallet", command.wallet());
    id(faults, "commandId", command.id());
    optionalId(faults, "actor", command.actor());
    optionalId(faults, "app", command.app());
    switch (command.body()) {
      case Command.Open open -> {
        id(faults, "plan", open.plan());
        instant(faults, "anchor", open.anchor());
        if (open.anchor() > at) {
          faults.add(
              Violation.field(
                  Reason.INVALID_FIELD,
                  "anchor",
                  Instant.ofEpochMilli(open.anchor()).toString(),
                  "an instant not after " + Instant.ofEpochMilli(at)));
        }
      }
      case Command.Charge charge -> id(faults, "action", charge.action());
      case Command.AddGrant grant -> {
        optionalId(faults, "pool", grant.pool());
        optionalId(faults, "code", grant.code());
        source(faults, grant);
        instant(faults, "effectiveAt", grant.effectiveAt());
        instant(faults, "expiresAt", grant.expiresAt());
        if (grant.expiresAt() != Times.UNSET
            && grant.expiresAt() <= Math.max(at, grant.effectiveAt())) {
          faults.add(
              Violation.field(
                  Reason.INVALID_FIELD,
                  "expiresAt",
                  Instant.ofEpochMilli(grant.expiresAt()).toString(),
                  "an instant after now and after the grant takes effect"));
        }
        names(faults, "scope", grant.scope());
      }
      case Command.VoidGrant target -> id(faults, "grant", target.grant());
      case Command.Authorize hold -> {
        id(faults, "action", hold.action());
        expiresIn(faults, Holding.expiresIn(hold));
      }
      case Command.Capture capture -> id(faults, "hold", capture.hold());
      case Command.Release release -> id(faults, "hold", release.hold());
      case Command.Refund refund -> id(faults, "charge", refund.charge());
      case Command.SetLimit set -> {
        id(faults, "limit", set.limit());
        id(faults, "actor", set.actor());
      }
      case Command.Transfer transfer -> {
        other(faults, command, transfer.to());
        id(faults, "pool", transfer.pool());
      }
      case Command.MoveSeat seat -> other(faults, command, seat.to());
      case Command.Deliver deliver -> {
        id(faults, "transfer", deliver.transfer());
        other(faults, command, deliver.from());
        delivery(faults, deliver);
      }
      case Command.Settle settle -> id(faults, "transfer", settle.transfer());
      case Command.Restore restore -> id(faults, "transfer", restore.transfer());
      case Command.Reset reset -> names(faults, "pools", reset.pools());
      case Command.ChangePlan change -> id(faults, "plan", change.plan());
      case Command.Forgo forgo -> id(faults, "id", forgo.id());
      case Command.Tick _, Command.Close _, Command.CancelPlan _, Command.ResumePlan _ -> {}
      case Command.Unsupported unsupported ->
          faults.add(
              Violation.field(
                  Reason.UNSUPPORTED,
                  unsupported.what(),
                  "",
                  "only what the level in force knows: a newer client needs a newer ledger"));
    }
    return faults;
  }

  /** Another wallet than the command's own, and none of Scrip's. */
  private static void other(List<Violation> faults, Command command, String wallet) {
    id(faults, "to", wallet);
    if (wallet.equals(command.wallet()) || wallet.startsWith("$")) {
      faults.add(
          Violation.field(
              Reason.INVALID_FIELD, "to", wallet, "another wallet, not an id that begins with $"));
    }
  }

  /** What a node writes is always so; any service may write to the log. */
  private static void delivery(List<Violation> faults, Command.Deliver deliver) {
    if (deliver.grants().size() > Transferring.MOST_SLICES
        || deliver.seat().periods().size() > Bounds.MOST_RECURRING) {
      faults.add(
          Violation.field(
              Reason.TOO_MANY,
              "grants",
              deliver.grants().size() + ", periods " + deliver.seat().periods().size(),
              "at most " + Transferring.MOST_SLICES + ", periods " + Bounds.MOST_RECURRING));
      return;
    }
    for (Terms terms : deliver.grants()) {
      id(faults, "grants.pool", terms.pool());
      instant(faults, "grants.effectiveAt", terms.effectiveAt());
      instant(faults, "grants.origin", terms.origin());
      if (terms.expiresAt() != Times.NEVER) {
        instant(faults, "grants.expiresAt", terms.expiresAt());
      }
      names(faults, "grants.scope", terms.scope());
      if (terms.amount() <= 0 || terms.times() < 0) {
        faults.add(
            Violation.field(
                Reason.INVALID_FIELD,
                "grants.amount",
                Micros.text(terms.amount()),
                "an amount above 0, rolled over 0 times or more"));
      }
    }
    if (!deliver.seat().isNone()) {
      id(faults, "seat.plan", deliver.seat().plan());
      instant(faults, "seat.anchor", deliver.seat().anchor());
      for (Wallet.Period period : deliver.seat().periods()) {
        id(faults, "seat.periods.rule", period.rule());
        id(faults, "seat.periods.pool", period.pool());
        instant(faults, "seat.periods.start", period.start());
        instant(faults, "seat.periods.end", period.end());
        if (period.start() >= period.end() || period.issued() < 0) {
          faults.add(
              Violation.field(
                  Reason.INVALID_FIELD,
                  "seat.periods.end",
                  Instant.ofEpochMilli(period.end()).toString(),
                  "an instant after its start, with 0 or more issued"));
        }
      }
    }
  }

  private static void expiresIn(List<Violation> faults, long millis) {
    if (millis < Holding.LEAST_EXPIRY_MS || millis > Holding.MOST_EXPIRY_MS) {
      faults.add(
          Violation.field(
              Reason.INVALID_FIELD, "expiresIn", millis + " ms", "1 second to 31 days"));
    }
  }

  /** Sources a caller may name; the others come from rules and other commands. */
  private static void source(List<Violation> faults, Command.AddGrant grant) {
    boolean allowed =
        switch (grant.source()) {
          case TOP_UP, PROMO, ADJUSTMENT -> true;
          case UNKNOWN, PLAN, DAILY, ROLLOVER, REFUND, TRANSFER -> false;
        };
    if (!allowed) {
      faults.add(
          Violation.field(
              Reason.INVALID_FIELD,
              "source",
              grant.source().name().toLowerCase(java.util.Locale.ROOT),
              "one of top_up, promo, adjustment"));
    }
  }

  private static void instant(List<Violation> faults, String field, long value) {
    if (value != Times.UNSET && (value < EARLIEST || value > LATEST)) {
      faults.add(
          Violation.field(
              Reason.INVALID_FIELD,
              field,
              Instant.ofEpochMilli(value).toString(),
              "an instant in the years 1 to 9999"));
    }
  }

  /** A list too long is one fault, whatever stands in it: a line must stay small. */
  private static void names(List<Violation> faults, String field, List<String> names) {
    int bytes = names.size() > MOST_NAMES ? 0 : bytes(names);
    if (names.size() > MOST_NAMES || bytes > MOST_NAMES_BYTES) {
      faults.add(
          Violation.field(
              Reason.TOO_MANY,
              field,
              names.size() + (bytes == 0 ? "" : ", " + bytes + " bytes"),
              "at most " + MOST_NAMES + ", " + MOST_NAMES_BYTES + " bytes in all"));
    } else {
      names.stream().distinct().forEach(name -> id(faults, field, name));
    }
  }

  private static int bytes(Iterable<String> names) {
    int bytes = 0;
    for (String name : names) {
      bytes += name.getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }

  /** How many bytes the attributes of a charge have. */
  static int bytes(Map<String, String> attributes) {
    return attributes.isEmpty() ? 0 : bytes(attributes.keySet()) + bytes(attributes.values());
  }

  private static void optionalId(List<Violation> faults, String field, String value) {
    if (!value.isEmpty()) {
      id(faults, field, value);
    }
  }

  private static void id(List<Violation> faults, String field, String value) {
    if (!isId(value)) {
      faults.add(
          Violation.field(
              Reason.INVALID_FIELD, field, value, "1 to 200 bytes without control characters"));
    }
  }

  /** Whether a text can name something. */
  static boolean isId(String value) {
    if (value.isEmpty() || value.length() > MOST_ID_BYTES) {
      return false;
    }
    boolean ascii = true;
    for (int i = 0; i < value.length(); i++) {
      char next = value.charAt(i);
      if (Character.isISOControl(next)) {
        return false;
      }
      ascii &= next < 0x80;
    }
    return ascii || value.getBytes(StandardCharsets.UTF_8).length <= MOST_ID_BYTES;
  }
}
