package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Memory.Remembered;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/** A remembered id with its answer, as the bytes of the decision store. */
record RememberedState(Remembered remembered, Answer answer) {
  private static final Codes<Answer.Kind> KINDS =
      new Codes<>(List.of(Answer.Kind.NONE, Answer.Kind.ENTRY, Answer.Kind.REJECTION));

  /** Wallet, a zero byte (no id holds one), command id. */
  static byte[] key(String wallet, String commandId) {
    return (wallet + '\0' + commandId).getBytes(StandardCharsets.UTF_8);
  }

  /** The wallet of a key. */
  static String wallet(byte[] key) {
    int end = 0;
    while (key[end] != 0) {
      end++;
    }
    return new String(key, 0, end, StandardCharsets.UTF_8);
  }

  byte[] write() {
    return new StateBytes.Out()
        .hash(remembered.content())
        .number(remembered.forgetAt())
        .number(remembered.sequence())
        .flag(remembered.forgone())
        .number(remembered.refunded())
        .flag(remembered.ended())
        .code(KINDS, answer.kind())
        .number(answer.offset())
        .bytes(answer.line().get())
        .done();
  }

  static RememberedState read(byte[] bytes) {
    StateBytes.In in = new StateBytes.In(bytes);
    Remembered remembered = remembered(in);
    Answer.Kind kind = in.code(KINDS);
    long offset = in.number();
    return new RememberedState(remembered, new Answer(kind, Bytes.wrap(in.bytes()), offset, false));
  }

  private static Remembered remembered(StateBytes.In in) {
    return new Remembered(in.hash(), in.number(), in.number(), in.flag(), in.number(), in.flag());
  }
}
