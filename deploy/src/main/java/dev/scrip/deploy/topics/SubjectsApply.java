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
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.Schema;

/** Registers every schema of a ledger and sets how its subjects may evolve. */
public final class SubjectsApply {
  private static final int NOT_FOUND = 404;

  private SubjectsApply() {}

  /** Ids that the first records of a ledger need. */
  public record Registered(int commandSchema, int announcementSchema) {}

  /** Registers what is missing in a registry that lets anyone in. */
  public static Registered apply(URI registry, Topics topics) {
    return apply(new RegistryClient(List.of(registry), Map.of()), topics);
  }

  /** Registers what is missing; all of it may be there already. */
  public static Registered apply(RegistryClient registry, Topics topics) {
    return told(() -> {
      subjects(topics)
          .forEach((subject, schema) -> {
            // Every node reads the whole history; services may be older than the ledger.
            boolean commands = subject.equals(topics.subject(topics.commands()));
            registry.setCompatibility(
                subject, commands ? "BACKWARD_TRANSITIVE" : "FULL_TRANSITIVE");
            registry.register(subject, schema);
          });
      return registered(registry, topics);
    });
  }

  /** The subjects that lack the schema of this program; registers nothing. */
  public static List<String> missing(RegistryClient registry, Topics topics) {
    return told(() -> {
      List<String> missing = new ArrayList<>();
      subjects(topics)
          .forEach((subject, schema) -> {
            try {
              registry.registeredId(subject, schema);
            } catch (RegistryRefused e) {
              if (e.status() != NOT_FOUND) {
                throw e;
              }
              missing.add(subject);
            }
          });
      return missing;
    });
  }

  private static Registered registered(RegistryClient registry, Topics topics) {
    return new Registered(
        registry.register(topics.subject(topics.commands()), Schemas.of(Command.class)),
        registry.register(topics.schemaSubject(), Schemas.of(SchemaAnnouncement.class)));
  }

  private static Map<String, Schema> subjects(Topics topics) {
    Map<String, Schema> subjects = new LinkedHashMap<>();
    subjects.put(topics.schemaSubject(), Schemas.of(SchemaAnnouncement.class));
    for (Topic topic : topics.all()) {
      Schema schema = topic.schema();
      if (schema != null) {
        subjects.put(topics.subject(topic.name()), schema);
      }
    }
    return subjects;
  }

  /** Answers what is asked of a registry, with its refusals as sentences. */
  static <T> T told(Supplier<T> question) {
    try {
      return question.get();
    } catch (RegistryRefused e) {
      throw new Complaint(
          switch (e.status()) {
            case 401, 403 ->
                "The schema registry does not let this in: %s. Set registry.basic.auth.user.info (SCRIP_REGISTRY_BASIC_AUTH_USER_INFO) or registry.bearer.auth.token to credentials that it takes."
                    .formatted(e.getMessage());
            default -> "The schema registry did not do as asked: %s.".formatted(e.getMessage());
          },
          e);
    } catch (RegistryUnavailable e) {
      throw new Complaint(
          "%s. Check that the schema registry runs and that registry (--registry, SCRIP_REGISTRY) names it."
              .formatted(e.getMessage()),
          e);
    }
  }
}
