package dev.scrip.ledger.domain;

import static dev.scrip.ledger.domain.Times.NEVER;
import static dev.scrip.ledger.domain.Times.UNSET;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A table that a person can audit: when, what, which lines it leaves, what is left of each pool. A
 * row says {@code instant | verb wallet words key=value … #id | lines | balances}; a row without an
 * instant happens at the one above.
 */
final class Scenario {
  private final Fold fold;
  private final List<String> pools;
  private int next = 1;

  private Scenario(Rules rules) {
    fold = new Fold(rules, Instant.parse("2020-01-01T00:00:00Z").toEpochMilli());
    pools = rules.pools().stream().map(Rules.Pool::name).toList();
  }

  /** The table with what the fold really says in its last two columns. */
  static String told(Rules rules, String table) {
    Scenario scenario = new Scenario(rules);
    StringBuilder told = new StringBuilder();
    long now = 0;
    for (String row : table.lines().toList()) {
      String[] cells = row.split("\\|", -1);
      if (cells.length < 2) {
        told.append(row).append('\n');
        continue;
      }
      String when = cells[0].strip();
      now = when.isEmpty() ? now : Instant.parse(when).toEpochMilli();
      String what = cells[1].strip();
      Command command = scenario.command(what, now);
      Decision decision = scenario.fold.decide(command, now);
      told.append(when)
          .append(" | ")
          .append(what)
          .append(" | ")
          .append(scenario.lines(decision))
          .append(" | ")
          .append(scenario.balances(command.wallet()))
          .append('\n');
    }
    return told.toString();
  }

  /** The table as it should be, with single spaces around its bars. */
  static String plain(String table) {
    return table
        .lines()
        .map(row ->
            row.contains("|")
                ? Arrays.stream(row.split("\\|", -1))
                    .map(String::strip)
                    .collect(Collectors.joining(" | "))
                : row)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private Command command(String what, long now) {
    List<String> words = new ArrayList<>();
    Map<String, String> options = new TreeMap<>();
    String id = Integer.toString(next++);
    for (String word : what.split(" +", -1)) {
      if (word.startsWith("#")) {
        id = word.substring(1);
      } else if (word.contains("=")) {
        options.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
      } else {
        words.add(word);
      }
    }
    String first = words.size() > 2 ? words.get(2) : "";
    long amount = options.containsKey("amount") ? micros(options, "amount", "0") : UNSET;
    Command.Body body =
        switch (words.getFirst()) {
          case "open" -> new Command.Open(first, instant(options, "anchor"));
          case "charge" ->
              new Command.Charge(
                  first,
                  micros(options, "quantity", "1"),
                  amount,
                  options.containsKey("model")
                      ? Presets.attributes("model_choice", options.getOrDefault("model", ""))
                      : Presets.attributes());
          case "grant" ->
              new Command.AddGrant(
                  words.size() > 3 ? words.get(3) : "",
                  first.isEmpty() ? 0 : Presets.micros(first),
                  Source.valueOf(
                      options.getOrDefault("source", "adjustment").toUpperCase(Locale.ROOT)),
                  instant(options, "from"),
                  instant(options, "until"),
                  Integer.parseInt(options.getOrDefault("priority", "0")),
                  options.containsKey("scope")
                      ? List.of(options.getOrDefault("scope", "").split(",", -1))
                      : List.of(),
                  options.getOrDefault("code", ""));
          case "void" -> new Command.VoidGrant(first);
          case "reset" -> new Command.Reset(first.isEmpty() ? List.of() : List.of(first));
          case "tick" -> new Command.Tick();
          case "plan" ->
              new Command.ChangePlan(
                  first, options.containsKey("when") ? Command.When.PERIOD_END : Command.When.NOW);
          case "close" -> new Command.Close();
          case "forgo" -> new Command.Forgo(first);
          case "unknown" -> new Command.Unsupported("Hold", "body", Hash.NONE);
          default -> throw new IllegalArgumentException("unknown verb in: " + what + " at " + now);
        };
    return new Command(id, words.get(1), options.getOrDefault("actor", ""), "", Text.NONE, body);
  }

  private static long micros(Map<String, String> options, String name, String otherwise) {
    return Presets.micros(options.getOrDefault(name, otherwise));
  }

  private static long instant(Map<String, String> options, String name) {
    return options.containsKey(name)
        ? Instant.parse(options.getOrDefault(name, "")).toEpochMilli()
        : UNSET;
  }

  private String lines(Decision decision) {
    if (decision.lines().isEmpty()) {
      return switch (decision.outcome()) {
        case Decision.Replayed(String id) -> "replayed " + id;
        case Decision.Nothing() -> "nothing";
        case Decision.Decided(Line line, var _) -> "decided without a line: " + line;
      };
    }
    return decision.lines().stream().map(Scenario::words).collect(Collectors.joining(", "));
  }

  private static String words(Line line) {
    String words =
        switch (line) {
          case Entry entry -> words(entry);
          case Rejection rejection ->
              rejection.violations().stream()
                      .map(violation -> violation.reason().name())
                      .collect(Collectors.joining("+"))
                  + (rejection.retryAt() == NEVER
                      ? ""
                      : " retry " + Instant.ofEpochMilli(rejection.retryAt()))
                  + (rejection.firstSequence() == 0 ? "" : " first " + rejection.firstSequence())
                  + (rejection.stamp().sequence() == 0 ? " #0" : "");
          case Depletion depletion -> words(depletion);
        };
    boolean now = line.stamp().effectiveAt() == line.stamp().decidedAt();
    return now ? words : words + " @" + Instant.ofEpochMilli(line.stamp().effectiveAt());
  }

  private static String words(Entry entry) {
    String amount = Micros.text(entry.amount()) + " " + entry.pool();
    return switch (entry.type()) {
      case CHARGED, GRANTED, EXPIRED, VOIDED, ACTIVATED ->
          entry.type().name().toLowerCase(Locale.ROOT) + " " + amount;
      case RESET -> entry.pool().isEmpty() ? "reset" : "reset " + amount;
      default -> entry.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  private static String words(Depletion depletion) {
    return switch (depletion.type()) {
      case DEPLETED ->
          "depleted " + about(depletion) + " " + depletion.cause().name().toLowerCase(Locale.ROOT);
      case RECOVERED -> "recovered " + about(depletion);
      case LIMIT_REACHED -> "limit reached " + depletion.limit();
      case LIMIT_CLEARED -> "limit cleared " + depletion.limit();
      case LOW_BALANCE -> "low " + depletion.alert();
      case EXPIRING_SOON, TOP_UP_DUE, TOP_UP_LIMIT_REACHED ->
          depletion.type().name().toLowerCase(Locale.ROOT).replace('_', ' ')
              + " "
              + depletion.pool();
    };
  }

  private static String about(Depletion depletion) {
    return depletion.pool()
        + depletion.scope().stream().map(action -> " " + action).collect(Collectors.joining());
  }

  private String balances(String wallet) {
    return pools.stream()
        .map(pool -> Micros.text(fold.wallet(wallet).balance(pool)))
        .collect(Collectors.joining(" "));
  }
}
