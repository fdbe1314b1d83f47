package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.FirstStart;
import dev.scrip.deploy.RulesFile;
import dev.scrip.deploy.topics.Announcement;
import dev.scrip.deploy.topics.Cluster;
import dev.scrip.deploy.topics.LogHead;
import dev.scrip.deploy.topics.SubjectsApply;
import dev.scrip.deploy.topics.TopicsApply;
import dev.scrip.ledger.streams.FirstRecords;
import dev.scrip.schemas.ClusterConfig;
import dev.scrip.schemas.Topics;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a cluster ready for a ledger, or says why it is not; as often as one likes. */
@Command(
    name = "apply",
    description =
        "Creates the topics that are missing, registers the schemas and writes the first records; refuses topics that would lose money. Changes nothing that is there.",
    footer = {
      "",
      "Examples:",
      "  scrip topics apply --bootstrap kafka:9092 --registry http://registry:8081 --rules my-rules.yaml",
      "  scrip topics apply --config scrip.properties --dry-run",
      "  scrip topics apply --config scrip.properties --node http://ledger-0:8090"
    })
final class ApplyCommand implements Callable<Integer> {
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
      description =
          "Replicas of new topics, and the least of those that are there (default: 3). With fewer, the loss of a broker loses what was acknowledged.")
  private int replication;

  @Option(
      names = "--rules",
      paramLabel = "NAME|FILE",
      defaultValue = RulesFile.DEFAULT,
      description = "Rules of a new ledger (default: ${DEFAULT-VALUE}).")
  private String rules = RulesFile.DEFAULT;

  @Option(
      names = "--node",
      paramLabel = "URL",
      description =
          "A running ledger node, to announce the command schema to the ledger before a node of this version does; node.key (SCRIP_NODE_KEY) is its key.")
  private @Nullable URI node;

  @Option(names = "--dry-run", description = "Check, and say what would be done.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /**
   * What was done, or would be.
   *
   * @param commandSchema id in the registry; 0 = not registered yet
   * @param announced whether a node announced that schema just now
   * @param notes what is better known
   */
  private record Outcome(
      List<String> topics,
      List<String> subjects,
      int partitions,
      int commandSchema,
      boolean firstRecords,
      boolean announced,
      List<String> notes) {}

  @Override
  public Integer call() {
    ClusterConfig config = connection.cluster();
    RulesFile file = RulesFile.of(rules);
    FirstStart.read(file); // a fault in it is told before anything is made
    Topics topics = config.topics();
    Optional<LogHead> head;
    TopicsApply.Applied applied;
    try (Cluster cluster = new Cluster(config)) {
      head = cluster.has(topics.commands()) ? cluster.head(topics) : Optional.empty();
      var ask = new TopicsApply.Ask(partitions, replication, dryRun);
      applied = TopicsApply.apply(cluster, topics, ask, head);
    }
    List<String> subjects = new ArrayList<>(SubjectsApply.missing(config.registryClient(), topics));
    Outcome outcome =
        dryRun
            ? new Outcome(
                applied.created(),
                subjects,
                applied.partitions(),
                0,
                head.isEmpty(),
                false,
                applied.notes())
            : applied(config, file, head, applied, subjects);
    print(topics, outcome);
    return Exit.OK;
  }

  private Outcome applied(
      ClusterConfig config,
      RulesFile file,
      Optional<LogHead> head,
      TopicsApply.Applied applied,
      List<String> subjects) {
    SubjectsApply.Registered registered =
        SubjectsApply.apply(config.registryClient(), config.topics());
    // A ledger that has begun is left alone: a second publisher would fence its node's.
    boolean first =
        head.isEmpty()
            && FirstStart.publish(
                config, applied.partitions(), registered, file, OptionalLong.empty());
    if (head.isEmpty() && !first) {
      requireBegun(config, applied.partitions());
    }
    if (node != null) {
      Announcement.send(node, connection.nodeKey(), registered.commandSchema());
    }
    return new Outcome(
        applied.created(),
        subjects,
        applied.partitions(),
        registered.commandSchema(),
        first,
        node != null,
        applied.notes());
  }

  /** Another may have written the first records meanwhile; else something else stands there. */
  private static void requireBegun(ClusterConfig config, int partitions) {
    Topics topics = config.topics();
    try (Cluster cluster = new Cluster(config)) {
      if (cluster.head(topics).isPresent()) {
        return;
      }
    }
    String found =
        FirstRecords.first(topics, config.clientSettings(), partitions)
            .map(record ->
                "the record at offset %d of partition %d, with the key %s"
                    .formatted(
                        record.offset(),
                        record.partition(),
                        record.key() == null
                            ? "null"
                            : '"' + new String(record.key(), StandardCharsets.UTF_8) + '"'))
            .orElse("a record");
    throw new Complaint(
        "The topic %s begins with something else than the first records of a ledger: expected it to be empty, found %s. No role starts on it, and nothing in it was decided: delete the topic with `kafka-topics.sh --bootstrap-server HOST:PORT --delete --topic %s` and run this again before anything is appended, or name another ledger with --ledger."
            .formatted(topics.commands(), found, topics.commands()));
  }

  private void print(Topics topics, Outcome outcome) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode answer = GatewayClient.JSON.createObjectNode();
      answer.put("dryRun", dryRun);
      outcome.topics().forEach(answer.putArray("created")::add);
      outcome.subjects().forEach(answer.putArray("registered")::add);
      answer.put("partitions", outcome.partitions());
      answer.put("commandSchema", outcome.commandSchema());
      answer.put("firstRecords", outcome.firstRecords());
      answer.put("announced", outcome.announced());
      outcome.notes().forEach(answer.putArray("notes")::add);
      out.println(answer);
      return;
    }
    String would = dryRun ? "would be " : "";
    outcome.topics().forEach(topic -> out.println(would + "created     " + topic));
    outcome.subjects().forEach(subject -> out.println(would + "registered  " + subject));
    if (outcome.firstRecords()) {
      out.println(would + "written     the first records, with the rules " + rules);
    }
    if (outcome.announced()) {
      out.println("announced   command schema " + outcome.commandSchema());
    }
    outcome.notes().forEach(note -> out.println("note        " + note));
    boolean nothing =
        outcome.topics().isEmpty() && outcome.subjects().isEmpty() && !outcome.firstRecords();
    out.println(
        dryRun && !nothing
            ? "Nothing was changed."
            : "The ledger %s is ready: %d topics, %d partitions; the schemas are registered."
                .formatted(topics.ledger(), topics.all().size(), outcome.partitions()));
  }
}
