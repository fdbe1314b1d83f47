package dev.scrip.ledger.streams;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The ids of the commands that carry a transfer and answer it: the same however often they go. */
public final class TransferIds {
  private static final int MOST_ID_BYTES = 200;

  private TransferIds() {}

  /**
   * The same for the same transfer, another for any other: {@code deliver:ana:t1}. Where the wallet
   * has a colon of its own, or the whole would be too long, a hash stands for both.
   *
   * @param kind deliver, settle or restore
   * @param wallet that sends what is delivered, or that answers
   */
  public static String of(String kind, String wallet, String transfer) {
    String plain = kind + ":" + wallet + ":" + transfer;
    boolean clear =
        wallet.indexOf(':') < 0 && plain.getBytes(StandardCharsets.UTF_8).length <= MOST_ID_BYTES;
    return clear ? plain : kind + ":" + sha256(wallet + '\0' + transfer);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
