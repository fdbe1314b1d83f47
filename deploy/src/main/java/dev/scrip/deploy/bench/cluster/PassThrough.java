package dev.scrip.deploy.bench.cluster;

import dev.scrip.schemas.Topics;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * What Kafka Streams takes for nothing but reading records and writing them again, exactly once, at
 * the settings of a ledger node: the ceiling of anything that is built on it.
 */
public final class PassThrough {
  /** Its group. */
  public static final String GROUP = "pass-through";

  /** Where the records go. */
  public static final String OUTPUT = "passed";

  private PassThrough() {}

  /** Begins; runs until the process is ended. */
  static void start(String bootstrapServers, Topics topics, String stateDir, String threads) {
    Topology topology =
        new Topology()
            .addSource(
                AutoOffsetReset.earliest(),
                "in",
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topics.commands())
            .addSink("out", OUTPUT, new ByteArraySerializer(), new ByteArraySerializer(), "in");
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, GROUP);
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    properties.put(StreamsConfig.POLL_MS_CONFIG, 20);
    properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    new KafkaStreams(topology, properties).start();
  }
}
