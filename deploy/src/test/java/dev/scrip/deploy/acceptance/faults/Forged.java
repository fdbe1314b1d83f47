package dev.scrip.deploy.acceptance.faults;

import dev.scrip.ledger.streams.LineWire;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Entry;
import dev.scrip.schemas.EntryType;
import dev.scrip.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A line that was written and never committed, as a node leaves one that dies at work. */
final class Forged {
  private Forged() {}

  static void line(String kafka, Topics topics, LineWire wire, String wallet, long sequence) {
    AvroCodec<Entry> codec = AvroCodec.of(Entry.class);
    Entry entry =
        Entry.newBuilder()
            .setWallet(wallet)
            .setSequence(sequence)
            .setType(EntryType.CHARGED)
            .setCommandId("never-committed")
            .setDecidedAt(Instant.EPOCH)
            .setEffectiveAt(Instant.EPOCH)
            .setPool("message")
            .setAmount(1_000_000)
            .build();
    Map<String, Object> config =
        Map.of("bootstrap.servers", kafka, "transactional.id", topics.ledger() + "-forged");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer
          .send(
              new ProducerRecord<>(
                  topics.entries(),
                  wallet.getBytes(StandardCharsets.UTF_8),
                  codec.encode(wire.entryId(), entry)))
          .get();
      producer.abortTransaction();
    } catch (ExecutionException e) {
      throw new IllegalStateException("expected to write a line that is then aborted", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a line is written", e);
    }
  }
}
