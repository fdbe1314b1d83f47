package dev.scrip.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.projector.audit.Line;
import java.util.List;

/** Lines as CSV (RFC 4180): the columns one sums and filters by. */
final class LineCsv {
  private static final List<String> COLUMNS =
      List.of(
          "sequence",
          "kind",
          "type",
          "effectiveAt",
          "decidedAt",
          "commandId",
          "pool",
          "action",
          "actor",
          "app",
          "quantity",
          "amount",
          "balanceAfter",
          "reason",
          "plan",
          "rulesVersion",
          "explanation");

  static final String HEADER = String.join(",", COLUMNS) + "\r\n";

  private LineCsv() {}

  static String row(Line line) {
    ObjectNode json = LineJson.line(line);
    return String.join(
            ",", COLUMNS.stream().map(column -> field(json.path(column).asText())).toList())
        + "\r\n";
  }

  private static String field(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
