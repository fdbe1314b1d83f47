package dev.scrip.ledger.scenario;

import dev.scrip.ledger.domain.Depletion;
import dev.scrip.ledger.domain.Entry;
import dev.scrip.ledger.domain.Micros;
import dev.scrip.ledger.domain.Rules;
import dev.scrip.ledger.rules.Faults;
import dev.scrip.ledger.rules.Tree;
import dev.scrip.ledger.rules.Values;
import dev.scrip.ledger.rules.Words;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A line as a scenario writes it: {@code expired 25 message @2027-02-28T14:37:05Z}, {@code depleted
 * integration empty}, {@code depleted credits build.* refused}. The type first; then, in any order
 * and each left out at will, amount, pool, scope of an event, cause, limit, {@code of GRANT},
 * {@code @INSTANT} at which it took effect. A scope that is left out is none: an event of a part of
 * a pool is never taken for one of the pool.
 */
final class LinePattern {
  private static final Set<String> CAUSES = Set.of("empty", "refused");
  static final List<String> ENTRIES = words(Entry.Type.values());
  static final List<String> EVENTS = words(Depletion.Type.values());

  /** What a word of the pattern is about. */
  private enum Part {
    TYPE,
    AMOUNT,
    POOL,
    SCOPE,
    CAUSE,
    LIMIT,
    OF,
    AT
  }

  private record Word(Part part, String text) {}

  private final List<Word> words;

  private LinePattern(List<Word> words) {
    this.words = List.copyOf(words);
  }

  /** A pattern, or a fault of the word that is none of those known. */
  static Optional<LinePattern> of(
      Tree tree, boolean event, Rules rules, GrantNames grants, Faults faults) {
    List<String> types = event ? EVENTS : ENTRIES;
    if (!(tree instanceof Tree.Scalar scalar) || scalar.empty()) {
      faults.expected(
          "a line, such as " + (event ? "depleted message" : "expired 25 message"), tree);
      return Optional.empty();
    }
    List<String> parts = List.of(scalar.text().strip().split("\\s+", -1));
    if (!types.contains(parts.getFirst())) {
      faults.unknown(event ? "event" : "entry", parts.getFirst(), types, tree.place());
      return Optional.empty();
    }
    List<Word> words = new ArrayList<>();
    words.add(new Word(Part.TYPE, parts.getFirst()));
    SortedSet<String> scope = new TreeSet<>();
    boolean of = false;
    for (String part : parts.subList(1, parts.size())) {
      if (of) {
        grants.check(part, new Tree.Entry(tree.place(), tree), faults);
        words.add(new Word(Part.OF, part));
        of = false;
      } else if (part.equals("of")) {
        of = true;
      } else if (event && isScope(part, rules)) {
        scope.add(part);
      } else {
        Optional<Word> word = word(part, rules, tree, faults);
        if (word.isEmpty()) {
          return Optional.empty();
        }
        words.add(word.get());
      }
    }
    if (event) {
      words.add(new Word(Part.SCOPE, String.join(" ", scope)));
    }
    return Optional.of(new LinePattern(words));
  }

  /** An action, or the beginning of some. */
  private static boolean isScope(String part, Rules rules) {
    return rules.index().actions().containsKey(part) || part.endsWith(".*");
  }

  private static Optional<Word> word(String part, Rules rules, Tree tree, Faults faults) {
    if (rules.index().pools().containsKey(part)) {
      return Optional.of(new Word(Part.POOL, part));
    }
    if (CAUSES.contains(part)) {
      return Optional.of(new Word(Part.CAUSE, part));
    }
    if (rules.index().limits().containsKey(part)) {
      return Optional.of(new Word(Part.LIMIT, part));
    }
    Tree.Scalar scalar = new Tree.Scalar(tree.place(), part, true);
    if (part.startsWith("@")) {
      Tree.Scalar instant = new Tree.Scalar(tree.place(), part.substring(1), true);
      return Instants.of(instant, faults)
          .map(at -> new Word(Part.AT, "@" + Instant.ofEpochMilli(at)));
    }
    if (Character.isDigit(part.charAt(0))) {
      return Values.amount(scalar, faults)
          .map(amount -> new Word(Part.AMOUNT, Micros.text(amount)));
    }
    List<String> known = new ArrayList<>(rules.index().pools().keySet());
    known.addAll(CAUSES.stream().sorted().toList());
    known.addAll(rules.index().limits().keySet());
    faults.add(
        tree.place(),
        "expected amount, pool, scope of an event, cause, limit, of GRANT or @INSTANT after the type, found "
            + Words.quoted(part)
            + ": "
            + Words.remedy(part, known));
    return Optional.empty();
  }

  String text() {
    return words.stream()
        .map(LinePattern::text)
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** A line in the pattern's own words: the same text if it is as written. */
  String text(Seen.Line line) {
    return words.stream()
        .map(word ->
            switch (word.part()) {
              case TYPE -> line.type();
              case AMOUNT -> Micros.text(line.amount());
              case POOL -> line.pool();
              case SCOPE -> line.scope();
              case CAUSE -> line.cause();
              case LIMIT -> line.limit();
              case OF ->
                  "of "
                      + (GrantNames.matches(word.text(), line.reference(), line.source())
                          ? word.text()
                          : line.reference());
              case AT -> "@" + Instant.ofEpochMilli(line.at());
            })
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(" "));
  }

  private static String text(Word word) {
    return word.part() == Part.OF ? "of " + word.text() : word.text();
  }

  private static List<String> words(Enum<?>[] symbols) {
    return Arrays.stream(symbols).map(symbol -> symbol.name().toLowerCase(Locale.ROOT)).toList();
  }
}
