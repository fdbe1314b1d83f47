package dev.scrip.projector.notify;

import dev.scrip.projector.notify.NotifyConfig.Smtp;
import dev.scrip.projector.notify.NotifyConfig.Tls;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a {@link NotifyConfig} from a YAML file. A file with anything wrong in it is refused whole,
 * with every fault at its line. Secrets stand in files or variables of their own, never in this
 * one.
 */
public final class NotifyFile {
  private static final Set<String> KEYS =
      Set.of("smtp", "webhooks", "emails", "contacts", "schedule", "firstLookBack", "scratch");
  private static final Set<String> SMTP =
      Set.of("host", "port", "tls", "user", "passwordFile", "passwordEnv", "from");
  private static final Set<String> WEBHOOK =
      Set.of(
          "name",
          "url",
          "secretFile",
          "secretEnv",
          "events",
          "wallets",
          "allowPrivate",
          "timeout",
          "concurrency");
  private static final Set<String> EMAIL = Set.of("name", "to", "events", "wallets");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,60}");
  private static final Pattern ADDRESS = Pattern.compile("[^@\\s<>]+@[^@\\s<>]+");
  private static final Pattern SENDER = Pattern.compile("[^@<>]*<[^@\\s<>]+@[^@\\s<>]+>");
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration MOST_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration MOST_DELAY = Duration.ofDays(7);
  private static final int CONCURRENCY = 4;
  private static final int EMAIL_CONCURRENCY = 2;
  private static final int LEAST_SECRET_BYTES = 24;
  private static final int MOST_SECRET_BYTES = 64;

  private final Path folder;
  private final Map<String, String> environment;
  private final FileFaults faults;
  private final Set<String> names = new HashSet<>();

  private NotifyFile(Path file, Map<String, String> environment) {
    this.folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    this.environment = environment;
    this.faults = new FileFaults(String.valueOf(file.getFileName()));
  }

  /**
   * Reads a file; paths in it are relative to its folder.
   *
   * @param environment variables that the file may refer to
   * @throws IllegalArgumentException with all faults, a line each
   */
  public static NotifyConfig read(Path file, Map<String, String> environment) {
    NotifyFile reader = new NotifyFile(file, environment);
    NotifyConfig config = NotifyConfig.none();
    try {
      config = reader.config(Files.readString(file));
    } catch (IOException e) {
      reader.faults.add("1:1", "", "expected a file that can be read, found " + e);
    } catch (MarkedYamlEngineException e) {
      reader.faults.add(
          e.getProblemMark().map(FileFaults::place).orElse("1:1"),
          "",
          "this is no YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      reader.faults.add("1:1", "", "this is no YAML: " + e.getMessage());
    }
    if (!reader.faults.list().isEmpty()) {
      throw new IllegalArgumentException(
          "Nobody can be told of anything with this configuration:\n  "
              + String.join("\n  ", reader.faults.list()));
    }
    return config;
  }

  private NotifyConfig config(String yaml) {
    LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
    Optional<Node> root = new Compose(settings).composeString(yaml);
    if (root.isEmpty()) {
      return NotifyConfig.none();
    }
    FileBlock file = new FileBlock(root.get(), "", KEYS, faults);
    List<Receiver> receivers = new ArrayList<>();
    for (FileBlock block : file.blocks("webhooks", WEBHOOK)) {
      webhook(block).ifPresent(receivers::add);
    }
    Smtp smtp = file.block("smtp", SMTP).map(this::smtp).orElse(null);
    for (FileBlock block : file.blocks("emails", EMAIL)) {
      receivers.addAll(emails(block));
    }
    if (file.has("emails") && smtp == null) {
      file.fault("emails", "expected a mail server to send them by: add smtp: {host, from}");
    }
    Map<String, String> contacts = contacts(file);
    List<Duration> delays = new ArrayList<>();
    for (String delay : file.words("schedule")) {
      file.span("schedule", delay, MOST_DELAY).ifPresent(delays::add);
    }
    Duration first =
        file.span("firstLookBack", Duration.ofDays(3650), NotifyConfig.FIRST_LOOK_BACK);
    Path scratch = file.has("scratch") ? folder.resolve(file.text("scratch", "")) : null;
    if (!faults.list().isEmpty()) {
      return NotifyConfig.none();
    }
    return new NotifyConfig(
        smtp,
        receivers,
        contacts,
        delays.isEmpty() ? Schedule.STANDARD : new Schedule(delays),
        first,
        scratch);
  }

  private Optional<Receiver> webhook(FileBlock block) {
    String name = name(block);
    URI url = url(block);
    List<String> secrets = secrets(block);
    EventFilter filter = filter(block);
    boolean allowPrivate = block.flag("allowPrivate");
    Duration timeout = block.span("timeout", MOST_TIMEOUT, TIMEOUT);
    int concurrency = block.number("concurrency", 1, 64, CONCURRENCY);
    if (name.isEmpty() || url == null || secrets.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Receiver.Webhook(name, url, secrets, filter, allowPrivate, timeout, concurrency));
  }

  /** The URL itself may hold a secret, so that no fault shows it. */
  private static @Nullable URI url(FileBlock block) {
    String text = block.required("url", "https://example.com/hooks/scrip");
    if (text.isEmpty()) {
      return null;
    }
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      block.fault("url", "expected a URL like https://example.com/hooks, found what is none");
      return null;
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null) {
      block.fault("url", "expected a URL with a host, and without user, password and #fragment");
      return null;
    }
    boolean local = Set.of("127.0.0.1", "[::1]", "localhost").contains(url.getHost());
    if (!scheme.equals("https") && !(scheme.equals("http") && local)) {
      block.fault(
          "url", "expected https:// (http:// only to this machine), found " + scheme + "://");
      return null;
    }
    return url;
  }

  private List<String> secrets(FileBlock block) {
    Optional<String> content = secret(block, "secretFile", "secretEnv", true);
    if (content.isEmpty()) {
      return List.of();
    }
    List<String> secrets =
        content.get().lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    String key = block.has("secretFile") ? "secretFile" : "secretEnv";
    for (String secret : secrets) {
      if (!signs(secret)) {
        block.fault(
            key,
            "expected whsec_ and the base64 of 24 to 64 random bytes, one secret a line, found"
                + " something else; make one with: echo whsec_$(openssl rand -base64 32)");
        return List.of();
      }
    }
    if (secrets.isEmpty()) {
      block.fault(key, "expected a secret, found nothing");
    }
    return secrets;
  }

  private static boolean signs(String secret) {
    if (!secret.startsWith("whsec_")) {
      return false;
    }
    try {
      int bytes = Base64.getDecoder().decode(secret.substring("whsec_".length())).length;
      return bytes >= LEAST_SECRET_BYTES && bytes <= MOST_SECRET_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** What a file or a variable holds; the value is part of no message. */
  private Optional<String> secret(
      FileBlock block, String fileKey, String envKey, boolean required) {
    if (block.has(fileKey) && block.has(envKey)) {
      block.fault(envKey, "expected either " + fileKey + " or " + envKey + ", found both");
      return Optional.empty();
    }
    if (block.has(fileKey)) {
      String file = block.text(fileKey, "");
      try {
        return Optional.of(Files.readString(folder.resolve(file)).strip());
      } catch (IOException | RuntimeException e) {
        block.fault(fileKey, "expected a file that can be read, found " + e);
        return Optional.empty();
      }
    }
    if (block.has(envKey)) {
      String value = environment.get(block.text(envKey, ""));
      if (value == null || value.isBlank()) {
        block.fault(envKey, "expected a variable of the environment, found none of that name");
        return Optional.empty();
      }
      return Optional.of(value.strip());
    }
    if (required) {
      block.fault(fileKey, "missing: add it, as in " + fileKey + ": /run/secrets/NAME");
    }
    return Optional.empty();
  }

  private Smtp smtp(FileBlock block) {
    String word = block.text("tls", "starttls");
    Tls tls = Tls.STARTTLS;
    if (Set.of("none", "starttls", "tls").contains(word)) {
      tls = Tls.valueOf(word.toUpperCase(Locale.ROOT));
    } else {
      block.fault("tls", "expected none, starttls or tls, found " + word);
    }
    String user = block.text("user", "");
    String password = secret(block, "passwordFile", "passwordEnv", block.has("user")).orElse("");
    if (!password.isEmpty() && user.isEmpty()) {
      block.fault("user", "missing: add it, since there is a password");
    }
    String from = block.required("from", "scrip@example.com");
    if (!from.isEmpty() && !ADDRESS.matcher(from).matches() && !SENDER.matcher(from).matches()) {
      block.fault("from", "expected an address like scrip@example.com, found " + from);
    }
    int port =
        switch (tls) {
          case NONE -> 25;
          case STARTTLS -> 587;
          case TLS -> 465;
        };
    return new Smtp(
        block.required("host", "mail.example.com"),
        block.number("port", 1, 65_535, port),
        tls,
        user,
        password,
        from);
  }

  private List<Receiver> emails(FileBlock block) {
    String name = name(block);
    EventFilter filter = filter(block);
    List<Receiver> receivers = new ArrayList<>();
    List<String> recipients = block.words("to");
    if (!block.has("to")) {
      block.fault("to", "missing: add it, as in to: [contact, ops@example.com]");
    }
    for (String to : recipients.stream().distinct().toList()) {
      if (to.equals(Receiver.Email.CONTACT)) {
        receivers.add(new Receiver.Email(name + "/contact", to, filter, EMAIL_CONCURRENCY));
      } else if (ADDRESS.matcher(to).matches()) {
        String digest = digest(to);
        receivers.add(new Receiver.Email(name + "/" + digest, to, filter, EMAIL_CONCURRENCY));
      } else {
        block.fault("to", "expected an address or the word contact, found " + to);
      }
    }
    return name.isEmpty() ? List.of() : receivers;
  }

  /** So that the log has no addresses in it. */
  private static String digest(String address) {
    try {
      byte[] bytes = address.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private String name(FileBlock block) {
    String name = block.required("name", "billing");
    if (name.isEmpty()) {
      return "";
    }
    if (!NAME.matcher(name).matches()) {
      block.fault("name", "expected 1 to 60 letters, digits, dots, _ and -, found " + name);
      return "";
    }
    if (!names.add(name)) {
      block.fault("name", "expected a name of its own, found " + name + " a second time");
      return "";
    }
    return name;
  }

  private static EventFilter filter(FileBlock block) {
    List<String> events = block.words("events");
    for (String pattern : events) {
      if (Event.types().stream().noneMatch(type -> EventFilter.matches(pattern, type))) {
        block.fault(
            "events", "no event is called " + pattern + FileFaults.nearest(pattern, Event.types()));
      }
    }
    return new EventFilter(events, block.words("wallets"));
  }

  private Map<String, String> contacts(FileBlock file) {
    Map<String, String> contacts = new LinkedHashMap<>();
    file.block("contacts", Set.of())
        .ifPresent(block -> {
          for (String wallet : block.keys()) {
            String address = block.text(wallet, "");
            if (!address.isEmpty() && !ADDRESS.matcher(address).matches()) {
              block.fault(wallet, "expected an address like ana@example.com, found " + address);
            }
            contacts.put(wallet, address);
          }
        });
    return contacts;
  }
}
