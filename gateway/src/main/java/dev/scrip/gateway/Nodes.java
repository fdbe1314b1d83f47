package dev.scrip.gateway;

import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Topics;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger's nodes: those the configuration names, or those that Kafka knows as members of the
 * ledger's group, with the partitions that each was given. The group is the one register of nodes;
 * a member says in its client id where it listens.
 */
final class Nodes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);
  private static final Pattern ADDRESS = Pattern.compile("@([^@]+:\\d+)-StreamThread-");
  private static final long LOOK_EVERY_MS = 2_000;
  private static final long LOOK_AT_MOST_EVERY_MS = 200;
  private static final long ANSWER_WITHIN_S = 5;

  /**
   * What was last seen.
   *
   * @param partitions of the command topic; 0 = not known
   */
  private record Seen(List<URI> nodes, Map<Integer, URI> owners, int partitions) {}

  private final @Nullable ClusterConfig cluster;
  private final AtomicInteger turn = new AtomicInteger();
  private final Object nudge = new Object();
  private final @Nullable Thread thread;
  private volatile Seen seen;
  private volatile boolean closed;
  private boolean nudged;

  private Nodes(Seen seen, @Nullable ClusterConfig cluster) {
    this.seen = seen;
    this.cluster = cluster;
    thread =
        cluster == null
            ? null
            : Thread.ofPlatform().name("scrip-gateway-nodes").daemon().start(this::look);
  }

  /** Those named and no others. */
  static Nodes of(List<URI> nodes) {
    return new Nodes(new Seen(List.copyOf(nodes), Map.of(), 0), null);
  }

  /** Those that are members of the ledger's group, as they come and go. */
  static Nodes in(ClusterConfig cluster) {
    return new Nodes(new Seen(List.of(), Map.of(), 0), cluster);
  }

  /**
   * In which order to ask: whoever has the wallet's partition first, as far as known, then the
   * others in turn.
   *
   * @param wallet empty = any node will do
   */
  List<URI> inOrder(String wallet) {
    Seen now = seen;
    List<URI> order = new ArrayList<>(now.nodes());
    if (!order.isEmpty()) {
      java.util.Collections.rotate(order, -Math.floorMod(turn.getAndIncrement(), order.size()));
    }
    URI owner = wallet.isEmpty() ? null : owner(now, wallet);
    if (owner != null && order.remove(owner)) {
      order.addFirst(owner);
    }
    return order;
  }

  /** Whoever has the wallet's partition, as far as known. */
  @Nullable URI owner(String wallet) {
    return owner(seen, wallet);
  }

  private static @Nullable URI owner(Seen now, String wallet) {
    return now.partitions() == 0
        ? null
        : now.owners()
            .get(Topics.partition(wallet.getBytes(StandardCharsets.UTF_8), now.partitions()));
  }

  /** Whether it looks for nodes, where it has to. */
  boolean alive() {
    return thread == null || thread.isAlive();
  }

  /** A node did not answer as hoped: look whether others are there. */
  void lookAgain() {
    synchronized (nudge) {
      nudged = true;
      nudge.notifyAll();
    }
  }

  private void look() {
    ClusterConfig where = java.util.Objects.requireNonNull(cluster);
    Map<String, Object> settings = where.clientSettings();
    settings.put("client.id", where.ledger() + "-gateway-nodes");
    while (!closed) {
      try (Admin admin = Admin.create(settings)) {
        while (!closed) {
          seen = look(admin, where.topics());
          rest();
        }
      } catch (ExecutionException | TimeoutException | KafkaException e) {
        LOG.warn("Kafka does not say which nodes there are: {}", e.toString());
        restAfterFailure();
      } catch (InterruptedException e) {
        return; // closed
      }
    }
  }

  private Seen look(Admin admin, Topics topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    int partitions = seen.partitions();
    if (partitions == 0) {
      partitions =
          admin
              .describeTopics(List.of(topics.commands()))
              .allTopicNames()
              .get(ANSWER_WITHIN_S, TimeUnit.SECONDS)
              .values()
              .iterator()
              .next()
              .partitions()
              .size();
    }
    String group = topics.ledger() + "-ledger";
    TreeSet<URI> nodes = new TreeSet<>();
    Map<Integer, URI> owners = new HashMap<>();
    for (MemberDescription member :
        admin
            .describeConsumerGroups(List.of(group))
            .all()
            .get(ANSWER_WITHIN_S, TimeUnit.SECONDS)
            .values()
            .iterator()
            .next()
            .members()) {
      URI node = address(member.clientId());
      if (node != null) {
        nodes.add(node);
        for (TopicPartition given : member.assignment().topicPartitions()) {
          if (given.topic().equals(topics.commands())) {
            owners.put(given.partition(), node);
          }
        }
      }
    }
    Seen found = new Seen(List.copyOf(nodes), Map.copyOf(owners), partitions);
    if (!found.nodes().equals(seen.nodes())) {
      LOG.info("ledger nodes: {}", found.nodes());
    }
    return found;
  }

  static @Nullable URI address(String clientId) {
    Matcher matcher = ADDRESS.matcher(clientId);
    return matcher.find() ? URI.create("http://" + matcher.group(1)) : null;
  }

  private void rest() throws InterruptedException {
    Thread.sleep(LOOK_AT_MOST_EVERY_MS);
    long until = System.nanoTime() + (LOOK_EVERY_MS - LOOK_AT_MOST_EVERY_MS) * 1_000_000;
    synchronized (nudge) {
      while (!nudged && System.nanoTime() < until) {
        nudge.wait(Math.max(1, (until - System.nanoTime()) / 1_000_000));
      }
      nudged = false;
    }
  }

  private void restAfterFailure() {
    try {
      Thread.sleep(LOOK_EVERY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
