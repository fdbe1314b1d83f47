package dev.scrip.deploy.acceptance;

import dev.scrip.deploy.acceptance.invariants.Chains;
import dev.scrip.deploy.acceptance.invariants.Journal;
import dev.scrip.ledger.domain.Grant;
import dev.scrip.ledger.domain.Line;
import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.replay.Replay;
import dev.scrip.ledger.streams.LineWire;
import dev.scrip.schemas.Topics;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Folds the command log of a ledger from its first record, in a process that knows nothing else,
 * and prints what it comes to: {@code digest partition topic count:sha256} and {@code head
 * partition wallet sequence hash chain pool=micros …}.
 */
final class ReplayMain {
  private final LineWire wire;
  private final Topics topics;
  private final Replay replay;
  private final Map<String, MessageDigest> digests = new TreeMap<>();
  private final Map<String, Long> counts = new HashMap<>();
  private final Map<String, MessageDigest> chains = new HashMap<>();

  private ReplayMain(Topics topics, LineWire wire, int partition) {
    this.topics = topics;
    this.wire = wire;
    this.replay = new Replay(partition);
    for (String topic : List.of(topics.entries(), topics.rejections(), topics.depletions())) {
      digests.put(topic, Chains.digest());
      counts.put(topic, 0L);
    }
  }

  /**
   * Replays every partition.
   *
   * @param args Kafka, ledger, schema ids of entry, rejection and depletion, then for each
   *     partition of the command topic the offset to stop before
   */
  public static void main(String[] args) {
    Topics topics = Topics.of(args[1]);
    LineWire wire = new LineWire(number(args[2]), number(args[3]), number(args[4]));
    Journal journal = new Journal(args[0], topics);
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (int partition = 0; partition < args.length - 5; partition++) {
      long until = Long.parseLong(args[partition + 5]);
      ReplayMain fold = new ReplayMain(topics, wire, partition);
      journal.each(
          topics.commands(),
          partition,
          record -> {
            if (record.offset() < until) {
              fold.take(record);
            }
          });
      fold.print(out, partition);
    }
    out.flush();
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    for (Line line : replay.next(record.key(), record.value(), record.timestamp())) {
      String topic =
          switch (line) {
            case dev.scrip.ledger.domain.Entry _ -> topics.entries();
            case dev.scrip.ledger.domain.Rejection _ -> topics.rejections();
            case dev.scrip.ledger.domain.Depletion _ -> topics.depletions();
          };
      digests.get(topic).update(wire.bytes(line, record.offset()));
      counts.merge(topic, 1L, Long::sum);
      if (line.stamp().sequence() > 0) {
        Chains.add(
            chains.computeIfAbsent(line.stamp().wallet(), _ -> Chains.digest()),
            line.stamp().hash().toString());
      }
    }
  }

  private void print(PrintStream out, int partition) {
    digests.forEach((topic, digest) ->
        out.println(
            String.join(
                " ",
                "digest",
                Integer.toString(partition),
                topic,
                Journal.digested(counts.getOrDefault(topic, 0L), digest))));
    for (Wallet wallet : replay.wallets().values()) {
      StringBuilder line =
          new StringBuilder("head ")
              .append(partition)
              .append(' ')
              .append(wallet.id())
              .append(' ')
              .append(wallet.sequence())
              .append(' ')
              .append(wallet.head())
              .append(' ')
              .append(java.util.HexFormat.of().formatHex(chains.get(wallet.id()).digest()));
      stock(wallet)
          .forEach((what, micros) -> line.append(' ').append(what).append('=').append(micros));
      out.println(line);
    }
  }

  /** What a wallet has: by pool after {@code left:}, {@code held:} or {@code transit:}. */
  private static Map<String, Long> stock(Wallet wallet) {
    Map<String, Long> stock = new TreeMap<>();
    for (Grant grant : wallet.grants()) {
      stock.merge("left:" + grant.pool(), grant.remaining(), Math::addExact);
      stock.merge("held:" + grant.pool(), grant.held(), Math::addExact);
    }
    for (Wallet.Debt debt : wallet.dealings().debts()) {
      stock.merge("left:" + debt.pool(), -debt.owed(), Math::addExact);
    }
    for (Wallet.Transit transit : wallet.dealings().transits()) {
      transit
          .grants()
          .forEach(slice -> stock.merge("transit:" + slice.pool(), slice.amount(), Math::addExact));
    }
    return stock;
  }
}
