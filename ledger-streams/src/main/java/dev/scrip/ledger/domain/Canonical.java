package dev.scrip.ledger.domain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * Writer of the canonical form, level 1: fields in a fixed order, each a number or a length and as
 * many bytes. Numbers are variable-length integers, as in Avro and Protocol Buffers: 7 bits a byte,
 * lowest first, the high bit set on all but the last. Lengths and sizes are written so as they are,
 * other numbers zigzag (0, -1, 1, -2 …) plus 2, modulo 2^64: {@link Times#NEVER} is 0 and {@link
 * Times#UNSET} 1. Strings are UTF-8, flags one byte; a kind is one byte, its place among those
 * declared with it, where new ones come last; lists and maps are their size and their members in
 * order. Independent of any schema, so that the chain outlives them.
 */
final class Canonical {
  private static final int LONGEST_NUMBER = 10;

  private static final ThreadLocal<Canonical> OF_THREAD = ThreadLocal.withInitial(Canonical::new);

  private byte[] buffer = new byte[512];
  private int length;

  /** An empty form in the thread's own buffer: it is hashed before the next one begins. */
  static Canonical begin() {
    Canonical form = OF_THREAD.get();
    form.length = 0;
    return form;
  }

  Canonical number(long value) {
    room(LONGEST_NUMBER);
    write(((value << 1) ^ (value >> 63)) + 2);
    return this;
  }

  Canonical size(int value) {
    room(LONGEST_NUMBER);
    write(value);
    return this;
  }

  private void write(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
  }

  Canonical flag(boolean value) {
    return one(value ? 1 : 0);
  }

  @SuppressWarnings("EnumOrdinal") // CanonicalFormTest holds each kind to its place.
  Canonical kind(Enum<?> value) {
    return one(value.ordinal());
  }

  Canonical letter(char value) {
    return one(value);
  }

  private Canonical one(int value) {
    room(1);
    buffer[length++] = (byte) value;
    return this;
  }

  Canonical string(String value) {
    int size = value.length();
    room(LONGEST_NUMBER + size);
    int before = length;
    write(size);
    for (int i = 0; i < size; i++) {
      char next = value.charAt(i);
      if (next >= 0x80) {
        length = before;
        return bytes(value.getBytes(StandardCharsets.UTF_8));
      }
      buffer[length + i] = (byte) next;
    }
    length += size;
    return this;
  }

  Canonical bytes(byte[] value) {
    return size(value.length).raw(value);
  }

  /** Bytes without their length. */
  Canonical raw(byte[] value) {
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
    if (!values.isEmpty()) {
      values.forEach((key, value) -> string(key).string(value));
    }
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
