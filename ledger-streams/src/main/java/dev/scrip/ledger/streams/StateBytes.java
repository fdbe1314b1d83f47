package dev.scrip.ledger.streams;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;

import dev.scrip.ledger.domain.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Compact binary form of state: variable-length numbers, length-prefixed UTF-8. A name that stands
 * there already is written as its number among the names before.
 */
final class StateBytes {
  /** First number of all state: another form is never misread. */
  static final int FORM = 4;

  /** Codes of {@link Out#instant}. */
  private static final int NEVER_CODE = 0;

  private static final int UNSET_CODE = 1;
  private static final int ABSOLUTE_CODE = 2;
  private static final int FIRST_DISTANCE = 3;

  private static final int LONGEST_NUMBER = 10;

  /** Names that are looked through for each; those that come later are written out. */
  private static final int MOST_NAMES = 64;

  /** Instants outside of this are written as they are. */
  private static final long FARTHEST = 1L << 60;

  private StateBytes() {}

  static final class Out {
    private byte[] buffer = new byte[512];
    private int length;
    private final List<String> names = new ArrayList<>();

    Out() {
      number(FORM);
    }

    Out number(long value) {
      return unsigned((value << 1) ^ (value >> 63));
    }

    private Out unsigned(long value) {
      room(LONGEST_NUMBER);
      byte[] to = buffer;
      int at = length;
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        to[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      to[at++] = (byte) rest;
      length = at;
      return this;
    }

    Out flag(boolean value) {
      return unsigned(value ? 1 : 0);
    }

    <E extends Enum<E>> Out code(Codes<E> codes, E constant) {
      return unsigned(codes.of(constant));
    }

    /** An instant as its distance from another one that is likely near. */
    Out instant(long value, long base) {
      if (value == NEVER) {
        return unsigned(NEVER_CODE);
      }
      if (value == UNSET) {
        return unsigned(UNSET_CODE);
      }
      if (!near(value) || !near(base)) {
        return unsigned(ABSOLUTE_CODE).number(value);
      }
      long distance = value - base;
      return unsigned(((distance << 1) ^ (distance >> 63)) + FIRST_DISTANCE);
    }

    Out text(String value) {
      int before = length;
      int size = value.length();
      unsigned(size).room(size);
      byte[] to = buffer;
      int at = length;
      for (int i = 0; i < size; i++) {
        char next = value.charAt(i);
        if (next >= 0x80) {
          length = before;
          return bytes(value.getBytes(StandardCharsets.UTF_8));
        }
        to[at + i] = (byte) next;
      }
      length = at + size;
      return this;
    }

    /** A text that the rules gave: few of them, and each likely more than once. */
    Out name(String value) {
      for (int i = 0; i < names.size(); i++) {
        if (names.get(i).equals(value)) {
          return unsigned(i + 1);
        }
      }
      if (names.size() < MOST_NAMES) {
        names.add(value);
      }
      return unsigned(0).text(value);
    }

    Out hash(Hash value) {
      return bytes(value.bytes());
    }

    Out bytes(byte[] value) {
      unsigned(value.length);
      room(value.length);
      System.arraycopy(value, 0, buffer, length, value.length);
      length += value.length;
      return this;
    }

    <T> Out list(Collection<T> values, Consumer<T> write) {
      unsigned(values.size());
      values.forEach(write);
      return this;
    }

    Out texts(Map<String, String> values) {
      unsigned(values.size());
      values.forEach((name, value) -> text(name).text(value));
      return this;
    }

    byte[] done() {
      return Arrays.copyOf(buffer, length);
    }

    private static boolean near(long value) {
      return -FARTHEST < value && value < FARTHEST;
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
    private final List<String> names = new ArrayList<>();

    In(byte[] buffer) {
      this.buffer = buffer;
      long form = number();
      if (form != FORM) {
        throw new IllegalStateException(
            "state of form "
                + form
                + " found, this code reads form "
                + FORM
                + ": delete the node's state folder, it is restored from the log");
      }
    }

    long number() {
      long value = unsigned();
      return (value >>> 1) ^ -(value & 1);
    }

    private long unsigned() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = buffer[position++];
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    private int size() {
      return Math.toIntExact(unsigned());
    }

    <E extends Enum<E>> E code(Codes<E> codes) {
      return codes.constant(size());
    }

    /** As {@link Out#instant} wrote it, with the same base. */
    long instant(long base) {
      long code = unsigned();
      if (code == NEVER_CODE) {
        return NEVER;
      }
      if (code == UNSET_CODE) {
        return UNSET;
      }
      if (code == ABSOLUTE_CODE) {
        return number();
      }
      long distance = code - FIRST_DISTANCE;
      return base + ((distance >>> 1) ^ -(distance & 1));
    }

    int count() {
      return Math.toIntExact(number());
    }

    boolean flag() {
      return unsigned() != 0;
    }

    String text() {
      int size = size();
      if (size == 0) {
        return "";
      }
      String value = new String(buffer, position, size, StandardCharsets.UTF_8);
      position += size;
      return value;
    }

    /** As {@link Out#name} wrote it. */
    String name() {
      int place = size();
      if (place > 0) {
        return names.get(place - 1);
      }
      String value = text();
      if (names.size() < MOST_NAMES) {
        names.add(value);
      }
      return value;
    }

    Hash hash() {
      return Hash.of(bytes());
    }

    byte[] bytes() {
      int size = size();
      byte[] value = Arrays.copyOfRange(buffer, position, position + size);
      position += size;
      return value;
    }

    @SuppressWarnings("unchecked") // Only what was read stands in the array.
    <T> List<T> list(Supplier<T> read) {
      int size = size();
      if (size == 0) {
        return List.of();
      }
      Object[] values = new Object[size];
      for (int i = 0; i < size; i++) {
        values[i] = read.get();
      }
      return (List<T>) List.of(values);
    }

    SortedMap<String, String> texts() {
      SortedMap<String, String> values = new TreeMap<>();
      for (int left = size(); left > 0; left--) {
        values.put(text(), text());
      }
      return values;
    }
  }
}
