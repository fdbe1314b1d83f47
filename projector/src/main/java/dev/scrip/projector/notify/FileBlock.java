package dev.scrip.projector.notify;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One block of keys of a file. A key that is not known is a fault at once; a value that is not what
 * is asked for is one when it is read, and a stand-in lets reading go on.
 */
final class FileBlock {
  private final Node node;
  private final String path;
  private final FileFaults faults;
  private final Map<String, Node> values = new LinkedHashMap<>();

  /**
   * @param keys all that may stand in it; none = any
   */
  FileBlock(Node node, String path, Set<String> keys, FileFaults faults) {
    this.node = node;
    this.path = path;
    this.faults = faults;
    if (!(node instanceof MappingNode mapping)) {
      faults.add(node, path, "expected a block of keys, found " + found(node));
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode word)) {
        faults.add(key, path, "expected a plain word as key, found " + found(key));
      } else if (!keys.isEmpty() && !keys.contains(word.getValue())) {
        faults.add(
            key, at(word.getValue()), "unknown key" + FileFaults.nearest(word.getValue(), keys));
      } else if (values.putIfAbsent(word.getValue(), tuple.getValueNode()) != null) {
        faults.add(key, at(word.getValue()), "stands here twice, keep one of them");
      }
    }
  }

  String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Set<String> keys() {
    return values.keySet();
  }

  void fault(String key, String what) {
    faults.add(values.getOrDefault(key, node), at(key), what);
  }

  /** A text that must be there; empty after a fault. */
  String required(String key, String example) {
    if (!has(key)) {
      fault(key, "missing: add it, as in " + key + ": " + example);
      return "";
    }
    return text(key, "");
  }

  String text(String key, String otherwise) {
    Node value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue().strip();
    }
    fault(key, "expected a text, found " + found(value));
    return otherwise;
  }

  boolean flag(String key) {
    String text = text(key, "false");
    if (!text.equals("true") && !text.equals("false")) {
      fault(key, "expected true or false, found " + text);
    }
    return text.equals("true");
  }

  int number(String key, int least, int most, int otherwise) {
    String text = text(key, Integer.toString(otherwise));
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    fault(key, "expected a number from " + least + " to " + most + ", found " + text);
    return otherwise;
  }

  Duration span(String key, Duration most, Duration otherwise) {
    return has(key) ? span(key, text(key, ""), most).orElse(otherwise) : otherwise;
  }

  Optional<Duration> span(String key, String text, Duration most) {
    try {
      Duration span = Duration.parse(text);
      if (!span.isNegative() && span.compareTo(most) <= 0) {
        return Optional.of(span);
      }
    } catch (DateTimeParseException e) {
      // Told below.
    }
    fault(
        key,
        "expected a time span of at most " + most + " such as PT5S, PT5M or P1D, found " + text);
    return Optional.empty();
  }

  /** A list of words; a single word is a list of one. */
  List<String> words(String key) {
    Node value = values.get(key);
    List<String> words = new ArrayList<>();
    List<Node> items =
        value == null
            ? List.of()
            : value instanceof SequenceNode list ? list.getValue() : List.of(value);
    for (Node item : items) {
      if (item instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
        words.add(scalar.getValue().strip());
      } else {
        faults.add(item, at(key), "expected a word, found " + found(item));
      }
    }
    if (value != null && items.isEmpty()) {
      fault(key, "the list is empty: name at least one, or drop the key");
    }
    return words;
  }

  List<FileBlock> blocks(String key, Set<String> keys) {
    Node value = values.get(key);
    List<FileBlock> blocks = new ArrayList<>();
    if (value instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        blocks.add(new FileBlock(item, at(key) + "[" + blocks.size() + "]", keys, faults));
      }
    } else if (value != null) {
      fault(key, "expected a list of blocks (- name: …), found " + found(value));
    }
    return blocks;
  }

  Optional<FileBlock> block(String key, Set<String> keys) {
    Node value = values.get(key);
    return value == null
        ? Optional.empty()
        : Optional.of(new FileBlock(value, at(key), keys, faults));
  }

  private static String found(Node node) {
    return switch (node) {
      case ScalarNode scalar ->
          scalar.getValue().isEmpty() ? "nothing" : "'" + scalar.getValue() + "'";
      case SequenceNode _ -> "a list";
      case MappingNode _ -> "a block of keys";
      default -> "something else";
    };
  }
}
