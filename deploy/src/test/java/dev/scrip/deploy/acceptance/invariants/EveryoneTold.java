package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Evidence.Heard;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Every rejection and every depletion reached every receiver at least once, under an id that comes
 * from the event and the receiver alone, and with one content.
 */
public final class EveryoneTold implements Invariant {
  @Override
  public String name() {
    return "I9b everyone was told of every rejection and depletion";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    Heard heard = evidence.heard();
    List<String> breaches = new ArrayList<>();
    heard
        .byReceiver()
        .forEach((receiver, ids) -> {
          for (String event : events(evidence.lines())) {
            if (!ids.contains(id(heard.ledger(), event, receiver))) {
              breaches.add("%s: %s was not told".formatted(event, receiver));
            }
          }
        });
    heard.unstable().forEach(id -> breaches.add(id + " came with more than one content"));
    return breaches.stream();
  }

  /** The events among lines that people are told of. */
  public static Set<String> events(List<Told> lines) {
    Set<String> events = new TreeSet<>();
    for (Told line : lines) {
      if (line.kind() != Told.Kind.ENTRY) {
        // Lines of wallets that do not exist have no number of their own.
        events.add(line.sequence() == 0 ? line.wallet() + ":0:" + line.commandId() : line.event());
      }
    }
    return events;
  }

  /** The id under which a receiver is told of an event, as {@code docs/notifications.md} has it. */
  public static String id(String ledger, String event, String receiver) {
    MessageDigest digest = Chains.digest();
    for (String part : List.of(ledger, event, receiver)) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return "evt_" + HexFormat.of().formatHex(digest.digest(), 0, 16);
  }
}
