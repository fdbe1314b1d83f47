package dev.scrip.deploy.bench.cluster;

import dev.scrip.ledger.streams.LedgerTopology;
import dev.scrip.schemas.ClusterConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far a group has come in the log, and how long the log is, as the broker tells. */
public final class Place implements AutoCloseable {
  private final Admin admin;
  private final String topic;
  private final String group;
  private final int partitions;

  /** Of a ledger's own group in its command topic. */
  public Place(ClusterConfig cluster, int partitions) {
    this(cluster, cluster.topics().commands(), LedgerTopology.group(cluster.topics()), partitions);
  }

  public Place(ClusterConfig cluster, String topic, String group, int partitions) {
    this.topic = topic;
    this.group = group;
    this.partitions = partitions;
    admin = Admin.create(cluster.clientSettings());
  }

  /** The offset up to which each partition is done, exactly once; 0 = nothing yet. */
  public Offsets committed() {
    Map<TopicPartition, OffsetAndMetadata> known =
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    long[] offsets = new long[partitions];
    for (int partition = 0; partition < partitions; partition++) {
      OffsetAndMetadata offset = known.get(new TopicPartition(topic, partition));
      offsets[partition] = offset == null ? 0 : offset.offset();
    }
    return new Offsets(offsets);
  }

  /** Where each partition ends. */
  public Offsets ends() {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    var found = get(admin.listOffsets(asked).all());
    long[] offsets = new long[partitions];
    found.forEach((partition, end) -> offsets[partition.partition()] = end.offset());
    return new Offsets(offsets);
  }

  /** Bytes on the broker's disk by topic, Kafka's own topics too. */
  public Map<String, Long> logBytes() {
    Map<String, Long> bytes = new TreeMap<>();
    get(admin.describeCluster().nodes()).stream()
        .map(broker -> get(admin.describeLogDirs(java.util.List.of(broker.id())).allDescriptions()))
        .flatMap(brokers -> brokers.values().stream())
        .flatMap(folders -> folders.values().stream())
        .forEach(folder ->
            folder
                .replicaInfos()
                .forEach((partition, replica) ->
                    bytes.merge(partition.topic(), replica.size(), Long::sum)));
    return bytes;
  }

  static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the benchmark's broker did not answer", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the broker", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
