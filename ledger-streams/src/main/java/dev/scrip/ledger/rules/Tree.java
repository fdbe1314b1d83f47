package dev.scrip.ledger.rules;

import java.util.List;
import java.util.Map;

/** A file as text in places: no value is interpreted yet. */
public sealed interface Tree {
  Place place();

  /** A single value, exactly as written, without its quotes. */
  record Scalar(Place place, String text, boolean quoted) implements Tree {
    public boolean empty() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }

  record Items(Place place, List<Tree> items) implements Tree {}

  record Entries(Place place, Map<String, Entry> entries) implements Tree {}

  /** What could not be read; its fault is told already, so nothing more is said of it. */
  record Broken(Place place) implements Tree {}

  /** A key, at its own place, with its value. */
  record Entry(Place place, Tree value) {}

  /** What it is, as a fault's "found". */
  default String found() {
    return switch (this) {
      case Scalar scalar -> scalar.empty() ? "nothing" : Words.quoted(scalar.text());
      case Items _ -> "a list";
      case Entries _ -> "a block of keys";
      case Broken _ -> "something unreadable";
    };
  }
}
