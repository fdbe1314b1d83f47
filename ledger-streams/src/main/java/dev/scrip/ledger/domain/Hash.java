package dev.scrip.ledger.domain;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 or a leading part of one, by value. Never hands out its array. */
public final class Hash {
  public static final Hash NONE = new Hash(new byte[0]);

  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(() -> {
        try {
          return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException("every JDK has SHA-256", e);
        }
      });

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Hash of(byte[] bytes) {
    return bytes.length == 0 ? NONE : new Hash(bytes.clone());
  }

  /** SHA-256 of a followed by the first {@code length} bytes of b. */
  static Hash sha256(byte[] a, byte[] b, int length) {
    MessageDigest digest = SHA_256.get();
    digest.update(a);
    digest.update(b, 0, length);
    return new Hash(digest.digest());
  }

  /** SHA-256(this ‖ canonical form): the next link of the chain. */
  Hash chain(Canonical form) {
    return sha256(bytes, form.array(), form.length());
  }

  Hash first(int length) {
    return new Hash(Arrays.copyOf(bytes, length));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public boolean isNone() {
    return bytes.length == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
