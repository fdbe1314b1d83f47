package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Compact binary form of state: variable-length numbers, length-prefixed UTF-8. */
final class StateBytes {
  private StateBytes() {}

  static final class Out {
    private byte[] buffer = new byte[256];
    private int length;

    Out number(long value) {
      long rest = (value << 1) ^ (value >> 63);
      room(10);
      while ((rest & ~0x7fL) != 0) {
        buffer[length++] = (byte) ((rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      buffer[length++] = (byte) rest;
      return this;
    }

    Out flag(boolean value) {
      return number(value ? 1 : 0);
    }

    Out text(String value) {
      return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    Out hash(Hash value) {
      return bytes(value.bytes());
    }

    Out bytes(byte[] value) {
      number(value.length);
      room(value.length);
      System.arraycopy(value, 0, buffer, length, value.length);
      length += value.length;
      return this;
    }

    <T> Out list(Collection<T> values, Consumer<T> write) {
      number(values.size());
      values.forEach(write);
      return this;
    }

    byte[] done() {
      return Arrays.copyOf(buffer, length);
    }

    private void room(int more) {
      if (buffer.length - length < more) {
        buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
      }
    }
  }

  static final class In {
    private final byte[] buffer;
    private int position;

    In(byte[] buffer) {
      this.buffer = buffer;
    }

    long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = buffer[position++];
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return (value >>> 1) ^ -(value & 1);
        }
      }
    }

    int count() {
      return Math.toIntExact(number());
    }

    boolean flag() {
      return number() != 0;
    }

    String text() {
      int size = count();
      String value = new String(buffer, position, size, StandardCharsets.UTF_8);
      position += size;
      return value;
    }

    Hash hash() {
      return Hash.of(bytes());
    }

    byte[] bytes() {
      int size = count();
      byte[] value = Arrays.copyOfRange(buffer, position, position + size);
      position += size;
      return value;
    }

    <T> List<T> list(Supplier<T> read) {
      int size = count();
      List<T> values = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        values.add(read.get());
      }
      return values;
    }
  }
}
