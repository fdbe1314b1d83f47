package dev.scrip.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions.TimestampMillisConversion;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * The Confluent wire format for one record type: {@code 0x00}, the schema's id in 4 bytes big
 * endian, Avro binary. Thread-safe. Never asks a registry: the caller knows ids and schemas.
 *
 * <p>Readers and encoders are pooled, not kept per thread: a reader is dear to build, and virtual
 * threads come and go.
 */
public final class AvroCodec<T extends SpecificRecord> {
  private static final byte MAGIC = 0;
  private static final int HEADER_BYTES = 5;
  private static final int KEPT_BUFFER_BYTES = 256 * 1024;
  private static final int MOST_POOLS = 256;
  private static final int MOST_DETAIL = 300;
  private static final Map<Class<?>, AvroCodec<?>> CODECS = new ConcurrentHashMap<>();

  private final Class<T> type;
  private final Schema schema;
  private final Schema classSchema;
  private final SpecificData model;
  private final SpecificDatumWriter<T> writer;
  private final ConcurrentLinkedDeque<Output> outputs = new ConcurrentLinkedDeque<>();
  private final Map<Schema, ConcurrentLinkedDeque<Input<T>>> inputs = new ConcurrentHashMap<>();
  private final Map<SameSchema, ConcurrentLinkedDeque<Input<T>>> pools = new ConcurrentHashMap<>();

  private AvroCodec(Class<T> type) {
    this.type = type;
    this.schema = Schemas.of(type);
    this.model = new SpecificData(type.getClassLoader());
    this.model.addLogicalTypeConversion(new TimestampMillisConversion());
    // The code generated into the classes is quicker where a process handles several record types.
    this.model.setCustomCoders(true);
    this.classSchema = model.getSchema(type);
    this.writer = new SpecificDatumWriter<>(classSchema, model);
  }

  /**
   * The codec of a record that stands alone in a topic; always the same one for a type.
   *
   * @throws IllegalArgumentException for any other class
   */
  @SuppressWarnings("unchecked") // The key of the map is the codec's type.
  public static <T extends SpecificRecord> AvroCodec<T> of(Class<T> type) {
    Trust.establish();
    return (AvroCodec<T>) CODECS.computeIfAbsent(type, key -> new AvroCodec<>(type));
  }

  /** The schema to register, as the {@code .avsc} file says it. */
  public Schema schema() {
    return schema;
  }

  /**
   * The record's bytes under the id that the registry gave {@link #schema()}.
   *
   * @throws IllegalArgumentException where a field that must be set is not
   */
  public byte[] encode(int schemaId, T record) {
    return encode(schemaId, out -> writer.write(record, out));
  }

  /** Writes a record's fields, each as {@link #schema()} says and in its order. */
  @FunctionalInterface
  public interface Fields {
    void write(Encoder out) throws IOException;
  }

  /**
   * The same for a writer of the fields: many times quicker than a record that has instants, for
   * which Avro generates no code.
   */
  public byte[] encode(int schemaId, Fields fields) {
    Output output = Objects.requireNonNullElseGet(outputs.pollFirst(), Output::new);
    try {
      return output.write(schemaId, fields);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "expected a complete " + type.getSimpleName() + ", found a fault: " + e.getMessage(), e);
    } finally {
      if (output.size() <= KEPT_BUFFER_BYTES) {
        outputs.offerFirst(output);
      }
    }
  }

  /**
   * The record that was written with the given schema. The caller has looked it up by {@link
   * #schemaId}.
   *
   * @throws UnreadableRecord for anything but exactly one such record
   */
  public T decode(byte[] bytes, Schema writerSchema) {
    schemaId(bytes);
    // Avro would read a record as any other whose fields all have defaults.
    if (!writerSchema.getFullName().equals(schema.getFullName())) {
      throw new UnreadableRecord(
          "expected a "
              + schema.getFullName()
              + ", found a record written as "
              + writerSchema.getFullName());
    }
    ConcurrentLinkedDeque<Input<T>> pool = inputsFor(writerSchema);
    try {
      Input<T> pooled = pool.pollFirst();
      Input<T> input = pooled != null ? pooled : new Input<>(writerSchema, classSchema, model);
      try {
        return input.read(bytes);
      } finally {
        pool.offerFirst(input);
      }
    } catch (IOException | RuntimeException e) {
      throw new UnreadableRecord(
          "expected a "
              + type.getSimpleName()
              + " in Avro binary, written as "
              + writerSchema.getFullName()
              + ", found "
              + bytes.length
              + " bytes that are none: "
              + brief(e),
          e);
    }
  }

  /**
   * Reads a record as its writer wrote it, for readers that must see what they do not know.
   *
   * @throws UnreadableRecord where the bytes are no record of the writer's schema
   */
  public static GenericData.Record decodeGeneric(byte[] bytes, Schema writerSchema) {
    schemaId(bytes);
    StrictDecoder decoder = new StrictDecoder();
    decoder.start(bytes, HEADER_BYTES);
    try {
      GenericData.Record record =
          new GenericDatumReader<GenericData.Record>(writerSchema).read(null, decoder);
      if (decoder.remainingBytes() > 0) {
        throw new UnreadableRecord(
            "expected the end of the record, found " + decoder.remainingBytes() + " bytes more");
      }
      return record;
    } catch (IOException | AvroRuntimeException | ClassCastException e) {
      throw new UnreadableRecord(
          "expected a record written as " + writerSchema.getFullName() + ": " + brief(e), e);
    }
  }

  /**
   * The id of the schema that the bytes were written with.
   *
   * @throws UnreadableRecord where they do not begin with the wire format's header
   */
  public static int schemaId(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      throw new UnreadableRecord(
          "expected 0x00 and a schema id in 4 bytes, found " + bytes.length + " bytes in all");
    }
    if (bytes[0] != MAGIC) {
      throw new UnreadableRecord(
          "expected 0x00 as the first byte (Confluent wire format), found 0x%02x"
              .formatted(bytes[0]));
    }
    return ByteBuffer.wrap(bytes).getInt(1);
  }

  private ConcurrentLinkedDeque<Input<T>> inputsFor(Schema writerSchema) {
    SameSchema same = new SameSchema(writerSchema);
    ConcurrentLinkedDeque<Input<T>> known = pools.get(same);
    if (known != null) {
      return known;
    }
    ConcurrentLinkedDeque<Input<T>> pool =
        inputs.computeIfAbsent(writerSchema, key -> new ConcurrentLinkedDeque<>());
    if (pools.size() >= MOST_POOLS) {
      pools.clear();
    }
    pools.put(same, pool);
    return pool;
  }

  /** Comparing two schemas takes longer than reading a record: first look for the very same. */
  private record SameSchema(Schema schema) {
    @Override
    @SuppressWarnings("ReferenceEquality") // That is the point.
    public boolean equals(Object other) {
      return other instanceof SameSchema same && same.schema == schema;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(schema);
    }
  }

  /** Avro may put whole schemas into a message. */
  private static String brief(Exception fault) {
    String message = fault.toString();
    return message.length() <= MOST_DETAIL ? message : message.substring(0, MOST_DETAIL) + "…";
  }

  /** A buffer and its encoder. */
  private static final class Output extends ByteArrayOutputStream {
    private BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(this, null);

    byte[] write(int schemaId, Fields fields) throws IOException {
      reset();
      write(MAGIC);
      write(schemaId >>> 24);
      write(schemaId >>> 16);
      write(schemaId >>> 8);
      write(schemaId);
      boolean written = false;
      try {
        fields.write(encoder);
        encoder.flush();
        written = true;
        return toByteArray();
      } finally {
        if (!written) {
          // What a failed record left in the encoder must not come before the next one.
          encoder = EncoderFactory.get().binaryEncoder(this, null);
        }
      }
    }
  }

  /** A reader for one writer's schema, with its decoders. */
  private static final class Input<T> extends SpecificDatumReader<T> {
    private final StrictDecoder decoder = new StrictDecoder();
    private final ResolvingDecoder resolver;

    Input(Schema writer, Schema reader, SpecificData model) throws IOException {
      super(writer, reader, model);
      resolver =
          DecoderFactory.get()
              .resolvingDecoder(Schema.applyAliases(writer, reader), reader, decoder);
    }

    @SuppressWarnings("unchecked") // The reader's schema is the class's.
    T read(byte[] bytes) throws IOException {
      decoder.start(bytes, HEADER_BYTES);
      resolver.configure(decoder);
      T record = (T) read(null, getExpected(), resolver);
      resolver.drain();
      if (decoder.remainingBytes() != 0) {
        throw new IOException(
            "expected the record to end, found " + decoder.remainingBytes() + " bytes after it");
      }
      return record;
    }
  }
}
