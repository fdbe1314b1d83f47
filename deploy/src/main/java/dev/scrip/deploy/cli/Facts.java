package dev.scrip.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Named values, one a line, names aligned. */
final class Facts {
  private final Map<String, String> facts = new LinkedHashMap<>();

  void add(String name, String value) {
    if (!value.isEmpty()) {
      facts.put(name, value);
    }
  }

  /** Every field of an object that is one value, in the object's order, but for those left out. */
  void addScalars(JsonNode object, String... leftOut) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (field.getValue().isValueNode()
          && !field.getValue().isNull()
          && !Arrays.asList(leftOut).contains(field.getKey())) {
        add(words(field.getKey()), field.getValue().asText());
      }
    }
  }

  void print(PrintWriter out) {
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
    facts.forEach(
        (name, value) -> out.println(name + " ".repeat(width - name.length() + 2) + value));
  }

  /** {@code balanceAfter} → {@code balance after}. */
  static String words(String camelCase) {
    return camelCase.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }
}
