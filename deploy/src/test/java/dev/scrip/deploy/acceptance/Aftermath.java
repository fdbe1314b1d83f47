package dev.scrip.deploy.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.scrip.deploy.acceptance.HttpClients.Answer;
import dev.scrip.deploy.acceptance.invariants.Evidence;
import dev.scrip.deploy.acceptance.invariants.Evidence.CommandRef;
import dev.scrip.deploy.acceptance.invariants.Evidence.Health;
import dev.scrip.deploy.acceptance.invariants.Evidence.Heard;
import dev.scrip.deploy.acceptance.invariants.Evidence.Replayed;
import dev.scrip.deploy.acceptance.invariants.Evidence.Shown;
import dev.scrip.deploy.acceptance.invariants.Evidence.Stock;
import dev.scrip.deploy.acceptance.invariants.Invariant;
import dev.scrip.deploy.acceptance.invariants.Journal;
import dev.scrip.deploy.acceptance.invariants.Told;
import dev.scrip.deploy.acceptance.invariants.Whole;
import dev.scrip.ledger.streams.LineWire;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.Topics;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What became of a ledger after a load with crashes: gathers what its topics, two replays, the
 * running process and the callers know, and has every invariant judge it.
 */
public final class Aftermath {
  /** Longer than any time-out of a transaction in these runs. */
  private static final Duration ENDED_WITHIN = Duration.ofSeconds(30);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Ledger ledger;
  private final Topics topics;
  private final Journal journal;
  private final Load load;
  private final KafkaSender sender;
  private final HttpClients clients;
  private Whole whole = Whole.NOTHING;

  /**
   * What is judged.
   *
   * @param folder for what replays print
   * @param nodes how a partition is
   * @param classes folder of classes that replays use before those of this test; empty = none
   */
  public record Ledger(
      Path folder, Topics topics, String kafka, LineWire wire, Nodes nodes, String classes) {}

  /** The running ledger. */
  public interface Nodes {
    /**
     * How a partition is.
     *
     * @param held records of the event topics that readers of committed data may not see yet
     */
    Health health(int partition, long held);
  }

  public Aftermath(Ledger ledger, Load load, KafkaSender sender, HttpClients clients) {
    this.ledger = ledger;
    this.topics = ledger.topics();
    this.journal = new Journal(ledger.kafka(), topics);
    this.load = load;
    this.sender = sender;
    this.clients = clients;
  }

  /** Every breach of every invariant, over all partitions. Judges a ledger that is at rest. */
  public List<String> breaches() {
    return breaches(Set.of(), lines -> Heard.NOTHING);
  }

  /**
   * The same.
   *
   * @param others commands that were acknowledged beside those of the load
   * @param heard what people heard, once they heard of these lines or the time is up
   */
  public List<String> breaches(Set<CommandRef> others, Function<List<Told>, Heard> heard) {
    long[] until;
    Map<String, Shown> shown;
    Map<String, Map<Long, String>> listed;
    do { // what is shown belongs to the log up to there only if nothing was appended meanwhile
      until = ends();
      shown = shown();
      listed = listed(shown);
    } while (!Arrays.equals(until, ends()));
    ReplayProcess first = replay("first", until);
    ReplayProcess second = replay("second", until);
    List<Replayed> once = first.result();
    List<Replayed> again = second.result();
    List<String> breaches = new ArrayList<>();
    Whole all = Whole.NOTHING;
    for (int partition = 0; partition < until.length; partition++) {
      Journal.Read read = journal.read(partition, until[partition]);
      Evidence evidence =
          new Evidence(
              partition,
              read.commands(),
              read.lines(),
              read.digests(),
              read.crossings(),
              acknowledged(partition, until.length, others),
              List.of(once.get(partition), again.get(partition)),
              own(shown, partition, until.length),
              own(listed, partition, until.length),
              heard.apply(read.lines()),
              health(partition));
      breaches.addAll(Invariant.breachesOfAll(evidence));
      all = all.with(evidence);
    }
    breaches.addAll(all.breaches());
    whole = all;
    return breaches;
  }

  /** What was judged, over all partitions. */
  public Whole whole() {
    return whole;
  }

  /** Answers given over HTTP, before a crash too, that are not those given now. */
  public List<String> differentAnswers() {
    List<String> different = Collections.synchronizedList(new ArrayList<>());
    clients.each(
        List.copyOf(clients.answers().keySet()),
        n -> {
          Command command = load.at(n);
          Answer first = clients.answers().get(n);
          if (!first.remembered()) {
            return;
          }
          Answer stored =
              clients.get(
                  "/v1/wallets/%s/decisions/%s"
                      .formatted(command.getWallet(), command.getCommandId()));
          if (!sameDecision(first, stored)) {
            different.add("%s was answered %s, now stored is %s".formatted(n, first, stored));
          }
          if (n % 3 == 0) {
            Answer again = clients.post(command);
            if (!again.equals(first)) {
              different.add("%s was answered %s, now %s".formatted(n, first, again));
            }
          }
        });
    return different;
  }

  private static boolean sameDecision(Answer given, Answer stored) {
    if (given.status() < 300) {
      return stored.status() == 200 && stored.body().equals(given.body());
    }
    // A refusal is a problem there and a decision here: the facts are the same.
    JsonNode problem = given.body();
    JsonNode decision = stored.body();
    return stored.status() == 200
        && decision.path("decision").asText().equals("rejected")
        && decision.path("explanation").equals(problem.path("detail"))
        && List.of("code", "sequence", "rulesVersion", "violations", "required", "retryAt").stream()
            .allMatch(field -> decision.path(field).equals(problem.path(field)));
  }

  private ReplayProcess replay(String name, long[] until) {
    return ReplayProcess.start(
        ledger.folder().resolve(name + "-replay.txt"),
        ledger.classes(),
        ledger.kafka(),
        topics.ledger(),
        ledger.wire(),
        until);
  }

  private Set<CommandRef> acknowledged(int partition, int partitions, Set<CommandRef> others) {
    Set<CommandRef> acknowledged = new HashSet<>();
    for (int n = 0; n < load.size(); n++) {
      Command command = load.at(n);
      if (partition(command.getWallet(), partitions) == partition
          && (sender.acknowledged(n) || clients.answers().containsKey(n))) {
        acknowledged.add(new CommandRef(command.getWallet(), command.getCommandId()));
      }
    }
    for (CommandRef other : others) {
      if (partition(other.wallet(), partitions) == partition) {
        acknowledged.add(other);
      }
    }
    return acknowledged;
  }

  private static int partition(String wallet, int partitions) {
    return Topics.partition(wallet.getBytes(StandardCharsets.UTF_8), partitions);
  }

  private Map<String, Shown> shown() {
    Map<String, Shown> shown = new ConcurrentHashMap<>();
    if (!clients.canAsk()) {
      return shown;
    }
    clients.each(
        IntStream.range(0, Load.WALLETS).boxed().toList(),
        n -> {
          JsonNode wallet = clients.get("/v1/wallets/" + Load.wallet(n)).body();
          shown.put(Load.wallet(n), new Shown(wallet.path("sequence").asLong(), stock(wallet)));
        });
    return shown;
  }

  private static Stock stock(JsonNode wallet) {
    Map<String, Long> left = new TreeMap<>();
    Map<String, Long> held = new TreeMap<>();
    Map<String, Long> inTransit = new TreeMap<>();
    wallet
        .path("pools")
        .properties()
        .forEach(pool -> {
          left.merge(pool.getKey(), -micros(pool.getValue().path("owed")), Long::sum);
          for (JsonNode grant : pool.getValue().path("grants")) {
            left.merge(pool.getKey(), micros(grant.path("remaining")), Long::sum);
            held.merge(pool.getKey(), micros(grant.path("held")), Long::sum);
          }
        });
    for (JsonNode transfer : wallet.path("transfers")) {
      for (JsonNode slice : transfer.path("grants")) {
        inTransit.merge(slice.path("pool").asText(), micros(slice.path("amount")), Long::sum);
      }
    }
    return new Stock(left, held, inTransit);
  }

  private static long micros(JsonNode credits) {
    return new BigDecimal(credits.asText()).movePointRight(6).longValueExact();
  }

  /** What gateways list of each wallet, once they list as much as the ledger shows. */
  private Map<String, Map<Long, String>> listed(Map<String, Shown> shown) {
    Map<String, Map<Long, String>> listed = new ConcurrentHashMap<>();
    clients.each(
        shown.keySet().stream().map(Load::number).toList(),
        n -> {
          String wallet = Load.wallet(n);
          Shown now = shown.getOrDefault(wallet, new Shown(0, Stock.NOTHING));
          listed.put(
              wallet,
              Eventually.get(
                  "line " + now.sequence() + " of " + wallet + " to be listed",
                  () -> lines(wallet),
                  lines -> lines.containsKey(now.sequence())));
        });
    return listed;
  }

  private Map<Long, String> lines(String wallet) {
    Map<Long, String> lines = new TreeMap<>();
    String cursor = "";
    do {
      JsonNode page =
          clients.get("/v1/wallets/%s/entries?limit=1000%s".formatted(wallet, cursor)).body();
      page.path("entries")
          .forEach(line -> lines.put(line.path("sequence").asLong(), line.path("hash").asText()));
      String next = page.path("nextCursor").asText("");
      cursor = page.path("nextCursor").isNull() || next.isEmpty() ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    return lines;
  }

  private static <T> Map<String, T> own(Map<String, T> all, int partition, int partitions) {
    Map<String, T> own = new TreeMap<>(all);
    own.keySet().removeIf(wallet -> partition(wallet, partitions) != partition);
    return own;
  }

  /** A ledger that runs may write at any time: only what stays held back is a breach. */
  private Health health(int partition) {
    long until = System.nanoTime() + ENDED_WITHIN.toNanos();
    long held = held(partition);
    while (held > 0 && System.nanoTime() < until) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      held = held(partition);
    }
    return ledger.nodes().health(partition, held);
  }

  private long held(int partition) {
    long held = 0;
    for (String topic : List.of(topics.entries(), topics.rejections(), topics.depletions())) {
      held +=
          journal.ends(topic, "read_uncommitted")[partition]
              - journal.ends(topic, "read_committed")[partition];
    }
    return held;
  }

  private long[] ends() {
    return journal.ends(topics.commands(), "read_committed");
  }
}
