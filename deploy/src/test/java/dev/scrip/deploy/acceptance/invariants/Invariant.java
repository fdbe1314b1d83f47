package dev.scrip.deploy.acceptance.invariants;

import java.util.List;
import java.util.stream.Stream;

/** Something that holds of every partition, whatever crashed and whoever repeated himself. */
public interface Invariant {
  /** Every invariant, by its number. */
  List<Invariant> ALL =
      List.of(
          new Conservation(),
          new EntryAmounts(),
          new EveryCredit(),
          new HeldOnce(),
          new OneOutcome(),
          new NothingLost(),
          new ContiguousSequence(),
          new NothingNegative(),
          new Crossings(),
          new ReplayEqualsLive(),
          new AtomicVisibility(),
          new AuditTables(),
          new EveryoneTold(),
          new Chains(),
          new Healed(),
          new TimeForward());

  /** Its number and what it says. */
  String name();

  /** Every breach, naming wallet and sequence, expectation and what was found. */
  Stream<String> breaches(Evidence evidence);

  /** The first breaches of all invariants in a partition. */
  static List<String> breachesOfAll(Evidence evidence) {
    return ALL.stream()
        .flatMap(invariant ->
            invariant
                .breaches(evidence)
                .limit(10)
                .map(breach ->
                    invariant.name() + ", partition " + evidence.partition() + ": " + breach))
        .toList();
  }
}
