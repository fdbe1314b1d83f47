package dev.scrip.ledger.domain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * Writer of the canonical form, level 1: fields in a fixed order, each an 8-byte big-endian long or
 * a length (4 bytes, big-endian) and as many bytes; strings as UTF-8; lists and maps as their size
 * and their members in order. Independent of Avro, so that the chain outlives any schema.
 */
final class Canonical {
  private byte[] buffer = new byte[512];
  private int length;

  Canonical number(long value) {
    room(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  Canonical size(int value) {
    room(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      buffer[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  Canonical flag(boolean value) {
    room(1);
    buffer[length++] = (byte) (value ? 1 : 0);
    return this;
  }

  Canonical string(String value) {
    int size = value.length();
    room(4 + size);
    int start = length + 4;
    for (int i = 0; i < size; i++) {
      char next = value.charAt(i);
      if (next >= 0x80) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
      }
      buffer[start + i] = (byte) next;
    }
    size(size);
    length += size;
    return this;
  }

  Canonical bytes(byte[] value) {
    size(value.length);
    room(value.length);
    System.arraycopy(value, 0, buffer, length, value.length);
    length += value.length;
    return this;
  }

  Canonical strings(List<String> values) {
    size(values.size());
    values.forEach(this::string);
    return this;
  }

  Canonical strings(SortedMap<String, String> values) {
    size(values.size());
    values.forEach((key, value) -> string(key).string(value));
    return this;
  }

  byte[] array() {
    return buffer;
  }

  int length() {
    return length;
  }

  private void room(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
