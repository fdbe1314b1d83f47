package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Memory.Remembered;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/** A remembered id with its answer, as the bytes of the decision store. */
record RememberedState(Remembered remembered, Answer answer) {
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
        .text(answer.kind().name())
        .number(answer.offset())
        .bytes(answer.line().get())
        .done();
  }

  static RememberedState read(byte[] bytes) {
    StateBytes.In in = new StateBytes.In(bytes);
    in.number();
    Remembered remembered = new Remembered(in.hash(), in.number(), in.number(), in.flag());
    Answer.Kind kind = Answer.Kind.valueOf(in.text());
    long offset = in.number();
    return new RememberedState(remembered, new Answer(kind, Bytes.wrap(in.bytes()), offset, false));
  }
}
