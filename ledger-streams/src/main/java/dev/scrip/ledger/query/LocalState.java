package dev.scrip.ledger.query;

import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.streams.LedgerTopology;
import dev.scrip.ledger.streams.Stored;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The stores of the partitions held here, as they are: what was decided, committed or not. A
 * partition that is not here throws {@link
 * org.apache.kafka.streams.errors.InvalidStateStoreException}.
 */
public final class LocalState {
  private final KafkaStreams streams;

  public LocalState(KafkaStreams streams) {
    this.streams = streams;
  }

  public Optional<Wallet> wallet(int partition, String wallet) {
    return Stored.wallet(
        store(LedgerTopology.WALLETS, partition).get(wallet.getBytes(StandardCharsets.UTF_8)));
  }

  public Optional<Stored.Decided> decision(int partition, String wallet, String commandId) {
    return Stored.decided(
        store(LedgerTopology.DECISIONS, partition).get(Stored.decisionKey(wallet, commandId)));
  }

  /** Every wallet of a partition, by id, from one on (inclusive). Close it. */
  public Stream<Wallet> wallets(int partition, String from) {
    KeyValueIterator<byte[], byte[]> range =
        store(LedgerTopology.WALLETS, partition)
            .range(from.isEmpty() ? null : from.getBytes(StandardCharsets.UTF_8), null);
    Iterable<org.apache.kafka.streams.KeyValue<byte[], byte[]>> all = () -> range;
    return StreamSupport.stream(all.spliterator(), false)
        .flatMap(entry -> Stored.wallet(entry.value).stream())
        .onClose(range::close);
  }

  private ReadOnlyKeyValueStore<byte[], byte[]> store(String name, int partition) {
    return streams.store(
        StoreQueryParameters.fromNameAndType(
                name, QueryableStoreTypes.<byte[], byte[]>keyValueStore())
            .withPartition(partition));
  }
}
