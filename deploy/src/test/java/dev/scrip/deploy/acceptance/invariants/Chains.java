package dev.scrip.deploy.acceptance.invariants;

import dev.scrip.deploy.acceptance.invariants.Evidence.Head;
import dev.scrip.deploy.acceptance.invariants.Evidence.Replayed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every hash in the topics is the link that a replay computes anew from the commands, line by line,
 * and the last one is the wallet's head. What a link is made of (previous hash and canonical form)
 * is the domain's alone; the commands are all that a replay goes by, so an altered line or link
 * cannot agree with it.
 */
public final class Chains implements Invariant {
  @Override
  public String name() {
    return "I10 chains verify";
  }

  @Override
  public Stream<String> breaches(Evidence evidence) {
    List<String> breaches = new ArrayList<>();
    var wallets = evidence.wallets();
    wallets.forEach((wallet, lines) -> {
      MessageDigest chain = digest();
      lines.forEach(line -> add(chain, line.hash()));
      String found = HexFormat.of().formatHex(chain.digest());
      for (Replayed replay : evidence.replays()) {
        Head head = replay.heads().get(wallet);
        if (head == null || !head.hash().equals(lines.getLast().hash())) {
          breaches.add(
              "%s: its last hash is not the head %s".formatted(lines.getLast().event(), head));
        } else if (!head.chain().equals(found)) {
          breaches.add("%s: a link differs from the replay's".formatted(wallet));
        }
      }
    });
    for (Replayed replay : evidence.replays()) {
      replay.heads().keySet().stream()
          .filter(wallet -> !wallets.containsKey(wallet))
          .forEach(wallet -> breaches.add(wallet + ": a replay has a head, the topics no line"));
    }
    return breaches.stream();
  }

  /** A digest of a whole chain: feed it every hash in order. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Adds the next line's hash, in hexadecimal. */
  public static void add(MessageDigest chain, String hash) {
    chain.update(hash.getBytes(StandardCharsets.US_ASCII));
    chain.update((byte) '\n');
  }
}
