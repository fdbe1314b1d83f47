package dev.scrip.projector.audit;

import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Rejection;
import org.apache.avro.Schema;

/**
 * Reads lines from the Confluent wire format, each with the schema it was written with. May ask the
 * registry, once per schema, and blocks while it does.
 */
public final class LineReader {
  private final RegistryClient registry;
  private final AvroCodec<Entry> entries = AvroCodec.of(Entry.class);
  private final AvroCodec<Rejection> rejections = AvroCodec.of(Rejection.class);
  private final AvroCodec<Depletion> depletions = AvroCodec.of(Depletion.class);

  public LineReader(RegistryClient registry) {
    this.registry = registry;
  }

  /** Whether {@link #read} of these bytes asks nobody, and so does not block. */
  public boolean knows(byte[] bytes) {
    return registry.knows(AvroCodec.schemaId(bytes));
  }

  /**
   * Reads one line.
   *
   * @throws dev.scrip.schemas.UnreadableRecord if the bytes are no line of that kind
   * @throws dev.scrip.schemas.RegistryUnavailable if the schema is not known yet and no registry
   *     answers
   */
  public Line read(Line.Kind kind, byte[] bytes) {
    Schema writer = registry.schema(AvroCodec.schemaId(bytes));
    return switch (kind) {
      case ENTRY -> new Line.Accepted(entries.decode(bytes, writer));
      case REJECTION -> new Line.Refused(rejections.decode(bytes, writer));
      case DEPLETION -> new Line.Crossed(depletions.decode(bytes, writer));
    };
  }
}
