package dev.scrip.deploy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Keys of the HTTP API: {@code scrip_}, 30 random characters of base 62 (178 bits), 6 characters of
 * checksum, so that a mistyped key, or one in a leaked file, is known as such without asking
 * anyone.
 */
public final class AdminKey {
  private static final String PREFIX = "scrip_";
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int RANDOM_LENGTH = 30;
  private static final int CHECKSUM_LENGTH = 6; // 62^6 > 2^32
  private static final Pattern SHAPE = Pattern.compile("scrip_[0-9A-Za-z]{36}");

  private AdminKey() {}

  /** A new key from the system's source of randomness. */
  public static String generate() {
    return generate(new SecureRandom());
  }

  static String generate(RandomGenerator random) {
    StringBuilder key = new StringBuilder(PREFIX);
    for (int i = 0; i < RANDOM_LENGTH; i++) {
      key.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
    }
    return key.append(checksum(key)).toString();
  }

  /** Whether the text has the shape of a key but not its checksum. Other keys are not judged. */
  public static boolean isMistyped(String key) {
    if (!SHAPE.matcher(key).matches()) {
      return false;
    }
    int end = key.length() - CHECKSUM_LENGTH;
    return !checksum(key.substring(0, end)).equals(key.substring(end));
  }

  private static String checksum(CharSequence text) {
    CRC32 crc = new CRC32();
    crc.update(text.toString().getBytes(US_ASCII));
    long rest = crc.getValue();
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < CHECKSUM_LENGTH; i++) {
      digits.append(DIGITS.charAt((int) (rest % DIGITS.length())));
      rest /= DIGITS.length();
    }
    return digits.reverse().toString();
  }
}
