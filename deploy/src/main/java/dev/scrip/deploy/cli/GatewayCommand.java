package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.deploy.cli.GatewayClient.Answer;
import java.io.PrintWriter;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command that asks the gateway shares: where it is, and how an answer is shown. */
abstract class GatewayCommand implements Callable<Integer> {
  @Spec protected CommandSpec spec;
  @Mixin protected Connection connection;

  @Option(names = "--json", description = "Print the gateway's answer as it came.")
  protected boolean json;

  @Override
  public final Integer call() {
    return run(connection.gateway());
  }

  abstract int run(GatewayClient gateway);

  protected PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Shows the answer to a command, and says how it ended. */
  int show(GatewayClient gateway, Answer answer, @Nullable String id) {
    if (answer.isUndecided()) {
      return undecided(answer, id);
    }
    if (!answer.isOk() && !answer.isRejection()) {
      throw gateway.complaint(answer);
    }
    if (json) {
      out().println(answer.text());
    } else if (answer.isOk()) {
      accepted(answer, id);
    } else {
      Rejections.print(out(), answer.body(), id, answer.replayed());
    }
    return answer.isOk() ? Exit.OK : Exit.REJECTED;
  }

  private void accepted(Answer answer, @Nullable String id) {
    Facts facts = new Facts();
    JsonNode body = answer.body();
    facts.add(
        "decision",
        body.path("decision").asText("accepted") + (answer.replayed() ? " (replayed)" : ""));
    if (id != null && body.path("id").isMissingNode()) {
      facts.add("id", id);
    }
    facts.addScalars(body, "decision");
    facts.print(out());
    JsonNode postings = body.path("postings");
    if (postings.isArray() && !postings.isEmpty()) {
      out().println();
      table(postings).print(out());
    }
  }

  /** What each grant, or the overdraft, had before and has after, and what holds reserve of it. */
  private static Table table(JsonNode postings) {
    Table table = new Table("GRANT", "POOL", "KIND", "AMOUNT", "HELD", "BEFORE", "AFTER");
    for (JsonNode posting : postings) {
      table.add(
          posting.path("grant").asText("overdraft"),
          posting.path("pool").asText(),
          posting.path("kind").asText(),
          posting.path("amount").asText(),
          posting.path("held").asText(),
          posting.path("before").asText(),
          posting.path("after").asText());
    }
    return table;
  }

  private int undecided(Answer answer, @Nullable String id) {
    if (json) {
      out().println(answer.text().isBlank() ? "{\"decision\":\"pending\"}" : answer.text());
    }
    spec.commandLine()
        .getErr()
        .println(
            id == null
                ? "Not decided yet; ask again for the answer."
                : "Appended but not decided yet; the same command with --id "
                    + id
                    + " gets the answer.");
    return Exit.FAILED;
  }

  static ObjectNode body() {
    return GatewayClient.JSON.createObjectNode();
  }

  static void put(ObjectNode body, String field, @Nullable String value) {
    if (value != null) {
      body.put(field, value);
    }
  }

  static void putAll(ObjectNode body, String field, @Nullable Map<String, String> values) {
    if (values != null && !values.isEmpty()) {
      values.forEach(body.putObject(field)::put);
    }
  }

  /** A command's id: the caller's own, or a new one, which is printed with the answer. */
  static final class CommandId {
    @Option(
        names = "--id",
        paramLabel = "ID",
        description =
            "Idempotency key; the same again gets the first answer (default: a new one, printed).")
    private @Nullable String id;

    private @Nullable String chosen;

    String value() {
      if (chosen == null) {
        chosen = id == null ? UUID.randomUUID().toString() : id;
      }
      return chosen;
    }
  }
}
