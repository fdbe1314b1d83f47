package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.deploy.topics.Cluster;
import dev.scrip.deploy.topics.TopicsList;
import dev.scrip.deploy.topics.TopicsList.Line;
import dev.scrip.schemas.ClusterConfig;
import java.util.List;
import java.util.Map;
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
    subcommands = ApplyCommand.class,
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
    ClusterConfig config = connection.kafkaOnly();
    try (Cluster cluster = new Cluster(config)) {
      lines = TopicsList.of(cluster, config.topics());
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
}
