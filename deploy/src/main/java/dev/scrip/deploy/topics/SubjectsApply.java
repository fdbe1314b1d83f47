package dev.scrip.deploy.topics;

import dev.scrip.deploy.Complaint;
import dev.scrip.schemas.Command;
import dev.scrip.schemas.RegistryClient;
import dev.scrip.schemas.RegistryRefused;
import dev.scrip.schemas.RegistryUnavailable;
import dev.scrip.schemas.SchemaAnnouncement;
import dev.scrip.schemas.Schemas;
import dev.scrip.schemas.Topic;
import dev.scrip.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;

/** Registers every schema of a ledger and sets how its subjects may evolve. */
public final class SubjectsApply {
  private SubjectsApply() {}

  /** Ids that the first records of a ledger need. */
  public record Registered(int commandSchema, int announcementSchema) {}

  /** Registers what is missing; all of it may be there already. */
  public static Registered apply(URI registry, Topics topics) {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
      RegistryClient client = new RegistryClient(List.of(registry), java.util.Map.of());
      int announcement =
          register(
              client,
              http,
              registry,
              topics.schemaSubject(),
              Schemas.of(SchemaAnnouncement.class),
              "FULL_TRANSITIVE");
      int command = 0;
      for (Topic topic : topics.all()) {
        Schema schema = topic.schema();
        if (schema == null) {
          continue;
        }
        boolean commands = topic.name().equals(topics.commands());
        int id =
            register(
                client,
                http,
                registry,
                topics.subject(topic.name()),
                schema,
                // Every node reads the whole history; services may be older than the ledger.
                commands ? "BACKWARD_TRANSITIVE" : "FULL_TRANSITIVE");
        if (commands) {
          command = id;
        }
      }
      return new Registered(command, announcement);
    } catch (RegistryRefused | RegistryUnavailable e) {
      throw new Complaint(
          "The registry at %s did not take the schemas of %s: %s"
              .formatted(registry, Command.class.getPackageName(), e.getMessage()),
          e);
    }
  }

  private static int register(
      RegistryClient client,
      HttpClient http,
      URI registry,
      String subject,
      Schema schema,
      String level) {
    setLevel(http, registry, subject, level);
    return client.register(subject, schema);
  }

  private static void setLevel(HttpClient http, URI registry, String subject, String level) {
    URI config =
        URI.create(registry + "/config/" + URLEncoder.encode(subject, StandardCharsets.UTF_8));
    HttpRequest read = HttpRequest.newBuilder(config).timeout(Duration.ofSeconds(20)).build();
    HttpRequest write =
        HttpRequest.newBuilder(config)
            .timeout(Duration.ofSeconds(20))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .PUT(BodyPublishers.ofString("{\"compatibility\":\"" + level + "\"}"))
            .build();
    try {
      HttpResponse<String> present = http.send(read, BodyHandlers.ofString());
      if (present.statusCode() == 200 && present.body().contains("\"" + level + "\"")) {
        return;
      }
      HttpResponse<String> answer = http.send(write, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new Complaint(
            "The registry at %s did not set the level of %s to %s: %d %s"
                .formatted(registry, subject, level, answer.statusCode(), answer.body()));
      }
    } catch (IOException e) {
      throw new Complaint(
          "The registry at %s does not answer: %s. Check that it runs and that --registry names it."
              .formatted(registry, e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the registry", e);
    }
  }
}
