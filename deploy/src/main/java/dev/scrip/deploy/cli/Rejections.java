package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * Prints a rejection: the reason, the sentence, the numbers, when it would pass, what else stood in
 * the way.
 */
final class Rejections {
  private Rejections() {}

  static void print(PrintWriter out, JsonNode problem, @Nullable String id, boolean replayed) {
    Facts facts = new Facts();
    facts.add("decision", replayed ? "rejected (replayed)" : "rejected");
    facts.add("reason", problem.path("code").asText());
    facts.add("explanation", problem.path("detail").asText());
    facts.add("retry at", problem.path("retryAt").asText(""));
    if (id != null && problem.path("id").isMissingNode()) {
      facts.add("id", id);
    }
    facts.addScalars(
        problem, "type", "title", "status", "code", "detail", "decision", "retryAt", "instance");
    facts.print(out);
    JsonNode violations = problem.path("violations");
    if (violations.size() > 1) {
      Table table =
          new Table(
              "VIOLATED", "LIMIT", "REQUIRED", "AVAILABLE", "CEILING", "RETRY AT", "EXPECTED");
      for (JsonNode violation : violations) {
        table.add(
            violation.path("reason").asText(violation.path("code").asText()),
            text(violation, "limit"),
            text(violation, "required"),
            text(violation, "available"),
            text(violation, "ceiling"),
            text(violation, "retryAt"),
            text(violation, "detail"));
      }
      out.println();
      table.print(out);
    }
  }

  private static String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isNull() ? "" : value.asText();
  }
}
