package dev.scrip.ledger.domain;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Free text of a command, with the salt that lets it be blanked later: the chain holds only
 * SHA-256(salt ‖ text).
 */
public record Text(SortedMap<String, String> metadata, Hash salt) {
  public static final Text NONE = new Text(new TreeMap<>(), Hash.NONE);

  public Text {
    metadata = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  public static Text of(Map<String, String> metadata, byte[] salt) {
    return metadata.isEmpty() ? NONE : new Text(new TreeMap<>(metadata), Hash.of(salt));
  }

  /** What the chain holds of the text; none without text. */
  public Hash hash() {
    if (metadata.isEmpty()) {
      return Hash.NONE;
    }
    // A form of its own: it is hashed while that of its line is written.
    return Hash.sha256(new Canonical().raw(salt.bytes()).strings(metadata));
  }
}
