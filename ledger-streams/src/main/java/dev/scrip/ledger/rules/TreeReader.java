package dev.scrip.ledger.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Text to tree. It takes the parser's events, not its node tree: so the depth is bounded before
 * anything recurses, and duplicate keys, anchors and tags are faults with a place like any other.
 */
public final class TreeReader {
  static final int MOST_BYTES = 1 << 20;
  static final int MOST_DEPTH = 32;

  /** Ends reading: the parser itself takes ever longer the deeper it gets. */
  private static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Place place;

    TooDeep(Place place) {
      this.place = place;
    }
  }

  private final String firstKeys;
  private final Faults faults;
  private final Iterator<Event> events;

  private TreeReader(String firstKeys, Faults faults, Iterator<Event> events) {
    this.firstKeys = firstKeys;
    this.faults = faults;
    this.events = events;
  }

  /**
   * The file's keys; empty after a fault that leaves nothing to go on with.
   *
   * @param firstKeys what such a file begins with, for a fault: {@code name, pools and plans}
   */
  public static Optional<Tree.Entries> read(
      String fileName, String yaml, String firstKeys, Faults faults) {
    int bytes = yaml.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      faults.add(
          Place.START,
          "expected at most " + MOST_BYTES + " bytes (1 MiB), found " + bytes + ": shorten it");
      return Optional.empty();
    }
    LoadSettings settings = LoadSettings.builder().setLabel(fileName).setUseMarks(true).build();
    try {
      TreeReader reader =
          new TreeReader(firstKeys, faults, new Parse(settings).parseString(yaml).iterator());
      return reader.document();
    } catch (TooDeep deep) {
      faults.add(deep.place, "nested deeper than " + MOST_DEPTH + " levels: flatten it");
    } catch (ReaderException unprintable) {
      faults.add(
          position(yaml, unprintable.getPosition()),
          String.format(
              "character U+%04X may not stand in this file: delete it",
              unprintable.getCodePoint()));
    } catch (MarkedYamlEngineException syntax) {
      faults.add(
          syntax.getProblemMark().map(mark -> place(mark, "")).orElse(Place.START),
          explain(syntax.getProblem()));
    } catch (YamlEngineException syntax) {
      faults.add(Place.START, explain(String.valueOf(syntax.getMessage())));
    }
    return Optional.empty();
  }

  private Optional<Tree.Entries> document() {
    Optional<Tree.Entries> root = Optional.empty();
    boolean read = false;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case Scalar, Alias, SequenceStart, MappingStart -> {
          if (read) {
            faults.add(place(event, ""), "expected one document, found a second: drop the '---'");
            return root;
          }
          read = true;
          Tree tree = tree(event, "", 1);
          if (tree instanceof Tree.Entries entries) {
            root = Optional.of(entries);
          } else {
            faults.expected("keys such as " + firstKeys + " at the left margin", tree);
          }
        }
        case StreamStart,
            StreamEnd,
            DocumentStart,
            DocumentEnd,
            Comment,
            SequenceEnd,
            MappingEnd -> {}
      }
    }
    if (!read) {
      faults.add(Place.START, "the file is empty: start with " + firstKeys);
    }
    return root;
  }

  private Tree tree(Event event, String key, int depth) {
    Place place = place(event, key);
    if (event instanceof AliasEvent || anchored(event)) {
      faults.add(
          place, "anchors and aliases (&name, *name) are not taken: write the value out here");
    } else if (tagged(event)) {
      faults.add(place, "tags (!name) are not taken: write the plain value");
    } else if (depth > MOST_DEPTH && event instanceof CollectionStartEvent) {
      throw new TooDeep(place);
    } else if (event instanceof ScalarEvent scalar) {
      return new Tree.Scalar(place, scalar.getValue(), !scalar.isPlain());
    } else {
      return event.getEventId() == Event.ID.SequenceStart
          ? items(place, depth)
          : entries(place, depth);
    }
    skip(event);
    return new Tree.Broken(place);
  }

  private Tree items(Place place, int depth) {
    List<Tree> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(tree(event, place.key() + "[" + items.size() + "]", depth + 1));
    }
    return new Tree.Items(place, items);
  }

  private Tree entries(Place place, int depth) {
    Map<String, Tree.Entry> entries = new LinkedHashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (event instanceof ScalarEvent scalar && !anchored(event) && !tagged(event)) {
        Place key = place(event, Place.path(place.key(), scalar.getValue()));
        Tree value = tree(events.next(), key.key(), depth + 1);
        Tree.Entry before = entries.putIfAbsent(scalar.getValue(), new Tree.Entry(key, value));
        if (before != null) {
          faults.add(
              key,
              "duplicate key "
                  + Words.quoted(scalar.getValue())
                  + ": it stands in line "
                  + before.place().line()
                  + " already, keep one of them");
        }
      } else {
        faults.add(place(event, place.key()), "expected a plain word as key: write key: value");
        skip(event);
        skip(events.next());
      }
    }
    return new Tree.Entries(place, entries);
  }

  /** Passes what an event opens, without recursion. */
  private void skip(Event opening) {
    int open = opening instanceof CollectionStartEvent ? 1 : 0;
    while (open > 0) {
      open +=
          switch (events.next().getEventId()) {
            case SequenceStart, MappingStart -> 1;
            case SequenceEnd, MappingEnd -> -1;
            case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment, Scalar, Alias -> 0;
          };
    }
  }

  private static boolean anchored(Event event) {
    return event instanceof NodeEvent node && node.getAnchor().isPresent();
  }

  private static boolean tagged(Event event) {
    return (event instanceof ScalarEvent scalar && scalar.getTag().isPresent())
        || (event instanceof CollectionStartEvent start && start.getTag().isPresent());
  }

  private static Place place(Event event, String key) {
    return event.getStartMark().map(mark -> place(mark, key)).orElse(Place.START);
  }

  private static Place place(Mark mark, String key) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1, key);
  }

  private static Place position(String yaml, int codePoints) {
    int[] before = yaml.codePoints().limit(codePoints).toArray();
    int line = 1;
    int column = 1;
    for (int codePoint : before) {
      line += codePoint == '\n' ? 1 : 0;
      column = codePoint == '\n' ? 1 : column + 1;
    }
    return new Place(line, column, "");
  }

  private static String explain(String problem) {
    return problem.contains("\\t")
        ? "found a tab: indent with spaces"
        : "this is no YAML: "
            + problem.strip()
            + ". Check indentation, quotes and brackets here and in the line above";
  }
}
