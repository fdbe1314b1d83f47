package dev.scrip.deploy.roles;

/**
 * A value that somebody gave.
 *
 * @param from where, in words: a line of a file, a variable, an option
 */
public record Setting(String key, String value, String from) {
  /** The value, unless it is a secret. */
  public String shown() {
    return Key.isSecret(key) ? "***" : value;
  }

  /** Never a secret: settings end up in messages. */
  @Override
  public String toString() {
    return key + "=" + shown() + " (" + from + ")";
  }
}
