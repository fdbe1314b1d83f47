package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Told.Dealings;
import dev.scrip.deploy.acceptance.invariants.Told.Given;
import dev.scrip.deploy.acceptance.invariants.Told.Hold;
import dev.scrip.deploy.acceptance.invariants.Told.Moved;
import dev.scrip.deploy.acceptance.invariants.Told.Transit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An entry of a test that says of it what it wants, and can be doctored. All in pool p. */
final class TestLine {
  static final String POOL = "p";
  static final long NEVER = Long.MAX_VALUE;

  final String wallet;
  final long sequence;
  String type;
  long at;
  long amount;
  long balance;
  String pool = POOL;
  String reference = "";
  String counterparty = "";
  List<Given> grants = new ArrayList<>();
  List<Moved> postings = new ArrayList<>();
  Map<String, String> states = new HashMap<>();
  List<Hold> holds = new ArrayList<>();
  List<String> endedHolds = new ArrayList<>();
  List<Transit> sent = new ArrayList<>();
  List<String> endedTransits = new ArrayList<>();

  /** A line of the wallet that takes effect a tick after the one before it. */
  TestLine(String wallet, long sequence, String type, long amount, long balance) {
    this.wallet = wallet;
    this.sequence = sequence;
    this.type = type;
    this.at = 10 * sequence;
    this.amount = amount;
    this.balance = balance;
  }

  TestLine about(String id) {
    reference = id;
    return this;
  }

  TestLine with(String other) {
    counterparty = other;
    return this;
  }

  TestLine gives(String grant, long micros) {
    return gives(grant, micros, NEVER);
  }

  TestLine gives(String grant, long micros, long expiresAt) {
    grants.add(new Given(grant, POOL, micros, at, expiresAt, 0, List.of()));
    return this;
  }

  TestLine posts(String grant, String kind, long micros, long before, long held) {
    postings.add(new Moved(grant, POOL, kind, micros, before, before + micros, held));
    return this;
  }

  TestLine state(String grant, String state) {
    states.put(grant, state);
    return this;
  }

  TestLine holds(String id, long expiresAt, Map<String, Long> slices) {
    holds.add(new Hold(id, POOL, Told.sum(slices), expiresAt, slices));
    return this;
  }

  TestLine endsHold(String id) {
    endedHolds.add(id);
    return about(id);
  }

  TestLine sends(String id, String to, String grant, long micros, long expiresAt) {
    sent.add(
        new Transit(
            id, to, List.of(new Given(grant, POOL, micros, 0, expiresAt, 0, List.of())), false));
    return about(id).with(to);
  }

  TestLine endsTransit(String id) {
    endedTransits.add(id);
    return about(id);
  }

  Told told() {
    return new Told(
        Told.Kind.ENTRY,
        sequence,
        wallet,
        sequence,
        "0" + sequence,
        at,
        at,
        "c" + sequence,
        sequence,
        true,
        true,
        type,
        pool,
        amount,
        balance,
        grants,
        postings,
        states,
        List.of(),
        "",
        reference,
        counterparty,
        new Dealings(holds, endedHolds, sent, endedTransits));
  }
}
