package dev.scrip.deploy.bench;

import dev.scrip.deploy.bench.cluster.Bed;
import dev.scrip.deploy.bench.cluster.Usage;
import dev.scrip.deploy.bench.load.Load;
import dev.scrip.deploy.bench.load.Workload;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.Command;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** How fast bytes that are there already get into the log: what Kafka's own perf test measures. */
record RawProducer(Sizes sizes, Bed.Setup setup) implements Measurement {
  private static final int PREPARED = 20_000;
  private static final int TELL_EVERY = 16_384;

  @Override
  public String what() {
    return "producer";
  }

  @Override
  public String of() {
    return "";
  }

  @Override
  public Result run(Progress progress) {
    try (Bed bed = Bed.make(setup)) {
      ProducerRecord<byte[], byte[]>[] records = records(bed);
      try (KafkaProducer<byte[], byte[]> producer = producer(bed)) {
        send(producer, records, sizes.commands() / 10, progress);
        progress.phase("producing", sizes.commands());
        Usage before = Usage.now(bed.processes());
        send(producer, records, sizes.commands(), progress);
        Usage after = Usage.now(bed.processes());
        Numbers numbers = new Numbers();
        numbers.rate(sizes.commands(), after.secondsSince(before));
        numbers.cpu(after.microsPerCommand(before, sizes.commands()), Usage.BENCH, "broker");
        return new Result(what(), of(), numbers.all());
      }
    }
  }

  /** Commands of W1, so that they are as large and compress as well. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of a parametrized type.
  private ProducerRecord<byte[], byte[]>[] records(Bed bed) {
    Load load = sizes.load(Workload.W1, Instant.now());
    AvroCodec<Command> codec = AvroCodec.of(Command.class);
    ProducerRecord<byte[], byte[]>[] records =
        new ProducerRecord[(int) Math.min(PREPARED, sizes.commands())];
    for (int n = 0; n < records.length; n++) {
      Command command = load.at(n);
      records[n] =
          new ProducerRecord<>(
              bed.cluster().topics().commands(),
              command.getWallet().getBytes(java.nio.charset.StandardCharsets.UTF_8),
              codec.encode(bed.commandSchema(), command));
    }
    return records;
  }

  private static KafkaProducer<byte[], byte[]> producer(Bed bed) {
    Map<String, Object> config = bed.cluster().clientSettings();
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 131_072);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 67_108_864);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer,
      ProducerRecord<byte[], byte[]>[] records,
      long count,
      Progress progress) {
    AtomicReference<@Nullable Exception> fault = new AtomicReference<>();
    for (long n = 0; n < count; n++) {
      if (n % TELL_EVERY == 0) {
        progress.at(n);
      }
      Future<RecordMetadata> _ =
          producer.send(
              records[(int) (n % records.length)],
              (_, failure) -> {
                if (failure != null) {
                  fault.set(failure);
                }
              });
    }
    producer.flush();
    Exception failure = fault.get();
    if (failure != null) {
      throw new IllegalStateException("a record could not be produced", failure);
    }
  }
}
