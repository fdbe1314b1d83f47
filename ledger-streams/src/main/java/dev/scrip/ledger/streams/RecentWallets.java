package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Wallet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Wallets that were asked for lately, as objects: who is charged once is charged again. Two
 * generations of bounded weight; what is not asked for while one fills is forgotten. For one
 * thread.
 */
final class RecentWallets {
  /** Of a generation, in parts of wallets: some 5 to 10 MiB. */
  private static final int MOST_PARTS = 32_000;

  private Map<String, Wallet> young = new HashMap<>();
  private Map<String, Wallet> old = new HashMap<>();
  private int parts;

  @Nullable Wallet get(String id) {
    Wallet wallet = young.get(id);
    if (wallet != null) {
      return wallet;
    }
    wallet = old.get(id);
    if (wallet != null) {
      put(wallet);
    }
    return wallet;
  }

  void put(Wallet wallet) {
    Wallet before = young.put(wallet.id(), wallet);
    parts += parts(wallet) - (before == null ? 0 : parts(before));
    if (parts > MOST_PARTS) {
      old = young;
      young = new HashMap<>();
      parts = 0;
    }
  }

  void clear() {
    young.clear();
    old.clear();
    parts = 0;
  }

  private static int parts(Wallet wallet) {
    Wallet.Dealings dealings = wallet.dealings();
    return 4
        + wallet.grants().size()
        + wallet.windows().size()
        + wallet.redeemed().size()
        + dealings.holds().size()
        + dealings.overrides().size()
        + dealings.recent().size()
        + 10 * dealings.transits().size();
  }
}
