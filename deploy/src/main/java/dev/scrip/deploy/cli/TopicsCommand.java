package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.deploy.FirstStart;
import dev.scrip.deploy.RulesFile;
import dev.scrip.deploy.topics.Cluster;
import dev.scrip.deploy.topics.SubjectsApply;
import dev.scrip.deploy.topics.TopicsApply;
import dev.scrip.deploy.topics.TopicsList;
import dev.scrip.deploy.topics.TopicsList.Line;
import dev.scrip.schemas.Topics;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The ledger's topics: what there is, and making a cluster ready for a ledger. */
@Command(
    name = "topics",
    description = "Lists a ledger's topics with what matters of their settings.",
    subcommands = TopicsCommand.Apply.class,
    footer = {
      "",
      "Examples:",
      "  scrip topics",
      "  scrip topics apply --bootstrap kafka:9092 --registry http://registry:8081"
    })
public final class TopicsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClusterConnection connection;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    List<Line> lines;
    try (Cluster cluster = new Cluster(connection.bootstrap(), Map.of())) {
      lines = TopicsList.of(cluster, connection.topics());
    }
    var out = spec.commandLine().getOut();
    if (json) {
      ArrayNode list = GatewayClient.JSON.createArrayNode();
      for (Line line : lines) {
        ObjectNode topic = list.addObject();
        topic.put("topic", line.topic()).put("exists", line.exists());
        topic.put("partitions", line.partitions()).put("replication", line.replication());
        ObjectNode settings = topic.putObject("settings");
        line.settings().forEach(settings::put);
        ArrayNode faults = topic.putArray("faults");
        line.faults().forEach(fault -> faults.add(fault.toString()));
      }
      out.println(list);
      return Exit.OK;
    }
    Table table =
        new Table("TOPIC", "PARTITIONS", "REPLICAS", "CLEANUP", "RETENTION MS", "TIME", "CHECK");
    for (Line line : lines) {
      Map<String, String> settings = line.settings();
      table.add(
          line.topic(),
          line.exists() ? Integer.toString(line.partitions()) : "",
          line.exists() ? Integer.toString(line.replication()) : "",
          settings.getOrDefault("cleanup.policy", ""),
          settings.getOrDefault("retention.ms", ""),
          settings.getOrDefault("message.timestamp.type", ""),
          !line.exists() ? "missing" : line.faults().isEmpty() ? "right" : "wrong");
    }
    table.print(out);
    for (Line line : lines) {
      line.faults().forEach(fault -> out.println(fault));
    }
    return Exit.OK;
  }

  @Command(
      name = "apply",
      description =
          "Creates the topics that are missing, registers the schemas and writes the first records; refuses topics that would lose money. Changes nothing that is there.",
      footer = {
        "",
        "Example:",
        "  scrip topics apply --bootstrap kafka:9092 --registry http://registry:8081 --rules my-rules.yaml"
      })
  static final class Apply implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private ClusterConnection connection;

    @Option(
        names = "--partitions",
        paramLabel = "N",
        description = "Partitions of a new ledger, fixed for life (default: 32).")
    private int partitions;

    @Option(
        names = "--replication",
        paramLabel = "N",
        description = "Replicas of new topics (default: 3, or as many as there are brokers).")
    private int replication;

    @Option(
        names = "--rules",
        paramLabel = "NAME|FILE",
        defaultValue = RulesFile.DEFAULT,
        description = "Rules of a new ledger (default: ${DEFAULT-VALUE}).")
    private String rules = RulesFile.DEFAULT;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
      Topics topics = connection.topics();
      String bootstrap = connection.bootstrap();
      URI registry = connection.registry();
      RulesFile file = RulesFile.of(rules);
      TopicsApply.Applied applied;
      try (Cluster cluster = new Cluster(bootstrap, Map.of())) {
        applied = TopicsApply.apply(cluster, topics, partitions, replication);
      }
      SubjectsApply.Registered registered = SubjectsApply.apply(registry, topics);
      boolean first =
          FirstStart.publish(
              bootstrap, topics, applied.partitions(), registered, file, OptionalLong.empty());
      var out = spec.commandLine().getOut();
      if (json) {
        ObjectNode answer = GatewayClient.JSON.createObjectNode();
        applied.created().forEach(answer.putArray("created")::add);
        answer.put("partitions", applied.partitions());
        answer.put("commandSchema", registered.commandSchema());
        answer.put("firstRecords", first);
        out.println(answer);
      } else {
        applied.created().forEach(topic -> out.println("created  " + topic));
        out.println(
            "%d topics of %s are right, %d partitions each; schemas are registered%s."
                .formatted(
                    topics.all().size(),
                    topics.ledger(),
                    applied.partitions(),
                    first ? "; the first records are written" : ""));
      }
      return Exit.OK;
    }
  }
}
