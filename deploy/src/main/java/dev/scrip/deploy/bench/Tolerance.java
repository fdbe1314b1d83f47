package dev.scrip.deploy.bench;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How much more a command may cost than before.
 *
 * @param part 0.15 for 15 %
 */
record Tolerance(double part) {
  static final String STANDARD = "15%";

  /** Reads {@code 15%} or {@code 15}. */
  static final class Reader implements ITypeConverter<Tolerance> {
    @Override
    public Tolerance convert(String text) {
      if (!text.matches("[0-9]{1,3}(\\.[0-9]+)?%?")) {
        throw new TypeConversionException("expected per cent such as 15%, found \"" + text + "\"");
      }
      return new Tolerance(Double.parseDouble(text.replace("%", "")) / 100);
    }
  }
}
