package dev.scrip.projector.audit;

import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Depletion;
import dev.scrip.schemas.DepletionType;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.Rejection;
import dev.scrip.schemas.RejectionReason;
import dev.scrip.schemas.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes lines to the event topics as the ledger does: in transactions, by wallet. */
public final class EventWriter implements AutoCloseable {
  private final Topics topics;
  private final RegistryClient registry;
  private final KafkaProducer<String, byte[]> producer;

  public EventWriter(Topics topics, Map<String, Object> kafka, RegistryClient registry) {
    this.topics = topics;
    this.registry = registry;
    Map<String, Object> config = new HashMap<>(kafka);
    config.put("transactional.id", topics.ledger() + "-test");
    producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    producer.initTransactions();
  }

  /** Writes records in one transaction. */
  public void write(SpecificRecord... records) {
    producer.beginTransaction();
    for (SpecificRecord record : records) {
      send(record);
    }
    producer.commitTransaction();
  }

  /** Writes records that never become visible. */
  public void abort(SpecificRecord... records) {
    producer.beginTransaction();
    for (SpecificRecord record : records) {
      send(record);
    }
    producer.flush();
    producer.abortTransaction();
  }

  private void send(SpecificRecord record) {
    var _ =
        producer.send(
            switch (record) {
              case Entry entry -> record(topics.entries(), entry.getWallet(), Entry.class, entry);
              case Rejection rejection ->
                  record(topics.rejections(), rejection.getWallet(), Rejection.class, rejection);
              case Depletion depletion ->
                  record(topics.depletions(), depletion.getWallet(), Depletion.class, depletion);
              default -> throw new IllegalArgumentException("expected a line, found " + record);
            });
  }

  private <T extends SpecificRecord> ProducerRecord<String, byte[]> record(
      String topic, String wallet, Class<T> type, T value) {
    AvroCodec<T> codec = AvroCodec.of(type);
    int id = registry.register(topics.subject(topic), codec.schema());
    return new ProducerRecord<>(topic, wallet, codec.encode(id, value));
  }

  /** A charge of 1 that leaves {@code left} micros. */
  public static Entry charged(String wallet, long sequence, String action, long left) {
    return Entry.newBuilder()
        .setWallet(wallet)
        .setSequence(sequence)
        .setType(EntryType.CHARGED)
        .setCommandId("c" + sequence)
        .setEffectiveAt(at(sequence))
        .setDecidedAt(at(sequence))
        .setPool("message")
        .setAction(action)
        .setActor("ada")
        .setApp("shop")
        .setQuantity(1_000_000)
        .setAmount(1_000_000)
        .setBalanceAfter(left)
        .build();
  }

  public static Rejection rejected(
      String wallet, long sequence, String commandId, RejectionReason reason) {
    return Rejection.newBuilder()
        .setWallet(wallet)
        .setSequence(sequence)
        .setCommandId(commandId)
        .setReason(reason)
        .setEffectiveAt(at(sequence))
        .setDecidedAt(at(sequence))
        .build();
  }

  public static Depletion depleted(String wallet, long sequence) {
    return Depletion.newBuilder()
        .setWallet(wallet)
        .setSequence(sequence)
        .setType(DepletionType.DEPLETED)
        .setCommandId("c" + (sequence - 1))
        .setPool("message")
        .setEffectiveAt(at(sequence))
        .setDecidedAt(at(sequence))
        .build();
  }

  /** One day a line, from the first of February 2027 on. */
  public static Instant at(long sequence) {
    return Instant.parse("2027-02-01T00:00:00Z").plusSeconds(86_400 * sequence);
  }

  @Override
  public void close() {
    producer.close();
  }
}
