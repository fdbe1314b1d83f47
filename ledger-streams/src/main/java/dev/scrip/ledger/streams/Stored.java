package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Memory.Remembered;
import dev.scrip.ledger.domain.Wallet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what the stores hold, for those who ask beside the fold. */
public final class Stored {
  private Stored() {}

  /** A remembered id and what was answered. */
  public record Decided(Remembered remembered, Answer answer) {
    /** The entry that was the answer, if it was accepted. */
    public Optional<Entry> entry() {
      return answer.kind() == Answer.Kind.ENTRY
          ? Optional.of(LineWire.entry(answer.line().get()))
          : Optional.empty();
    }
  }

  public static Optional<Wallet> wallet(byte @Nullable [] bytes) {
    return bytes == null ? Optional.empty() : Optional.of(WalletState.read(bytes));
  }

  public static byte[] decisionKey(String wallet, String commandId) {
    return RememberedState.key(wallet, commandId);
  }

  public static Optional<Decided> decided(byte @Nullable [] bytes) {
    if (bytes == null) {
      return Optional.empty();
    }
    RememberedState state = RememberedState.read(bytes);
    return Optional.of(new Decided(state.remembered(), state.answer()));
  }
}
