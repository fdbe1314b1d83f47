package dev.scrip.deploy.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.scrip.deploy.Complaint;
import dev.scrip.deploy.cli.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a benchmark found: a table for people, a file for what compares it later. */
final class Report {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Without it a rate means nothing. */
  private static final String DURABILITY =
      "Durability: Kafka acknowledges from the page cache of one broker, which outlives any process, not a power cut; PostgreSQL writes its log to the disk before it answers with synchronous_commit=on, a moment later with off.";

  private final Machine machine;
  private final List<String> commandLine;
  private final List<Result> results = new ArrayList<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();

  Report(Machine machine, List<String> commandLine) {
    this.machine = machine;
    this.commandLine = List.copyOf(commandLine);
  }

  void add(Result result) {
    results.add(result);
  }

  void skip(String measurement, String why) {
    skipped.put(measurement, why);
  }

  /** Each kind of measurement has a table of its own: medians, and the spread of the rate. */
  void print(PrintWriter out) {
    List<Summary> summaries = Summary.of(results);
    Set<String> kinds = new LinkedHashSet<>();
    summaries.forEach(summary -> kinds.add(summary.what()));
    for (String kind : kinds) {
      out.println();
      print(out, kind, summaries.stream().filter(each -> each.what().equals(kind)).toList());
    }
    List<Ratio> ratios = Ratio.of(summaries);
    if (!ratios.isEmpty()) {
      out.println();
      Table table = new Table("ratio", "of", "to");
      for (Ratio ratio : ratios) {
        table.add("%.2f".formatted(ratio.value()), ratio.of(), ratio.to());
      }
      table.print(out);
    }
    skipped.forEach((name, why) -> out.println("%nnot measured: %s: %s".formatted(name, why)));
    out.println();
    out.println(DURABILITY);
    out.println(machine.text());
    out.flush();
  }

  private static void print(PrintWriter out, String kind, List<Summary> rows) {
    Set<String> keys = new LinkedHashSet<>();
    rows.forEach(row -> keys.addAll(row.numbers().keySet()));
    List<Metric> metrics = keys.stream().map(Metric::of).filter(Metric::shown).toList();
    List<String> head = new ArrayList<>(List.of(kind));
    metrics.forEach(metric -> head.add(metric.head()));
    Table table = new Table(head.toArray(String[]::new));
    for (Summary row : rows) {
      List<String> cells = new ArrayList<>(List.of(row.of().isEmpty() ? "-" : row.of()));
      metrics.forEach(metric -> cells.add(cell(metric, row)));
      table.add(cells.toArray(String[]::new));
    }
    table.print(out);
    for (Summary row : rows) {
      Summary.Spread rate = row.numbers().get(Metric.RATE);
      if (rate != null && row.runs() > 1) {
        out.println(
            String.format(
                Locale.ROOT,
                "  %s: median of %d runs, %.0f to %.0f commands/s",
                row.name(),
                row.runs(),
                rate.least(),
                rate.most()));
      }
    }
  }

  private static String cell(Metric metric, Summary row) {
    Summary.Spread spread = row.numbers().get(metric.key());
    return spread == null
        ? ""
        : String.format(Locale.ROOT, "%." + metric.decimals() + "f", spread.median());
  }

  /** Machine, command line, every number of every run, and what they come to. */
  ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.set("machine", machine.json());
    json.put("durability", DURABILITY);
    commandLine.forEach(json.putArray("commandLine")::add);
    ArrayNode summary = json.putArray("summary");
    for (Summary row : Summary.of(results)) {
      ObjectNode one = summary.addObject();
      one.put("what", row.what()).put("of", row.of()).put("runs", row.runs());
      ObjectNode numbers = one.putObject("numbers");
      row.numbers()
          .forEach((key, spread) ->
              numbers
                  .putObject(key)
                  .put("median", rounded(spread.median()))
                  .put("least", rounded(spread.least()))
                  .put("most", rounded(spread.most())));
    }
    ArrayNode ratios = json.putArray("ratios");
    for (Ratio ratio : Ratio.of(Summary.of(results))) {
      ratios
          .addObject()
          .put("of", ratio.of())
          .put("to", ratio.to())
          .put("value", rounded(ratio.value()));
    }
    ArrayNode runs = json.putArray("runs");
    for (Result result : results) {
      ObjectNode one = runs.addObject();
      one.put("what", result.what()).put("of", result.of());
      ObjectNode numbers = one.putObject("numbers");
      result.numbers().forEach((key, value) -> numbers.put(key, rounded(value)));
    }
    ObjectNode left = json.putObject("skipped");
    skipped.forEach(left::put);
    return json;
  }

  /** Writes {@link #json} to a file. */
  void write(Path file) {
    try {
      Files.writeString(
          file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json()) + "\n");
    } catch (IOException e) {
      throw new Complaint(
          "--out: the file %s cannot be written: %s. Name another.".formatted(file, e), e);
    }
  }

  /** Nobody needs more than a thousandth. */
  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
