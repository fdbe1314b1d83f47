package dev.scrip.ledger.streams;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.scrip.ledger.domain.Hash;
import dev.scrip.ledger.domain.Memory.Remembered;
import dev.scrip.ledger.domain.Wallet;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stores hold is read as what was written. */
class StateTest {
  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldReadAnyWalletAsItWasWritten(long seed) {
    Wallet wallet = new AnyValues(seed).any(Wallet.class);

    assertEquals(wallet, WalletState.read(WalletState.write(wallet)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldReadAnyRememberedIdAsItWasWritten(long seed) {
    Remembered remembered = new AnyValues(seed).any(Remembered.class);
    for (Answer.Kind kind : Answer.Kind.values()) {
      Answer answer = new Answer(kind, Bytes.wrap(new byte[] {1, 2, 3}), 41, false);

      RememberedState read = RememberedState.read(new RememberedState(remembered, answer).write());

      assertEquals(remembered, read.remembered());
      assertEquals(answer, read.answer());
    }
  }

  @Test
  void shouldTakeOneByteForDealingsThatAreNone() {
    Wallet without = Wallet.absent("ana");
    byte[] bytes = WalletState.write(without);

    assertEquals(0, bytes[bytes.length - 1]);
    byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length - 1);
    assertThrows(ArrayIndexOutOfBoundsException.class, () -> WalletState.read(cut));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1_801_000_000_000L,
        NEVER,
        UNSET,
        NEVER - 1,
        UNSET + 1,
        (1L << 60) - 1,
        1L << 60,
        -(1L << 60)
      })
  void shouldReadInstantsFromAnyBase(long instant) {
    for (long base : new long[] {0, 1_801_000_000_000L, UNSET, NEVER, -5, 1L << 60}) {
      byte[] bytes = new StateBytes.Out().instant(instant, base).done();

      assertEquals(instant, new StateBytes.In(bytes).instant(base), "base " + base);
    }
  }

  @Test
  void shouldTakeFewBytesForAnInstantThatIsNear() {
    long now = 1_801_000_000_000L;
    int month = new StateBytes.Out().instant(now + 31L * 86_400_000, now).done().length;
    int never = new StateBytes.Out().instant(NEVER, now).done().length;

    assertTrue(month <= 1 + 5, month + " bytes with the form's own");
    assertEquals(1 + 1, never);
  }

  @Test
  void shouldRefuseStateOfAnotherForm() {
    byte[] bytes = WalletState.write(Wallet.absent("ana"));
    bytes[0] = 2; // form 1, as a variable-length number

    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> WalletState.read(bytes));
    assertTrue(refused.getMessage().startsWith("state of form 1 found"), refused.getMessage());
    byte[] remembered =
        new RememberedState(new Remembered(Hash.NONE, 0, 0, false, 0, false), Answer.nothing(1))
            .write();
    remembered[0] = 2;
    assertThrows(IllegalStateException.class, () -> RememberedState.read(remembered));
  }

  @Test
  void shouldNumberEveryConstantOnce() {
    Codes<Answer.Kind> codes =
        new Codes<>(List.of(Answer.Kind.REJECTION, Answer.Kind.NONE, Answer.Kind.ENTRY));

    assertArrayEquals(
        new int[] {1, 2, 0},
        java.util.Arrays.stream(Answer.Kind.values()).mapToInt(codes::of).toArray());
    assertEquals(Answer.Kind.ENTRY, codes.constant(2));
    assertThrows(IllegalStateException.class, () -> codes.constant(3));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Codes<>(List.of(Answer.Kind.NONE, Answer.Kind.ENTRY)));
  }
}
