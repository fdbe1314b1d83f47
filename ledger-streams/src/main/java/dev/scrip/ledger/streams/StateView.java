package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Wallet;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.internals.StateStoreProvider;

/**
 * What may be asked of a partition's state by any thread: as it is, what was decided being
 * committed or not. Throws {@link org.apache.kafka.streams.errors.InvalidStateStoreException} once
 * the partition has left.
 */
public interface StateView {
  /** How a node finds it in Kafka Streams. */
  QueryableStoreType<StateView> TYPE =
      new QueryableStoreType<>() {
        @Override
        public boolean accepts(StateStore store) {
          return store instanceof StateView;
        }

        @Override
        public StateView create(StateStoreProvider provider, String store) {
          return provider.stores(store, this).getFirst();
        }
      };

  Optional<Wallet> findWallet(String wallet);

  Optional<Stored.Decided> findDecision(String wallet, String commandId);

  /**
   * Wallets in order of the bytes of their ids.
   *
   * @param from first id that may be among them; empty = the very first
   * @param most about so many; fewer only where there are no more
   */
  List<Wallet> listWallets(String from, int most);
}
