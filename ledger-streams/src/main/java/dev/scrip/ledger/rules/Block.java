package dev.scrip.ledger.rules;

import dev.scrip.ledger.domain.Span;
import dev.scrip.schemas.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One block of keys, read by its shape. A key that is unknown or missing is a fault when the block
 * is made; a value that is not what its reader expects is one when it is read, and a stand-in lets
 * reading go on.
 */
public final class Block {
  private static final int MOST_PRIORITY = 1_000_000;

  private final Place place;
  private final Map<String, Tree.Entry> entries;
  private final Keys shape;
  private final Faults faults;

  private Block(Tree.Entries tree, Keys shape, Faults faults) {
    this.place = tree.place();
    this.entries = tree.entries();
    this.shape = shape;
    this.faults = faults;
    entries.forEach((key, entry) -> {
      if (!shape.keys().contains(key)) {
        faults.unknown("key", key, shape.keys(), entry.place());
      }
    });
    for (String key : shape.required()) {
      if (!entries.containsKey(key)) {
        missing(key);
      }
    }
  }

  public static Optional<Block> of(Tree tree, Keys shape, Faults faults) {
    if (tree instanceof Tree.Entries entries) {
      return Optional.of(new Block(entries, shape, faults));
    }
    faults.expected("a block of keys (" + Words.either(shape.keys()) + ")", tree);
    return Optional.empty();
  }

  public void missing(String key) {
    faults.add(
        place.missing(key), "missing key '" + key + "': add it, as in " + shape.exampleOf(key));
  }

  public Place place() {
    return place;
  }

  public boolean has(String key) {
    return entries.containsKey(key);
  }

  public Optional<Tree> value(String key) {
    return Optional.ofNullable(entries.get(key)).map(Tree.Entry::value);
  }

  /** Where a value stands, or would. */
  public Place at(String key) {
    return value(key).map(Tree::place).orElse(place.missing(key));
  }

  /** A text that is not empty; without the key the stand-in. */
  public String text(String key, String otherwise) {
    Optional<Tree> value = value(key);
    if (value.isPresent() && value.get() instanceof Tree.Scalar scalar && !scalar.empty()) {
      return scalar.text();
    }
    value.ifPresent(tree -> faults.expected("a text", tree));
    return otherwise;
  }

  /** A name; empty after a fault. */
  public String id(String key, String otherwise, int mostBytes) {
    String id = text(key, otherwise);
    if (id.isEmpty()) {
      return "";
    }
    return faults.checkId(id, mostBytes, at(key)) ? id : "";
  }

  /** A name that stands for one of the known; empty after a fault. */
  public String reference(String key, String what, Collection<String> known) {
    String name = text(key, "");
    // Where there is no name at all, that fault is told of the list that should give them.
    if (name.isEmpty() || known.isEmpty() || known.contains(name)) {
      return name;
    }
    faults.unknown(what, name, known, at(key));
    return "";
  }

  public long amount(String key, long otherwise) {
    return value(key).flatMap(tree -> Values.amount(tree, faults)).orElse(otherwise);
  }

  Span interval(String key, Span otherwise) {
    return value(key).flatMap(tree -> Values.interval(tree, faults)).orElse(otherwise);
  }

  public Span span(String key) {
    return value(key).flatMap(tree -> Values.span(tree, faults)).orElse(Span.NONE);
  }

  /** A whole number within bounds. */
  int number(String key, int otherwise, int least, int most, String note) {
    Optional<Tree> value = value(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (value.get() instanceof Tree.Scalar scalar && scalar.text().matches("-?[0-9]{1,7}")) {
      int number = Integer.parseInt(scalar.text());
      if (number >= least && number <= most) {
        return number;
      }
    }
    faults.expected(
        "a whole number from " + least + " to " + most + " (" + note + ")", value.get());
    return otherwise;
  }

  /** How soon a grant is drawn. */
  int priority() {
    return number("priority", 0, -MOST_PRIORITY, MOST_PRIORITY, "lower is drawn first");
  }

  /** An amount above 0. */
  long positive(String key, String remedy) {
    long amount = amount(key, 1);
    if (amount == 0) {
      faults.add(at(key), "expected an amount above 0, found '0': " + remedy);
      return 1;
    }
    return amount;
  }

  /** The block of keys under a key. */
  Optional<Block> block(String key, Shape shape) {
    return value(key).flatMap(tree -> of(tree, shape, faults));
  }

  /** Whether a key has a word in place of a block. */
  boolean says(String key, String word) {
    return value(key).orElse(null) instanceof Tree.Scalar scalar && scalar.text().equals(word);
  }

  public boolean flag(String key) {
    return word(key, Vocabulary.FLAGS, false);
  }

  public static Optional<Boolean> flag(Tree tree, Faults faults) {
    return word(tree, Vocabulary.FLAGS, faults);
  }

  /** One of the words the grammar offers. */
  public <T> T word(String key, Map<String, T> words, T otherwise) {
    Optional<Tree> value = value(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    return word(value.get(), words, faults).orElse(otherwise);
  }

  public static <T> Optional<T> word(Tree tree, Map<String, T> words, Faults faults) {
    if (tree instanceof Tree.Scalar scalar && words.containsKey(scalar.text())) {
      return Optional.ofNullable(words.get(scalar.text()));
    }
    String nearest =
        tree instanceof Tree.Scalar scalar ? Nearest.word(scalar.text(), words.keySet()) : "";
    if (!(tree instanceof Tree.Broken)) {
      faults.add(
          tree.place(),
          "expected "
              + Words.either(words.keySet())
              + ", found "
              + tree.found()
              + (nearest.isEmpty() ? "" : ": did you mean '" + nearest + "'?"));
    }
    return Optional.empty();
  }

  /** The items of a list; none without the key. */
  public List<Tree> items(String key) {
    Optional<Tree> value = value(key);
    if (value.isPresent() && value.get() instanceof Tree.Items list) {
      return list.items();
    }
    value.ifPresent(tree -> faults.expected("a list", tree));
    return List.of();
  }

  /** The items of a list that are single words, each at its place, none twice. */
  public List<Tree.Scalar> words(String key) {
    List<Tree.Scalar> words = new ArrayList<>();
    List<Tree> items = items(key);
    for (Tree item : items) {
      if (item instanceof Tree.Scalar word && !word.empty()) {
        if (words.stream().anyMatch(other -> other.text().equals(word.text()))) {
          faults.add(
              word.place(), Words.quoted(word.text()) + " stands in this list twice: drop one");
        } else {
          words.add(word);
        }
      } else {
        faults.expected("a word", item);
      }
    }
    if (items.isEmpty() && value(key).orElse(null) instanceof Tree.Items) {
      faults.add(at(key), "the list is empty: name at least one, or drop '" + key + "'");
    }
    return words;
  }

  /** Blocks by name, in the file's order; none without the key. */
  public Map<String, Tree.Entry> named(String key) {
    Optional<Tree> value = value(key);
    if (value.isPresent() && value.get() instanceof Tree.Entries named) {
      return named.entries();
    }
    value.ifPresent(tree -> faults.expected("names, each with its own block of keys", tree));
    return Map.of();
  }
}
