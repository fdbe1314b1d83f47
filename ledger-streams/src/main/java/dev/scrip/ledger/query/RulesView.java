package dev.scrip.ledger.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.ledger.domain.Book;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.rules.RulesFaults;
import dev.scrip.ledger.rules.RulesReader;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Rules as JSON: versions, who pays for an action, faults of a file. */
final class RulesView {
  private RulesView() {}

  static ObjectNode versions(Book book) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("current", book.rules().version());
    ArrayNode versions = json.putArray("versions");
    for (Book.Version version : book.versions()) {
      versions
          .addObject()
          .put("version", version.rules().version())
          .put("name", version.rules().name())
          .put("publishedAt", Instant.ofEpochMilli(version.publishedAt()).toString())
          .put("source", version.rules().source());
    }
    return json;
  }

  static ObjectNode action(Book book, String name) {
    Rules.Action action = book.rules().index().actions().get(name);
    if (action == null || action.retired()) {
      throw new Problem(404, "UNKNOWN_ACTION", "no action " + name + " in the rules in force");
    }
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("action", name)
            .put("pool", action.pool())
            .put("payer", text(action.payer()))
            .put("memoryMs", book.memoryMs());
    ArrayNode former = json.putArray("formerPayers");
    List<Book.Version> versions = book.versions();
    for (int i = 0; i + 1 < versions.size(); i++) {
      Rules.Action before = versions.get(i).rules().index().actions().get(name);
      Rules.Action after = versions.get(i + 1).rules().index().actions().get(name);
      if (before != null && after != null && before.payer() != after.payer()) {
        former
            .addObject()
            .put("payer", text(before.payer()))
            .put("until", Instant.ofEpochMilli(versions.get(i + 1).publishedAt()).toString());
      }
    }
    return json;
  }

  private static String text(Rules.Payer payer) {
    return payer.name().toLowerCase(Locale.ROOT);
  }

  static int faults(ObjectNode json, RulesFaults faults) {
    json.put("type", "about:blank")
        .put("title", "invalid rules")
        .put("status", 422)
        .put("code", "INVALID_RULES")
        .put("detail", faults.faults().size() + " faults; nothing was published");
    ArrayNode list = json.putArray("faults");
    for (RulesReader.Fault fault : faults.faults()) {
      list.addObject()
          .put("line", fault.line())
          .put("column", fault.column())
          .put("key", fault.key())
          .put("message", fault.message());
    }
    return 422;
  }
}
