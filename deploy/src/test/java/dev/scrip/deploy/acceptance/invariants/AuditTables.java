package dev.scrip.deploy.acceptance.invariants;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A gateway lists the lines of a wallet that stand in the topics, committed, and no other. */
public final class AuditTables implements Invariant {
  @Override
  public String name() {
    return "I9 listed lines = the topics";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    Map<String, List<Told>> wallets = evidence.wallets();
    evidence
        .listed()
        .forEach((wallet, listed) -> {
          Map<Long, String> expected = new TreeMap<>();
          wallets
              .getOrDefault(wallet, List.of())
              .forEach(line -> expected.put(line.sequence(), line.hash()));
          listed.forEach((sequence, hash) -> {
            String topic = expected.remove(sequence);
            if (!hash.equals(topic)) {
              breaches.add(
                  "%s:%d: listed with hash %s, the topics have %s"
                      .formatted(wallet, sequence, hash, topic == null ? "no such line" : topic));
            }
          });
          expected
              .keySet()
              .forEach(missing -> breaches.add(wallet + ":" + missing + ": not listed"));
        });
    return breaches.stream();
  }
}
