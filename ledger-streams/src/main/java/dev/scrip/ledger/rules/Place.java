package dev.scrip.ledger.rules;

/**
 * Where something stands in a file.
 *
 * @param line from 1
 * @param column from 1
 * @param key path of keys that leads to it, such as {@code plans[1].grants[0].every}
 */
public record Place(int line, int column, String key) {
  public static final Place START = new Place(1, 1, "");

  /** The same position under a longer path: for a key that is not there. */
  public Place missing(String name) {
    return new Place(line, column, path(key, name));
  }

  public static String path(String parent, String name) {
    return parent.isEmpty() ? name : parent + "." + name;
  }
}
