package dev.scrip.ledger.query;

import dev.scrip.ledger.domain.Wallet;
import dev.scrip.ledger.streams.LedgerTopology;
import dev.scrip.ledger.streams.StateView;
import dev.scrip.ledger.streams.Stored;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;

/**
 * The states of the partitions held here, as they are: what was decided, committed or not. A
 * partition that is not here throws {@link
 * org.apache.kafka.streams.errors.InvalidStateStoreException}.
 */
public final class LocalState {
  private static final int AT_ONCE = 2_000;

  private final KafkaStreams streams;

  public LocalState(KafkaStreams streams) {
    this.streams = streams;
  }

  public Optional<Wallet> wallet(int partition, String wallet) {
    return state(partition).findWallet(wallet);
  }

  public Optional<Stored.Decided> decision(int partition, String wallet, String commandId) {
    return state(partition).findDecision(wallet, commandId);
  }

  /** Every wallet of a partition, by the bytes of their ids, from one on (inclusive). */
  public Stream<Wallet> wallets(int partition, String from) {
    return Stream.iterate(
            state(partition).listWallets(from, AT_ONCE),
            page -> !page.isEmpty(),
            // The least id behind the last one.
            page -> state(partition).listWallets(page.getLast().id() + '\0', AT_ONCE))
        .flatMap(List::stream);
  }

  private StateView state(int partition) {
    return streams.store(
        StoreQueryParameters.fromNameAndType(LedgerTopology.STATE, StateView.TYPE)
            .withPartition(partition));
  }
}
