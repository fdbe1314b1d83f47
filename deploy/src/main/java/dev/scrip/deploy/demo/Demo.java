package dev.scrip.deploy.demo;

import dev.scrip.schemas.App;
import dev.scrip.schemas.AvroCodec;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.CommandPublisher;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topics;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Tells a {@link Story} to a ledger that runs on a test clock, then lets it run on real time: the
 * clock is moved from moment to moment, and at each the commands are appended as any service would.
 * The ledger decides them by itself; nothing is written that it did not decide.
 *
 * <p>Told again after an interruption it goes on at the moment where the clock stands, whose
 * commands the ledger knows by their ids.
 */
public final class Demo {
  private final ClusterConfig cluster;
  private final StoryClock clock;
  private final Narrator narrator;

  /**
   * @param out told how far it is
   */
  public Demo(ClusterConfig cluster, StoryClock clock, PrintWriter out) {
    this.cluster = cluster;
    this.clock = clock;
    this.narrator = new Narrator(out);
  }

  /** Tells the story from where the clock stands to its end. */
  public void tell(Story story) {
    Instant from = clock.clock();
    narrator.begin(story, from);
    writeApps(story.apps());
    try (CommandPublisher publisher = publisher()) {
      for (Story.Moment moment : story.moments()) {
        if (moment.at().isBefore(from)) {
          continue; // its commands were durable before the clock went on
        }
        if (moment.at().isAfter(from)) {
          clock.setClock(moment.at());
        }
        append(publisher, moment.commands());
        narrator.told(moment);
      }
    }
    clock.releaseClock();
    narrator.end();
  }

  private CommandPublisher publisher() {
    Topics topics = cluster.topics();
    String subject = topics.subject(topics.commands());
    int schema = cluster.registryClient().register(subject, Schemas.of(Command.class));
    return new CommandPublisher(topics, cluster.clientSettings(), schema);
  }

  /** All of a moment is durable before the clock goes on: it is decided at its own instant. */
  private static void append(CommandPublisher publisher, List<Command> commands) {
    List<CompletableFuture<?>> durable = new ArrayList<>(commands.size());
    for (Command command : commands) {
      durable.add(publisher.send(command));
    }
    CompletableFuture.allOf(durable.toArray(CompletableFuture<?>[]::new)).join();
  }

  /** As the gateway writes them, which reads them when it starts. */
  private void writeApps(List<App> apps) {
    Topics topics = cluster.topics();
    AvroCodec<App> codec = AvroCodec.of(App.class);
    int schema = cluster.registryClient().register(topics.subject(topics.apps()), codec.schema());
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(
            cluster.clientSettings(), new StringSerializer(), new ByteArraySerializer())) {
      List<CompletableFuture<?>> durable = new ArrayList<>(apps.size());
      for (App app : apps) {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        durable.add(written);
        // What becomes of it says the callback.
        var _ =
            producer.send(
                new ProducerRecord<>(topics.apps(), app.getApp(), codec.encode(schema, app)),
                (_, failure) -> {
                  if (failure == null) {
                    written.complete(true);
                  } else {
                    written.completeExceptionally(failure);
                  }
                });
      }
      CompletableFuture.allOf(durable.toArray(CompletableFuture<?>[]::new)).join();
    }
  }
}
