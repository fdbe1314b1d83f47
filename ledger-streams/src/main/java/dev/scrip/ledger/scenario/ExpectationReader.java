package dev.scrip.ledger.scenario;

import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Reason;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.domain.Times;
import dev.scrip.ledger.rules.Block;
import dev.scrip.ledger.rules.Faults;
import dev.scrip.ledger.rules.Tree;
import dev.scrip.ledger.rules.Values;
import dev.scrip.ledger.scenario.Scenario.Expectation;
import dev.scrip.ledger.scenario.Scenario.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what a step expects. Only what is written is compared, but for one thing: where no
 * rejection is expected, the command must be accepted.
 */
final class ExpectationReader {
  /** The answer's amount, by the type of the entry that answers. */
  static final Map<String, String> ANSWERS =
      Map.of(
          "charged", "charged",
          "held", "held",
          "captured", "captured",
          "released", "released",
          "refunded", "refunded",
          "granted", "granted",
          "voided", "voided",
          "sent", "transfer_sent");

  /** All keys but the names of pools. */
  static final List<String> KEYS =
      Stream.concat(
              ANSWERS.keySet().stream().sorted(),
              Stream.of(
                  "rejected",
                  "retry_at",
                  "limit",
                  "required",
                  "available",
                  "shortfall",
                  "replayed",
                  "payer",
                  "plan",
                  "drawn",
                  "left",
                  "used",
                  "entries",
                  "events"))
          .toList();

  private final Rules rules;
  private final GrantNames grants;
  private final Faults faults;

  ExpectationReader(Rules rules, GrantNames grants, Faults faults) {
    this.rules = rules;
    this.grants = grants;
    this.faults = faults;
  }

  /** Reasons that a step expects to be refused for; none = it expects to be accepted. */
  static List<String> reasons(Optional<Tree> expect) {
    if (expect.isEmpty() || !(expect.get() instanceof Tree.Entries keys)) {
      return List.of();
    }
    Tree.Entry rejected = keys.entries().get("rejected");
    if (rejected == null) {
      return List.of();
    }
    return switch (rejected.value()) {
      case Tree.Scalar one -> List.of(one.text());
      case Tree.Items all ->
          all.items().stream()
              .filter(Tree.Scalar.class::isInstance)
              .map(item -> ((Tree.Scalar) item).text())
              .toList();
      case Tree.Entries _, Tree.Broken _ -> List.of();
    };
  }

  /**
   * What a step expects.
   *
   * @param wallet of the step
   * @param looks whether nothing is asked, so that nothing can be refused
   */
  List<Expectation> read(Optional<Tree> expect, String wallet, boolean looks) {
    List<Expectation> expected = new ArrayList<>();
    if (!looks && reasons(expect).isEmpty()) {
      expected.add(new Expectation("answer", "accepted", ExpectationReader::decision));
    }
    if (expect.isPresent()) {
      if (expect.get() instanceof Tree.Entries keys) {
        keys.entries().forEach((key, entry) -> read(key, entry, wallet, expected));
      } else {
        faults.expected("what is expected, such as {charged: 5, message: 20}", expect.get());
      }
    }
    return expected;
  }

  private static String decision(Seen seen) {
    return switch (seen.answer()) {
      case Seen.Refused refused -> "rejected " + String.join(", ", refused.reasons());
      case Seen.Accepted _, Seen.Looked _ -> "accepted";
    };
  }

  private void read(String key, Tree.Entry entry, String wallet, List<Expectation> expected) {
    Tree value = entry.value();
    if (ANSWERS.containsKey(key)) {
      String type = ANSWERS.getOrDefault(key, key);
      amount(value)
          .ifPresent(
              amount -> expected.add(new Expectation(key, amount, seen -> answered(seen, type))));
      return;
    }
    switch (key) {
      case "rejected" -> rejected(value, expected);
      case "retry_at" -> retryAt(value, expected);
      case "limit" ->
          reference(value, "limit", rules.index().limits().keySet())
              .ifPresent(limit -> add(expected, key, limit, refused(Seen.Refused::limit)));
      case "required" -> add(expected, key, amount(value), refused(no -> credits(no.required())));
      case "available" -> add(expected, key, amount(value), refused(no -> credits(no.available())));
      case "shortfall" -> add(expected, key, amount(value), ExpectationReader::shortfall);
      case "replayed" ->
          add(
              expected,
              key,
              Block.flag(value, faults).map(String::valueOf),
              ExpectationReader::replayed);
      // The wallet is found when the file is read; this says that it is the one that was meant.
      case "payer" -> add(expected, key, text(value), _ -> wallet);
      case "plan" ->
          reference(value, "plan", rules.index().plans().keySet())
              .ifPresent(plan -> add(expected, key, plan, seen -> seen.wallet().plan()));
      case "drawn" -> drawn(value, expected);
      case "left" ->
          amounts(value)
              .forEach((name, amount) ->
                  add(expected, "left of " + name, amount, seen -> left(seen, name)));
      case "used" -> used(value, expected);
      case "entries" -> lines(key, value, false, expected);
      case "events" -> lines(key, value, true, expected);
      default -> {
        if (rules.index().pools().containsKey(key)) {
          pool(key, value, expected);
        } else {
          List<String> known = new ArrayList<>(rules.index().pools().keySet());
          known.addAll(KEYS);
          faults.unknown("key or pool", key, known, entry.place());
        }
      }
    }
  }

  private static void add(
      List<Expectation> expected, String what, Optional<String> text, Reading reading) {
    text.ifPresent(value -> add(expected, what, value, reading));
  }

  private static void add(List<Expectation> expected, String what, String text, Reading reading) {
    expected.add(new Expectation(what, text, reading));
  }

  private void rejected(Tree value, List<Expectation> expected) {
    List<Tree> items = value instanceof Tree.Items list ? list.items() : List.of(value);
    List<String> known = Arrays.stream(Reason.values()).map(Enum::name).toList();
    List<String> reasons = new ArrayList<>();
    for (Tree item : items) {
      reference(item, "reason", known).ifPresent(reasons::add);
    }
    if (items.isEmpty()) {
      faults.expected("a reason, such as DAILY_CAP, or all of them in a list", value);
    }
    boolean all = value instanceof Tree.Items;
    add(
        expected,
        "rejected",
        String.join(", ", reasons),
        refused(
            refused -> all ? String.join(", ", refused.reasons()) : refused.reasons().getFirst()));
  }

  private void retryAt(Tree value, List<Expectation> expected) {
    boolean never = value instanceof Tree.Scalar scalar && scalar.text().equals("never");
    Optional<Long> at = never ? Optional.of(Times.NEVER) : Instants.of(value, faults);
    add(
        expected,
        "retry_at",
        at.map(Instants::text),
        refused(refused -> Instants.text(refused.retryAt())));
  }

  private void drawn(Tree value, List<Expectation> expected) {
    Map<String, String> amounts = amounts(value);
    List<String> names = List.copyOf(amounts.keySet());
    add(
        expected,
        "drawn",
        amounts.entrySet().stream()
            .map(slice -> slice.getKey() + " " + slice.getValue())
            .collect(Collectors.joining(", ")),
        seen -> drawn(seen, names));
  }

  private static String drawn(Seen seen, List<String> names) {
    if (!(seen.answer() instanceof Seen.Accepted accepted)) {
      return decision(seen);
    }
    List<String> found = new ArrayList<>();
    for (Seen.Slice slice : accepted.slices()) {
      String written = found.size() < names.size() ? names.get(found.size()) : "";
      boolean same =
          !written.isEmpty() && GrantNames.matches(written, slice.grant(), slice.source());
      String name = slice.grant().isEmpty() ? GrantNames.OVERDRAFT : slice.grant();
      found.add((same ? written : name) + " " + Micros.text(slice.amount()));
    }
    return String.join(", ", found);
  }

  private static String left(Seen seen, String name) {
    return Micros.text(
        seen.wallet().grants().stream()
            .filter(grant -> GrantNames.matches(name, grant.id(), grant.source()))
            .mapToLong(Seen.Grant::left)
            .sum());
  }

  /** Limits by name, for an actor, app or action by name/subject. */
  private void used(Tree value, List<Expectation> expected) {
    if (!(value instanceof Tree.Entries named)) {
      faults.expected("limits with what is used of each, such as {free.message.day: 5}", value);
      return;
    }
    named
        .entries()
        .forEach((name, entry) -> {
          int slash = name.indexOf('/');
          String limit = slash < 0 ? name : name.substring(0, slash);
          String subject = slash < 0 ? "" : name.substring(slash + 1);
          if (!rules.index().limits().containsKey(limit)) {
            faults.unknown("limit", limit, rules.index().limits().keySet(), entry.place());
          }
          add(
              expected,
              "used of " + name,
              amount(entry.value()),
              seen ->
                  Micros.text(
                      seen.wallet().uses().stream()
                          .filter(use -> use.limit().equals(limit) && use.subject().equals(subject))
                          .mapToLong(Seen.Use::used)
                          .sum()));
        });
  }

  private void lines(String what, Tree value, boolean events, List<Expectation> expected) {
    if (!(value instanceof Tree.Items list)) {
      faults.expected("a list of lines, [] for none", value);
      return;
    }
    List<LinePattern> patterns = new ArrayList<>();
    for (Tree item : list.items()) {
      LinePattern.of(item, events, rules, grants, faults).ifPresent(patterns::add);
    }
    add(
        expected,
        what,
        listed(patterns.stream().map(LinePattern::text).toList()),
        seen -> found(seen, events, patterns));
  }

  /** Each line in the words of the pattern at its place; where there is none, all of it. */
  private static String found(Seen seen, boolean events, List<LinePattern> patterns) {
    List<String> found = new ArrayList<>();
    for (Seen.Line line : seen.lines()) {
      if (line.event() == events) {
        found.add(
            found.size() < patterns.size() ? patterns.get(found.size()).text(line) : line.text());
      }
    }
    return listed(found);
  }

  private static String listed(List<String> lines) {
    return lines.isEmpty() ? "none" : String.join(", ", lines);
  }

  private void pool(String pool, Tree value, List<Expectation> expected) {
    if (!(value instanceof Tree.Entries)) {
      add(expected, pool, signed(value), seen -> Micros.text(seen.pool(pool).balance()));
      return;
    }
    Block.of(value, Shape.POOL, faults)
        .ifPresent(block -> {
          poolAmount(block, pool, "balance", expected, Seen.Pool::balance);
          poolAmount(block, pool, "held", expected, Seen.Pool::held);
          poolAmount(block, pool, "spendable", expected, Seen.Pool::spendable);
          poolAmount(block, pool, "suspended", expected, Seen.Pool::suspended);
          block
              .value("resets_at")
              .flatMap(tree -> Instants.of(tree, faults))
              .ifPresent(at ->
                  add(
                      expected,
                      pool + " resets_at",
                      Instants.text(at),
                      seen -> Instants.text(seen.pool(pool).resetsAt())));
        });
  }

  private void poolAmount(
      Block block,
      String pool,
      String fact,
      List<Expectation> expected,
      java.util.function.ToLongFunction<Seen.Pool> micros) {
    add(
        expected,
        pool + " " + fact,
        block.value(fact).flatMap(this::signed),
        seen -> Micros.text(micros.applyAsLong(seen.pool(pool))));
  }

  /** What is read only of a refusal; of anything else, that it is none. */
  private static Reading refused(java.util.function.Function<Seen.Refused, String> fact) {
    return seen ->
        seen.answer() instanceof Seen.Refused refused ? fact.apply(refused) : decision(seen);
  }

  private static String answered(Seen seen, String type) {
    if (!(seen.answer() instanceof Seen.Accepted accepted)) {
      return decision(seen);
    }
    String amount = Micros.text(accepted.amount());
    return accepted.type().equals(type) ? amount : accepted.type() + " " + amount;
  }

  private static String shortfall(Seen seen) {
    return seen.answer() instanceof Seen.Accepted accepted
        ? Micros.text(accepted.shortfall())
        : decision(seen);
  }

  private static String replayed(Seen seen) {
    return String.valueOf(
        switch (seen.answer()) {
          case Seen.Accepted accepted -> accepted.replayed();
          case Seen.Refused refused -> refused.replayed();
          case Seen.Looked _ -> false;
        });
  }

  private static String credits(long micros) {
    return micros == Times.UNSET ? "none" : Micros.text(micros);
  }

  private Optional<String> text(Tree tree) {
    if (tree instanceof Tree.Scalar scalar && !scalar.empty()) {
      return Optional.of(scalar.text());
    }
    faults.expected("a text", tree);
    return Optional.empty();
  }

  private Optional<String> reference(Tree tree, String what, java.util.Collection<String> known) {
    Optional<String> name = text(tree);
    if (name.isPresent() && !known.contains(name.get())) {
      faults.unknown(what, name.get(), known, tree.place());
      return Optional.empty();
    }
    return name;
  }

  private Optional<String> amount(Tree tree) {
    return Values.amount(tree, faults).map(Micros::text);
  }

  /** A balance, which overdraft takes below 0. */
  private Optional<String> signed(Tree tree) {
    if (tree instanceof Tree.Scalar scalar && scalar.text().startsWith("-")) {
      return amount(new Tree.Scalar(scalar.place(), scalar.text().substring(1), scalar.quoted()))
          .map(amount -> amount.equals("0") ? amount : "-" + amount);
    }
    return amount(tree);
  }

  private Map<String, String> amounts(Tree tree) {
    Map<String, String> amounts = new LinkedHashMap<>();
    if (tree instanceof Tree.Entries named) {
      named
          .entries()
          .forEach((name, entry) -> {
            grants.check(name, entry, faults);
            amount(entry.value()).ifPresent(amount -> amounts.put(name, amount));
          });
    } else {
      faults.expected("grants with an amount each, such as {daily: 5}", tree);
    }
    return amounts;
  }
}
