package dev.scrip.ledger.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Computed exactly, rounded once, half up. */
class MicrosTest {
  @ParameterizedTest
  @CsvSource({
    // unit, quantity, price: all in micros
    "300000, 1000000, 300000",
    "300000, 3000000, 900000",
    "0, 9223372036854775807, 0",
    "1, 499999, 0",
    "1, 500000, 1",
    "1, 1499999, 1",
    "1, 1500000, 2",
    "333333, 3, 1",
    "333333, 1, 0",
    "333333, 1500001, 500000",
    "9223372036854775807, 1000000, 9223372036854775807",
    "9223372036854775807, 500000, 4611686018427387904",
    "1000000, 9223372036854775807, 9223372036854775807",
    "4611686018427387904, 1999999, 9223367425168757381"
  })
  void shouldRoundOnceHalfUp(long unit, long quantity, long price) {
    assertEquals(price, Micros.price(unit, quantity));
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 1000001",
    "2000000, 4611686018427387904",
    "9223372036854775807, 9223372036854775807"
  })
  void shouldThrowOnOverflow(long unit, long quantity) {
    assertThrows(ArithmeticException.class, () -> Micros.price(unit, quantity));
  }

  @ParameterizedTest
  @CsvSource({
    "300000, 0.3",
    "0, 0",
    "1, 0.000001",
    "25000000, 25",
    "1200000000, 1200",
    "-300000, -0.3",
    "9223372036854775807, 9223372036854.775807"
  })
  void shouldWriteDecimals(long micros, String text) {
    assertEquals(text, Micros.text(micros));
  }

  @Test
  void shouldAgreeWithBigDecimal() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      long unit = random.nextLong(Long.MAX_VALUE) >> random.nextInt(63);
      long quantity = random.nextLong(Long.MAX_VALUE) >> random.nextInt(63);
      BigDecimal exact =
          BigDecimal.valueOf(unit)
              .multiply(BigDecimal.valueOf(quantity, 6))
              .setScale(0, RoundingMode.HALF_UP);
      if (exact.toBigInteger().bitLength() < 64) {
        assertEquals(exact.longValueExact(), Micros.price(unit, quantity));
      } else {
        assertThrows(ArithmeticException.class, () -> Micros.price(unit, quantity));
      }
    }
  }
}
