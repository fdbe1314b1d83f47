package dev.scrip.deploy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.cli.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Two results, set beside each other by what a command costs: processor time and bytes of the log.
 * Rates and times are left out: on a machine that others use too they say little.
 *
 * @param differences of every cost that both results have
 * @param notes what makes the comparison worth less
 */
record Comparison(List<Difference> differences, List<String> notes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The sums are judged; their parts are shown, and may grow at each other's expense. */
  private static final Set<String> JUDGED =
      Set.of(Metric.CPU + Metric.TOTAL, Metric.CPU + Metric.APPEND, Metric.BYTES + Metric.TOTAL);

  /** What the program is measured against is no part of it. */
  private static final Set<String> OTHERS =
      Set.of(PassThroughDrain.WHAT, PostgresCharges.WHAT, "producer");

  /** One cost of one measurement. */
  record Difference(String name, String key, double before, double after) {
    double change() {
      return before == 0 ? (after == 0 ? 0 : Double.POSITIVE_INFINITY) : after / before - 1;
    }

    boolean judged() {
      return JUDGED.contains(key);
    }

    /**
     * Whether it is too much more.
     *
     * @param tolerance 0.15 = 15 per cent more is allowed
     */
    boolean worse(double tolerance) {
      return judged() && change() > tolerance;
    }
  }

  Comparison {
    differences = List.copyOf(differences);
    notes = List.copyOf(notes);
  }

  /**
   * Compares two files that {@code scrip bench --out} wrote.
   *
   * @throws Complaint where they are none, or have nothing in common
   */
  static Comparison of(Path before, Path after) {
    return of(read(before), read(after), before + " and " + after);
  }

  static Comparison of(JsonNode before, JsonNode after, String files) {
    Map<String, Map<String, Double>> old = costs(before);
    List<Difference> differences = new ArrayList<>();
    costs(after)
        .forEach((name, numbers) ->
            numbers.forEach((key, value) -> {
              Double was = old.getOrDefault(name, Map.of()).get(key);
              if (was != null) {
                differences.add(new Difference(name, key, was, value));
              }
            }));
    if (differences.stream().noneMatch(Difference::judged)) {
      throw new Complaint(
          "%s have no measurement in common that tells what a command costs; measure the same in both, for example --what drain --workload W1."
              .formatted(files));
    }
    return new Comparison(differences, notes(before, after));
  }

  static JsonNode read(Path file) {
    try {
      JsonNode json = JSON.readTree(file.toFile());
      if (json.path("summary").isArray()) {
        return json;
      }
    } catch (IOException e) {
      throw new Complaint(
          "%s cannot be read: %s. Name a file that `scrip bench --out` wrote."
              .formatted(file, e.getMessage()),
          e);
    }
    throw new Complaint(
        "%s: expected a field summary, found none. Name a file that `scrip bench --out` wrote."
            .formatted(file));
  }

  private static Map<String, Map<String, Double>> costs(JsonNode json) {
    Map<String, Map<String, Double>> costs = new TreeMap<>();
    for (JsonNode measurement : json.path("summary")) {
      String what = measurement.path("what").asText();
      if (OTHERS.contains(what)) {
        continue;
      }
      Map<String, Double> numbers = new TreeMap<>();
      measurement
          .path("numbers")
          .properties()
          .forEach(number -> {
            String key = number.getKey();
            if (key.startsWith(Metric.CPU) || key.startsWith(Metric.BYTES)) {
              numbers.put(key, number.getValue().path("median").asDouble());
            }
          });
      costs.put((what + " " + measurement.path("of").asText()).strip(), numbers);
    }
    return costs;
  }

  private static List<String> notes(JsonNode before, JsonNode after) {
    List<String> notes = new ArrayList<>();
    for (String field : List.of("processor", "cores", "jdk")) {
      String was = before.path("machine").path(field).asText();
      String is = after.path("machine").path(field).asText();
      if (!was.equals(is)) {
        notes.add(
            "%s differs: \"%s\" then, \"%s\" now; processor time is not the same there."
                .formatted(field, was, is));
      }
    }
    return notes;
  }

  boolean worse(double tolerance) {
    return differences.stream().anyMatch(each -> each.worse(tolerance));
  }

  /** A table of all of it, and what it comes to. */
  void print(PrintWriter out, double tolerance) {
    Table table = new Table("measurement", "cost", "before", "after", "change", "judgement");
    for (Difference each : differences) {
      table.add(
          each.name(),
          Metric.of(each.key()).head(),
          text("%.1f", each.before()),
          text("%.1f", each.after()),
          text("%+.1f %%", each.change() * 100),
          each.worse(tolerance) ? "WORSE" : each.judged() ? "ok" : "");
    }
    table.print(out);
    notes.forEach(out::println);
    out.println(
        worse(tolerance)
            ? text("A command costs more than %.0f %% more than before.", tolerance * 100)
            : text("No command costs more than %.0f %% more than before.", tolerance * 100));
    out.flush();
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
