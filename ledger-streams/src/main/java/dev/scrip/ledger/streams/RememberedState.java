package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Memory.Remembered;
import java.nio.charset.StandardCharsets;

/** A remembered id with its answer, as the bytes of the decision store. */
record RememberedState(Remembered remembered, Answer answer) {
  private static final Answer.Kind[] KINDS = Answer.Kind.values();

  /** Wallet, a zero byte (no id holds one), command id. */
  static byte[] key(String wallet, String commandId) {
    return (wallet + '\0' + commandId).getBytes(StandardCharsets.UTF_8);
  }

  byte[] write() {
    return new StateBytes.Out()
        .number(WalletState.FORM)
        .hash(remembered.content())
        .number(remembered.forgetAt())
        .number(remembered.sequence())
        .flag(remembered.forgone())
        .number(answer.kind().ordinal())
        .number(answer.offset())
        .bytes(answer.line())
        .done();
  }

  static RememberedState read(byte[] bytes) {
    StateBytes.In in = new StateBytes.In(bytes);
    in.number();
    Remembered remembered = new Remembered(in.hash(), in.number(), in.number(), in.flag());
    Answer.Kind kind = KINDS[in.count()];
    long offset = in.number();
    return new RememberedState(remembered, new Answer(kind, in.bytes(), offset, false));
  }
}
