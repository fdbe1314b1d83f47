package dev.scrip.ledger.streams;

import dev.scrip.ledger.domain.Control;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.SchemaAnnouncement;
import dev.scrip.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The one publisher of control records: each stands in every partition of the command topic, all in
 * one transaction. A second publisher of the ledger fences the first. Whether a record was obeyed
 * is the fold's answer, not the publisher's.
 */
public final class ControlPublisher implements AutoCloseable {
  private static final AvroCodec<Command> COMMANDS = AvroCodec.of(Command.class);
  private static final AvroCodec<SchemaAnnouncement> ANNOUNCEMENTS =
      AvroCodec.of(SchemaAnnouncement.class);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final Topics topics;
  private final int partitions;
  private final int commandSchemaId;
  private final int announcementSchemaId;
  private final Map<String, Object> config;
  private volatile @Nullable Producer<String, byte[]> producer;
  private volatile boolean closed;

  public ControlPublisher(
      Topics topics,
      int partitions,
      int commandSchemaId,
      int announcementSchemaId,
      Map<String, Object> kafka) {
    this.topics = topics;
    this.partitions = partitions;
    this.commandSchemaId = commandSchemaId;
    this.announcementSchemaId = announcementSchemaId;
    config = new HashMap<>(kafka);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topics.ledger() + "-control");
    // Short: an open transaction holds back every charge behind it.
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 5_000);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 << 20);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    // At once, so that a publisher that died in the middle holds nobody back.
    producer = open();
  }

  private Producer<String, byte[]> open() {
    Producer<String, byte[]> opened =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    try {
      opened.initTransactions();
      return opened;
    } catch (RuntimeException e) {
      opened.close(Duration.ZERO);
      throw e;
    }
  }

  /**
   * Writes records in order, in one transaction.
   *
   * @param follows number of the last control record, asked when it is this call's turn
   * @return number of the last record written
   */
  public synchronized long publish(List<Control.Body> bodies, LongSupplier follows) {
    boolean wasOpen = producer != null;
    try {
      return publishOnce(bodies, follows.getAsLong());
    } catch (KafkaException e) {
      // Another node started, or published, since: of a fenced transaction nothing was written.
      if (wasOpen && isFenced(e)) {
        return publishOnce(bodies, follows.getAsLong());
      }
      throw e;
    }
  }

  private static boolean isFenced(Throwable fault) {
    return fault instanceof ProducerFencedException
        || fault instanceof InvalidProducerEpochException
        || (fault.getCause() != null && isFenced(fault.getCause()));
  }

  private long publishOnce(List<Control.Body> bodies, long last) {
    Producer<String, byte[]> known = producer;
    Producer<String, byte[]> current = known == null ? open() : known;
    producer = null; // until it has shown that it is well
    long number = last;
    try {
      current.beginTransaction();
      for (Control.Body body : bodies) {
        byte[] value = encode(new Control(number + 1, number, body));
        for (int partition = 0; partition < partitions; partition++) {
          // A send that fails makes the commit fail.
          var _ =
              current.send(
                  new ProducerRecord<>(topics.commands(), partition, CommandWire.key(body), value));
        }
        number++;
      }
      current.commitTransaction();
      producer = current;
      if (closed) {
        current.close(Duration.ZERO);
      }
      return number;
    } catch (RuntimeException e) {
      // Whatever became of it, the next publication starts with a new producer.
      current.close(Duration.ZERO);
      throw e;
    }
  }

  private byte[] encode(Control control) {
    if (control.body() instanceof Control.AnnounceSchema(int id, String text)) {
      return ANNOUNCEMENTS.encode(
          announcementSchemaId,
          new SchemaAnnouncement(control.number(), control.follows(), id, text));
    }
    return COMMANDS.encode(commandSchemaId, CommandWire.avro(control));
  }

  /** Waits for no publication that goes on: a broker that is away must not keep a node from it. */
  @Override
  public void close() {
    closed = true;
    Producer<String, byte[]> open = producer;
    if (open != null) {
      open.close(CLOSE_WITHIN);
    }
  }
}
