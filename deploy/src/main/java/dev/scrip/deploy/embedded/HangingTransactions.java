package dev.scrip.deploy.embedded;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts transactions that a partition holds for open and the coordinator knows nothing of. A kill
 * of the broker in the middle of a commit can leave one behind; nobody would ever end it, and
 * whoever reads committed records or committed offsets of that partition waits for ever (KIP-664).
 * To be run before anything else writes.
 */
final class HangingTransactions {
  private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
  private static final Set<TransactionState> UNDER_WAY =
      Set.of(
          TransactionState.ONGOING,
          TransactionState.PREPARE_COMMIT,
          TransactionState.PREPARE_ABORT);

  private HangingTransactions() {}

  /** Returns how many there were. */
  static int abort(Admin admin) throws ExecutionException, InterruptedException {
    Map<TopicPartition, PartitionProducerState> all =
        admin.describeProducers(partitions(admin)).all().get();
    Map<Long, Set<TopicPartition>> known = new HashMap<>();
    int aborted = 0;
    for (Map.Entry<TopicPartition, PartitionProducerState> entry : all.entrySet()) {
      for (ProducerState producer : entry.getValue().activeProducers()) {
        if (producer.currentTransactionStartOffset().isPresent()) {
          known = known.isEmpty() ? underWay(admin) : known;
          if (!known.getOrDefault(producer.producerId(), Set.of()).contains(entry.getKey())) {
            abort(admin, entry.getKey(), producer);
            aborted++;
          }
        }
      }
    }
    return aborted;
  }

  private static Collection<TopicPartition> partitions(Admin admin)
      throws ExecutionException, InterruptedException {
    Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
    Set<TopicPartition> partitions = new HashSet<>();
    admin
        .describeTopics(topics)
        .allTopicNames()
        .get()
        .forEach((topic, description) ->
            description
                .partitions()
                .forEach(info -> partitions.add(new TopicPartition(topic, info.partition()))));
    return partitions;
  }

  /** Partitions of the transactions that the coordinator will end, by producer id. */
  private static Map<Long, Set<TopicPartition>> underWay(Admin admin)
      throws ExecutionException, InterruptedException {
    Map<Long, Set<TopicPartition>> known = new HashMap<>();
    for (TransactionListing listing : admin.listTransactions().all().get()) {
      if (UNDER_WAY.contains(listing.state())) {
        String id = listing.transactionalId();
        known.put(
            listing.producerId(),
            admin.describeTransactions(List.of(id)).description(id).get().topicPartitions());
      }
    }
    return known;
  }

  private static void abort(Admin admin, TopicPartition partition, ProducerState producer)
      throws ExecutionException, InterruptedException {
    LOG.warn(
        "{} holds a transaction of producer {} open that its coordinator does not know: aborting it",
        partition,
        producer.producerId());
    admin
        .abortTransaction(
            new AbortTransactionSpec(
                partition,
                producer.producerId(),
                (short) producer.producerEpoch(),
                producer.coordinatorEpoch().orElse(-1)))
        .all()
        .get();
  }
}
