package dev.scrip.deploy.roles;

import dev.scrip.deploy.Complaint;
import dev.scrip.schemas.Nearest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was given, from all sources: the command line before the environment before the file. Reads
 * values as their types and collects every fault, so that all are told at once.
 */
public final class Settings {
  private static final String FILE = ".file";
  private static final String VARIABLE = "SCRIP_";

  /** Variables of the program and its launcher that are no settings of a role. */
  private static final Set<String> OTHERS =
      Set.of(
          "SCRIP_CONFIG",
          "SCRIP_URL",
          "SCRIP_DEBUG",
          "SCRIP_JAVA_HOME",
          "SCRIP_JAVA17_HOME",
          "SCRIP_JVM_OPTS",
          "SCRIP_BUILD");

  /** Kubernetes tells every container of every service; one may be named scrip. */
  private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://.*");

  private final Map<String, Setting> given = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  private Settings() {}

  /**
   * Reads all sources.
   *
   * @param options from the command line, by key
   * @param environment variables, of which those beginning with SCRIP_ count
   * @param file null = the one that SCRIP_CONFIG names, or none
   */
  public static Settings read(
      Map<String, Setting> options, Map<String, String> environment, @Nullable Path file) {
    Settings settings = new Settings();
    String named = environment.getOrDefault("SCRIP_CONFIG", "");
    Path chosen = file != null || named.isBlank() ? file : Path.of(named);
    if (chosen != null) {
      settings.readFile(ConfigFile.read(chosen));
    }
    new TreeMap<>(environment).forEach(settings::readVariable);
    options.values().forEach(settings::readOption);
    return settings;
  }

  private void readFile(List<Setting> lines) {
    Map<String, Setting> seen = new HashMap<>();
    for (Setting line : lines) {
      Setting before = seen.putIfAbsent(line.key(), line);
      if (before != null) {
        faults.add(
            "%s: expected once, found on %s and on %s; remove one"
                .formatted(line.key(), before.from(), line.from()));
      } else {
        take(line);
      }
    }
  }

  private void readVariable(String name, String value) {
    if (!name.startsWith(VARIABLE) || OTHERS.contains(name) || value.isBlank()) {
      return;
    }
    String key = name.substring(VARIABLE.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    if (SERVICE_LINK.matcher(value).matches()) {
      return;
    }
    Setting setting = new Setting(key, value.strip(), name);
    if (isKnown(key) || key.startsWith(Key.KAFKA)) {
      take(setting);
      return;
    }
    // The environment is everybody's: only what is nearly one of ours is a mistake.
    String nearest = Nearest.word(name, Key.names().stream().map(Key::variable).toList());
    if (!nearest.isEmpty() && Math.abs(nearest.length() - name.length()) <= 2) {
      faults.add(
          "%s: there is no such variable; did you mean %s? Unset it otherwise"
              .formatted(name, nearest));
    }
  }

  private void readOption(Setting option) {
    take(option);
  }

  private static boolean isKnown(String key) {
    return Key.of(key) != null || isSecretFile(key);
  }

  private static boolean isSecretFile(String key) {
    return key.endsWith(FILE) && Key.isSecret(key.substring(0, key.length() - FILE.length()));
  }

  private void take(Setting setting) {
    String key = setting.key();
    if (isSecretFile(key)) {
      String secret = key.substring(0, key.length() - FILE.length());
      readSecret(setting)
          .ifPresent(value -> given.put(secret, new Setting(secret, value, setting.from())));
    } else if (Key.of(key) != null) {
      given.put(key, setting);
    } else if (key.startsWith(Key.KAFKA)) {
      takeKafka(setting);
    } else {
      faults.add(unknown(setting));
    }
  }

  private java.util.Optional<String> readSecret(Setting setting) {
    try {
      String text = Files.readString(Path.of(setting.value()), StandardCharsets.UTF_8).strip();
      if (!text.isEmpty()) {
        return java.util.Optional.of(text);
      }
      faults.add(
          "%s: expected a file with the secret, found the empty file %s (%s)"
              .formatted(setting.key(), setting.value(), setting.from()));
    } catch (IOException e) {
      faults.add(
          "%s: expected a file that can be read, found %s: %s (%s)"
              .formatted(setting.key(), setting.value(), e, setting.from()));
    }
    return java.util.Optional.empty();
  }

  private void takeKafka(Setting setting) {
    String name = setting.key().substring(Key.KAFKA.length());
    String nearest = KafkaKeys.isKnown(name) ? "" : KafkaKeys.nearest(name);
    if (nearest.isEmpty()) {
      given.put(setting.key(), setting);
    } else {
      faults.add(
          "%s: Kafka's clients have no such setting; did you mean %s%s? (%s)"
              .formatted(setting.key(), Key.KAFKA, nearest, setting.from()));
    }
  }

  private static String unknown(Setting setting) {
    String key = setting.key();
    if (key.equals("bootstrap.servers")) {
      return "%s: there is no such setting; did you mean bootstrap? (%s)"
          .formatted(key, setting.from());
    }
    if (KafkaKeys.isKnown(key)) {
      return "%s: Kafka's settings begin with kafka. here; did you mean %s%s? (%s)"
          .formatted(key, Key.KAFKA, key, setting.from());
    }
    String nearest = Nearest.word(key, Key.names());
    return "%s: there is no such setting; %s (%s)"
        .formatted(
            key,
            nearest.isEmpty() ? "`scrip config` lists them" : "did you mean " + nearest + "?",
            setting.from());
  }

  /** A value as it was given; empty = it was not. */
  public String given(Key key) {
    return text(key, "");
  }

  /** Sets what nobody gave. */
  public void otherwise(Key key, String value, String from) {
    given.putIfAbsent(key.key(), new Setting(key.key(), value, from));
  }

  String text(Key key, String otherwise) {
    Setting setting = given.get(key.key());
    return setting == null ? otherwise : setting.value();
  }

  int number(Key key, int otherwise) {
    return read(key, otherwise, "a whole number", Integer::parseInt);
  }

  boolean flag(Key key, boolean otherwise) {
    return read(
        key,
        otherwise,
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException(text);
            });
  }

  /** One of a few words; the first is the default. */
  String oneOf(Key key, String... words) {
    return read(
        key,
        words[0],
        String.join(" or ", words),
        text -> {
          if (!List.of(words).contains(text)) {
            throw new IllegalArgumentException(text);
          }
          return text;
        });
  }

  /** A role by its name on the command line. */
  static Role role(String name) {
    return Arrays.stream(Role.values())
        .filter(role -> role.toString().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new Complaint(
                "Expected one of %s, found \"%s\"."
                    .formatted(Arrays.toString(Role.values()), name)));
  }

  Duration time(Key key, Duration otherwise) {
    return read(
        key,
        otherwise,
        "a time such as 6s, 1m or PT6S",
        text -> {
          String iso = text.toUpperCase(Locale.ROOT);
          return Duration.parse(iso.startsWith("P") ? iso : "PT" + iso);
        });
  }

  Path path(Key key, String otherwise) {
    return read(key, Path.of(otherwise), "a path", Path::of);
  }

  List<URI> addresses(Key key) {
    return read(
        key,
        List.of(),
        "addresses like http://127.0.0.1:8081, separated by commas",
        text -> {
          List<URI> all = new ArrayList<>();
          for (String address : text.split(",", -1)) {
            String bare = address.strip();
            all.add(URI.create(bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare));
          }
          return all;
        });
  }

  /** Settings that begin so, without that beginning. */
  Map<String, String> beginningWith(String prefix) {
    Map<String, String> found = new TreeMap<>();
    given.forEach((key, setting) -> {
      if (key.startsWith(prefix)) {
        found.put(key.substring(prefix.length()), setting.value());
      }
    });
    return found;
  }

  private <T> T read(Key key, T otherwise, String expected, Function<String, T> parse) {
    Setting setting = given.get(key.key());
    if (setting == null) {
      return otherwise;
    }
    try {
      return parse.apply(setting.value());
    } catch (IllegalArgumentException | DateTimeParseException e) {
      faults.add(
          "%s: expected %s, found \"%s\" (%s)"
              .formatted(key.key(), expected, setting.value(), setting.from()));
      return otherwise;
    }
  }

  /** Adds a fault as a configuration record tells it, {@code field: what is wrong}. */
  void fault(String told) {
    int colon = told.indexOf(": ");
    String key = Key.ofField(colon < 0 ? told : told.substring(0, colon));
    Setting setting = given.get(key);
    Key known = Key.of(key);
    String where =
        setting != null
            ? " (" + setting.from() + ")"
            : known != null ? "; set it as " + key + " in a file or " + known.variable() : "";
    faults.add(key + (colon < 0 ? "" : told.substring(colon)) + where);
  }

  /** Everything that was given, by key. */
  public List<Setting> all() {
    return List.copyOf(given.values());
  }

  /**
   * Says every fault.
   *
   * @throws Complaint if there is one
   */
  void requireNoFaults(String who) {
    if (!faults.isEmpty()) {
      throw new Complaint(
          "%s cannot start with this configuration:\n  %s\n`scrip config` lists every setting."
              .formatted(who, String.join("\n  ", faults)));
    }
  }
}
