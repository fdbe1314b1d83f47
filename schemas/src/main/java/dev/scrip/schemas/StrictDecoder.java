package dev.scrip.schemas;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Reads Avro binary from an array and believes none of it: no length or count is taken that the
 * bytes left cannot hold, so hostile data cannot make a reader allocate more than it sent. Avro's
 * own decoder has limits as well, but they follow system properties and the heap's size, and the
 * code generated into the classes reserves room before some apply; the same bytes must be readable,
 * or not, on every node.
 *
 * <p>An array or map has at most as many items as bytes are left: no schema of ours has items of no
 * bytes. Text must be valid UTF-8, as two different texts must never read alike.
 */
final class StrictDecoder extends Decoder {
  private byte[] bytes = new byte[0];
  private int position;

  /** Starts on other bytes. */
  void start(byte[] from, int offset) {
    bytes = from;
    position = offset;
  }

  /** Bytes not read yet. */
  @Override
  public int remainingBytes() {
    return bytes.length - position;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    byte value = next();
    if (value != 0 && value != 1) {
      throw new IOException("expected a boolean of 0 or 1, found " + value);
    }
    return value == 1;
  }

  @Override
  public int readInt() throws IOException {
    long value = readLong();
    if (value != (int) value) {
      throw new IOException("expected an int of 32 bits, found " + value);
    }
    return (int) value;
  }

  @Override
  public long readLong() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = next();
      if (shift == 63 && next != 0 && next != 1) {
        break;
      }
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new IOException("expected a number of at most 64 bits, found a longer one");
  }

  @Override
  public float readFloat() throws IOException {
    int at = take(Float.BYTES);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat(at);
  }

  @Override
  public double readDouble() throws IOException {
    int at = take(Double.BYTES);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getDouble(at);
  }

  @Override
  public String readString() throws IOException {
    int length = readLength();
    int at = take(length);
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    // The replacement character is rare, and only where it stands can something have been replaced.
    if (text.indexOf('\ufffd') >= 0) {
      checkUtf8(at, length);
    }
    return text;
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    return new Utf8(readString());
  }

  @Override
  public void skipString() throws IOException {
    take(readLength());
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) throws IOException {
    int length = readLength();
    byte[] copy = new byte[length];
    System.arraycopy(bytes, take(length), copy, 0, length);
    return ByteBuffer.wrap(copy);
  }

  @Override
  public void skipBytes() throws IOException {
    take(readLength());
  }

  @Override
  public void readFixed(byte[] into, int start, int length) throws IOException {
    System.arraycopy(bytes, take(length), into, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    take(length);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    return readCount();
  }

  @Override
  public long arrayNext() throws IOException {
    return readCount();
  }

  @Override
  public long skipArray() throws IOException {
    return skipBlocks();
  }

  @Override
  public long readMapStart() throws IOException {
    return readCount();
  }

  @Override
  public long mapNext() throws IOException {
    return readCount();
  }

  @Override
  public long skipMap() throws IOException {
    return skipBlocks();
  }

  /** Items of the next block; a negative count announces that the block's size in bytes follows. */
  private long readCount() throws IOException {
    long count = readLong();
    if (count < 0) {
      checkLength(readLong());
      count = -count;
    }
    return checkCount(count);
  }

  private long skipBlocks() throws IOException {
    long count = readLong();
    while (count < 0) {
      take(checkLength(readLong()));
      count = readLong();
    }
    return checkCount(count);
  }

  private long checkCount(long count) throws IOException {
    if (count < 0 || count > remainingBytes()) {
      throw new IOException(
          "expected at most " + remainingBytes() + " items, as bytes are left, found " + count);
    }
    return count;
  }

  private int readLength() throws IOException {
    return checkLength(readLong());
  }

  private int checkLength(long length) throws IOException {
    if (length < 0 || length > remainingBytes()) {
      throw new IOException(
          "expected a length of at most " + remainingBytes() + " bytes, found " + length);
    }
    return (int) length;
  }

  private byte next() throws EOFException {
    if (position == bytes.length) {
      throw new EOFException("expected more bytes, found the end");
    }
    return bytes[position++];
  }

  private int take(int length) throws EOFException {
    if (length > remainingBytes()) {
      throw new EOFException("expected " + length + " more bytes, found " + remainingBytes());
    }
    int at = position;
    position += length;
    return at;
  }

  private void checkUtf8(int at, int length) throws IOException {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length));
    } catch (CharacterCodingException e) {
      throw new IOException("expected UTF-8, found other bytes at " + at, e);
    }
  }
}
