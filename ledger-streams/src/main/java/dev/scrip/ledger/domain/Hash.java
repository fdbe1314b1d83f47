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

  /** SHA-256 of all that was written. */
  static Hash sha256(Canonical form) {
    MessageDigest digest = SHA_256.get();
    digest.update(form.array(), 0, form.length());
    return new Hash(digest.digest());
  }

  /** SHA-256(this ‖ canonical form of the line): the next link of the chain. */
  Hash chain(Line line) {
    return sha256(line.write(Canonical.begin().raw(bytes)));
  }

  Canonical write(Canonical form) {
    return form.bytes(bytes);
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
