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
final class Block {
  private final Place place;
  private final Map<String, Tree.Entry> entries;
  private final Faults faults;

  private Block(Tree.Entries tree, Shape shape, Faults faults) {
    this.place = tree.place();
    this.entries = tree.entries();
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

  static Optional<Block> of(Tree tree, Shape shape, Faults faults) {
    if (tree instanceof Tree.Entries entries) {
      return Optional.of(new Block(entries, shape, faults));
    }
    faults.expected("a block of keys (" + Words.either(shape.keys()) + ")", tree);
    return Optional.empty();
  }

  void missing(String key) {
    faults.add(
        place.missing(key), "missing key '" + key + "': add it, as in " + Shape.example(key));
  }

  Place place() {
    return place;
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  Optional<Tree> value(String key) {
    return Optional.ofNullable(entries.get(key)).map(Tree.Entry::value);
  }

  /** Where a value stands, or would. */
  Place at(String key) {
    return value(key).map(Tree::place).orElse(place.missing(key));
  }

  /** A text that is not empty; without the key the stand-in. */
  String text(String key, String otherwise) {
    Optional<Tree> value = value(key);
    if (value.isPresent() && value.get() instanceof Tree.Scalar scalar && !scalar.empty()) {
      return scalar.text();
    }
    value.ifPresent(tree -> faults.expected("a text", tree));
    return otherwise;
  }

  /** A name; empty after a fault. */
  String id(String key, String otherwise, int mostBytes) {
    String id = text(key, otherwise);
    if (id.isEmpty()) {
      return "";
    }
    return faults.checkId(id, mostBytes, at(key)) ? id : "";
  }

  /** A name that stands for one of the known; empty after a fault. */
  String reference(String key, String what, Collection<String> known) {
    String name = text(key, "");
    // Where there is no name at all, that fault is told of the list that should give them.
    if (name.isEmpty() || known.isEmpty() || known.contains(name)) {
      return name;
    }
    faults.unknown(what, name, known, at(key));
    return "";
  }

  long amount(String key, long otherwise) {
    return value(key).flatMap(tree -> Values.amount(tree, faults)).orElse(otherwise);
  }

  Span interval(String key, Span otherwise) {
    return value(key).flatMap(tree -> Values.interval(tree, faults)).orElse(otherwise);
  }

  Span span(String key) {
    return value(key).flatMap(tree -> Values.span(tree, faults)).orElse(Span.NONE);
  }

  boolean flag(String key) {
    return word(key, Vocabulary.FLAGS, false);
  }

  /** One of the words the grammar offers. */
  <T> T word(String key, Map<String, T> words, T otherwise) {
    Optional<Tree> value = value(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    return word(value.get(), words, faults).orElse(otherwise);
  }

  static <T> Optional<T> word(Tree tree, Map<String, T> words, Faults faults) {
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
  List<Tree> items(String key) {
    Optional<Tree> value = value(key);
    if (value.isPresent() && value.get() instanceof Tree.Items list) {
      return list.items();
    }
    value.ifPresent(tree -> faults.expected("a list", tree));
    return List.of();
  }

  /** The items of a list that are single words, each at its place, none twice. */
  List<Tree.Scalar> words(String key) {
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
  Map<String, Tree.Entry> named(String key) {
    Optional<Tree> value = value(key);
    if (value.isPresent() && value.get() instanceof Tree.Entries named) {
      return named.entries();
    }
    value.ifPresent(tree -> faults.expected("names, each with its own block of keys", tree));
    return Map.of();
  }
}
